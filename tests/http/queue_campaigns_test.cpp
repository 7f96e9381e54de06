// Campaigns in the moderators' queue over HTTP: folded, their members, and what is refused.

#include "tests/http/a_desk.hpp"

namespace copytaster::http::testing {
namespace {

const std::string moderation = "/api/v1/sites/main/moderation/";

class QueueCampaignsTest : public DeskTest {
 protected:
  static std::string a_moderator() { return bearer(service().token(Role::moderator)); }
  static std::int64_t submitted(const std::string& article, const std::string& text) {
    const Answer answer = submit(article, comment(text));
    EXPECT_EQ(answer.status, 202) << answer.body;
    return json::parse(answer.body)["id"];
  }
  /// `count` of them, which differ from those of another `about`.
  static std::vector<std::int64_t> campaign(const std::string& article, int count,
                                            const std::string& about) {
    std::vector<std::int64_t> ids;
    for (int n = 0; n < count; ++n)
      ids.push_back(submitted(article, about + " and so I say it " + std::to_string(n) +
                                           " times, as everybody else here has to"));
    return ids;
  }
  static Answer ask_for(const std::string& query, const std::string& site = "main") {
    return ask({"GET", "/api/v1/sites/" + site + "/moderation/queue" + query,
                site == "main" ? a_moderator() : bearer(service().token(Role::moderator, site))});
  }
  static json queue(const std::string& query) {
    const Answer answer = ask_for(query);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return json::parse(answer.body);
  }
  static std::vector<std::int64_t> ids_of(const json& page) {
    std::vector<std::int64_t> ids;
    for (const json& one : page["items"]) ids.push_back(one["id"]);
    return ids;
  }
  static std::string reason_of(const std::string& query, const std::string& field) {
    const Answer answer = ask_for(query);
    EXPECT_EQ(answer.status, 422) << query;
    const json errors = json::parse(answer.body)["errors"];
    EXPECT_EQ(errors.at(0)["field"], field) << query;
    return errors.at(0)["reason"];
  }
};

TEST_F(QueueCampaignsTest, AreOneItemEachWhereThatIsAskedFor) {
  const std::string article = put_article("folded", {{"section", "folded"}});
  const auto ferry = campaign(article, 3, "The ferry must go by night");
  const auto alone = submitted(article, "A remark that nobody else has made here before");
  const auto school = campaign(article, 2, "Whoever closes our school will answer for that");
  const json folded = queue("?section=folded&fold=campaigns");
  EXPECT_EQ(ids_of(folded), (std::vector{ferry[0], alone, school[0]}));
  EXPECT_EQ(folded["items"][0]["campaign"]["size"], 3);
  EXPECT_FALSE(folded["items"][1].contains("campaign"));
  EXPECT_EQ(folded["items"][2]["campaign"]["size"], 2);
  const json all = queue("?section=folded");
  EXPECT_EQ(all["items"].size(), 6U) << "nobody asks, and none is left out";
  const json number = folded["items"][0]["campaign"]["id"];
  EXPECT_EQ(all["items"][1]["campaign"], (json{{"id", number}, {"size", 3}}));
  EXPECT_EQ(all["items"][1]["verdict"]["facts"]["campaign"], number);
  EXPECT_GT(number, 0);
  EXPECT_LT(number, 1LL << 53);
}

TEST_F(QueueCampaignsTest, MembersComeInPages) {
  const std::string article = put_article("members", {{"section", "members"}});
  const auto ids = campaign(article, 3, "The market hall belongs to all of us");
  const json folded = queue("?section=members&fold=campaigns");
  const std::string members =
      "?campaign=" + folded["items"][0]["campaign"]["id"].dump() + "&limit=2";
  const json first = queue(members);
  EXPECT_EQ(ids_of(first), (std::vector{ids[0], ids[1]}));
  ASSERT_TRUE(first["next"].is_string());
  const std::string cursor = "&cursor=" + first["next"].get<std::string>();
  const json second = queue(members + cursor);
  EXPECT_EQ(ids_of(second), std::vector{ids[2]});
  EXPECT_TRUE(second["next"].is_null());
  EXPECT_EQ(reason_of("?limit=2" + cursor, "cursor"), "is not a cursor of this list");
  EXPECT_EQ(reason_of("?campaign=7" + cursor, "cursor"), "is not a cursor of this list");
  EXPECT_EQ(reason_of("?fold=campaigns" + cursor, "cursor"), "is not a cursor of this list");
  EXPECT_EQ(ids_of(queue(members + "&section=elsewhere")), std::vector<std::int64_t>{});
  EXPECT_EQ(ids_of(queue(members + "&q=say+it+2")), std::vector{ids[2]});
}

TEST_F(QueueCampaignsTest, OfAnotherSiteThereAreNone) {
  const std::string article = put_article("here", {{"section", "here"}});
  campaign(article, 2, "Not one tree in the park may be cut down");
  const json folded = queue("?section=here&fold=campaigns");
  const std::string members = "?campaign=" + folded["items"][0]["campaign"]["id"].dump();
  const Answer answer = ask_for(members, "other");
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_EQ(json::parse(answer.body), (json{{"items", json::array()}, {"next", nullptr}}));
  EXPECT_EQ(queue("?campaign=9007199254740991")["items"].size(), 0U);
}

TEST_F(QueueCampaignsTest, WhatIsNeitherIsRefused) {
  for (const char* number : {"0", "-1", "1.5", "x", "99999999999999999999"})
    EXPECT_EQ(reason_of("?campaign=" + std::string{number}, "campaign"),
              "is not the number of a campaign");
  EXPECT_EQ(reason_of("?campaign=1&state=spam", "campaign"),
            "is asked for, which only what is pending has");
  EXPECT_EQ(reason_of("?fold=all", "fold"), "is not campaigns");
  EXPECT_EQ(reason_of("?fold=campaigns&state=approved", "fold"),
            "is asked for, which only what is pending can be");
  for (const std::string other :
       {"article=1", "rule=links", "author=Ann", "author_of=1", "q=ferry", "campaign=1"})
    EXPECT_EQ(reason_of("?fold=campaigns&" + other, "fold"),
              "does not go with " + other.substr(0, other.find('=')));
  for (const char* order : {"oldest", "newest", "score"})
    EXPECT_EQ(ask_for("?fold=campaigns&limit=100&order=" + std::string{order}).status, 200);
  EXPECT_EQ(ask_for("?fold=&campaign=").status, 200) << "as if not asked";
}

TEST_F(QueueCampaignsTest, AModeratorOfASectionSeesThoseOfHers) {
  const std::string hers = put_article("hers", {{"section", "hers"}});
  const std::string others = put_article("others", {{"section", "others"}});
  campaign(others, 2, "The trams are late whenever it rains");
  const auto ids = campaign(hers, 2, "The trams are late whenever it rains");
  const Browser bound =
      browser_with(code_at(service(), {"Lis Bound", Role::moderator, "main", false, {"hers"}}));
  const auto see = [&](const std::string& query) {
    return json::parse(ask({"GET", moderation + "queue" + query, cookie(bound)}).body);
  };
  const json folded = see("?fold=campaigns");
  EXPECT_EQ(ids_of(folded), std::vector{ids[0]});
  EXPECT_EQ(folded["items"][0]["campaign"]["size"], 2);
  EXPECT_EQ(ids_of(see("?campaign=" + folded["items"][0]["campaign"]["id"].dump())), ids);
}

}  // namespace
}  // namespace copytaster::http::testing
