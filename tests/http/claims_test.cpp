// Claims and the queue's filters over HTTP.

#include <set>
#include <thread>

#include "tests/http/a_desk.hpp"

namespace copytaster::http::testing {
namespace {

const std::string moderation = "/api/v1/sites/main/moderation/";

class ClaimsTest : public DeskTest {
 protected:
  static std::string a_moderator() { return bearer(service().token(Role::moderator)); }
  static Answer claim(const std::string& who, const json& body) {
    return ask({"POST", moderation + "claims", json_type + who, body.dump()});
  }
  static std::set<std::int64_t> claimed(const std::string& who, const json& body) {
    const Answer answer = claim(who, body);
    EXPECT_EQ(answer.status, 200) << answer.body;
    const json claimed = json::parse(answer.body);
    EXPECT_TRUE(claimed["until"].is_string());
    std::set<std::int64_t> ids;
    for (const json& one : claimed["items"]) ids.insert(one["id"].get<std::int64_t>());
    return ids;
  }
  static Answer let_go(const std::string& who) {
    return ask({"DELETE", moderation + "claims", who});
  }
  static std::int64_t submitted(const std::string& article, const json& body) {
    const Answer answer = submit(article, body);
    EXPECT_EQ(answer.status, 202) << answer.body;
    return json::parse(answer.body)["id"];
  }
  static Answer queue_answer(const std::string& query) {
    return ask({"GET", moderation + "queue" + query, a_moderator()});
  }
  static json queue(const std::string& query) {
    const Answer answer = queue_answer(query);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return json::parse(answer.body);
  }
  static std::vector<std::int64_t> ids_in(const std::string& query) {
    std::vector<std::int64_t> ids;
    const json page = queue(query);
    for (const json& one : page["items"]) ids.push_back(one["id"]);
    return ids;
  }
};

TEST_F(ClaimsTest, TwoModeratorsNeverHoldTheSame) {
  const std::string article = put_article("two", {{"section", "two"}});
  std::set<std::int64_t> all;
  for (int n = 0; n < 5; ++n) all.insert(submitted(article, comment("c" + std::to_string(n))));
  const std::string lis = meant(browser_with(code_for("Lis Two")));
  const std::string mo = meant(browser_with(code_for("Mo Two")));
  const auto hers = claimed(lis, {{"limit", 3}, {"section", "two"}});
  EXPECT_EQ(hers.size(), 3U);
  auto his = claimed(mo, {{"limit", 3}, {"section", "two"}});
  EXPECT_EQ(his.size(), 2U);
  EXPECT_EQ(claimed(lis, {{"limit", 3}, {"section", "two"}}), hers) << "renewed";
  const json page = queue("?section=two");
  for (const json& one : page["items"]) {
    const bool is_hers = hers.contains(one["id"].get<std::int64_t>());
    EXPECT_EQ(one["claim"]["by"], is_hers ? "Lis Two" : "Mo Two");
    EXPECT_TRUE(one["claim"]["until"].is_string());
  }
  his.insert(hers.begin(), hers.end());
  EXPECT_EQ(his, all);
  EXPECT_EQ(let_go(lis).status, 204);
  EXPECT_EQ(let_go(lis).status, 204) << "again";
  EXPECT_EQ(claimed(mo, {{"limit", 100}, {"section", "two"}}), all);
}

TEST_F(ClaimsTest, AClaimRunsOut) {
  service().reload(
      [](Settings& settings) noexcept { settings.desk.claim = std::chrono::seconds{1}; });
  const std::string article = put_article("out", {{"section", "out"}});
  const auto id = submitted(article, comment("soon free"));
  const std::string first = a_moderator();
  const std::string second = a_moderator();
  const json wanted{{"limit", 1}, {"section", "out"}};
  EXPECT_EQ(claimed(first, wanted), std::set{id});
  std::set<std::int64_t> got;
  for (int tries = 0; tries < 300 && got.empty(); ++tries) {
    got = claimed(second, wanted);
    if (got.empty()) std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
  EXPECT_EQ(got, std::set{id}) << "not within 3 s";
  service().reload([](Settings&) noexcept {});
}

TEST_F(ClaimsTest, WhatAColleagueHoldsMayBeDecided) {
  const std::string article = put_article("held", {{"section", "held"}});
  const auto id = submitted(article, comment("held"));
  const std::string first = a_moderator();
  claimed(first, {{"limit", 1}, {"section", "held"}});
  const json decision{{"id", id}, {"version", 1}, {"decision", "approve"}};
  const Answer answer = ask({"POST", moderation + "decisions", json_type + a_moderator(),
                             json{{"decisions", json::array({decision})}}.dump()});
  EXPECT_EQ(json::parse(answer.body)["results"][0]["status"], 200);
  EXPECT_TRUE(claimed(first, {{"limit", 1}, {"section", "held"}}).empty());
}

TEST_F(ClaimsTest, WhoIsBoundToSectionsClaimsTheirsAlone) {
  put_article("bound-hers", {{"section", "bound hers"}});
  put_article("bound-others", {{"section", "bound others"}});
  put_article("bound-none");
  const auto hers = submitted("bound-hers", comment("hers"));
  const auto others = submitted("bound-others", comment("somebody else's"));
  submitted("bound-none", comment("of no section"));
  const std::string bo = meant(browser_with(
      code_at(service(), {"Bo Bound", Role::moderator, "main", false, {"bound hers"}})));
  EXPECT_EQ(claimed(bo, {{"limit", 100}}), std::set{hers});
  EXPECT_TRUE(claimed(bo, {{"limit", 100}, {"section", "bound others"}}).empty());
  EXPECT_EQ(claimed(a_moderator(), {{"limit", 100}, {"section", "bound others"}}),
            std::set{others});
  EXPECT_EQ(let_go(bo).status, 204);
  EXPECT_EQ(claimed(a_moderator(), {{"limit", 1}, {"section", "bound hers"}}), std::set{hers});
  EXPECT_TRUE(claimed(bo, {{"limit", 100}}).empty());
}

TEST_F(ClaimsTest, TheyAreReadStrictly) {
  const std::string who = a_moderator();
  for (const json& bad :
       {json{{"limit", 0}}, json{{"limit", 101}}, json{{"limit", "20"}}, json::object(),
        json{{"limit", 1}, {"section", 7}}, json{{"limit", 1}, {"section", std::string(1, '\0')}}})
    EXPECT_EQ(problem_of(claim(who, bad)), "fields") << bad;
  EXPECT_EQ(problem_of(claim(who, json::array())), "json");
  EXPECT_EQ(claim(who, {{"limit", 1}}).status, 200);
  EXPECT_EQ(claim(who, {{"limit", 100}, {"section", nullptr}}).status, 200);
  let_go(who);
  EXPECT_EQ(ask({"POST", moderation + "claims", who, "{\"limit\":1}"}).status, 415);
  EXPECT_EQ(claim(bearer(service().token(Role::exporter)), {{"limit", 1}}).status, 403);
  EXPECT_EQ(claim("", {{"limit", 1}}).status, 401);
}

TEST_F(ClaimsTest, TheQueueIsFilteredByWhatIsAskedFor) {
  const std::string article = put_article("filters", {{"section", "filters"}});
  json by_zoe = comment("a blockedword, 100% sure");
  by_zoe["author"] = "Zoë Filter";
  const auto first = submitted(article, by_zoe);
  json by_other = comment("100 sure");
  by_other["email"] = by_zoe["email"];
  const auto second = submitted(article, by_other);
  using Ids = std::vector<std::int64_t>;
  EXPECT_EQ(ids_in("?section=filters&rule=blocked_words"), Ids{first});
  EXPECT_EQ(ids_in("?section=filters&rule=no_such_rule"), Ids{});
  EXPECT_EQ(ids_in("?author=ZO%C3%8B+FILTER"), Ids{first}) << "folded as a reader's name is";
  EXPECT_EQ(ids_in("?author=Zoe+Filter"), Ids{});
  EXPECT_EQ(ids_in("?author_of=" + std::to_string(second)), (Ids{first, second}));
  EXPECT_EQ(ids_in("?section=filters&q=100%25"), Ids{first}) << "no wildcard";
  EXPECT_EQ(ids_in("?section=filters&q=100"), (Ids{first, second}));
  EXPECT_EQ(ids_in("?section=filters&q=zo%C3%AB"), Ids{first});
  EXPECT_EQ(ids_in("?section=filters&order=score"), (Ids{first, second}));
  EXPECT_EQ(ids_in("?section=filters&order=newest"), (Ids{second, first}));
  EXPECT_EQ(ids_in("?article=filters&q=sure&order=newest&limit=1"), Ids{second});
}

TEST_F(ClaimsTest, EachFilterHasItsLimits) {
  const auto fields = [](const std::string& query) { return problem_of(queue_answer(query)); };
  EXPECT_EQ(fields("?q=a"), "fields");
  EXPECT_EQ(queue_answer("?q=ab").status, 200);
  EXPECT_EQ(queue_answer("?q=" + std::string(100, 'q')).status, 200);
  EXPECT_EQ(fields("?q=" + std::string(101, 'q')), "fields");
  EXPECT_EQ(queue_answer("?author=" + std::string(245, 'a')).status, 200);
  EXPECT_EQ(fields("?author=" + std::string(246, 'a')), "fields");
  EXPECT_EQ(queue_answer("?rule=" + std::string(64, 'r')).status, 200);
  EXPECT_EQ(fields("?rule=" + std::string(65, 'r')), "fields");
  EXPECT_EQ(fields("?rule=A"), "fields");
  EXPECT_EQ(fields("?author_of=0"), "fields");
  EXPECT_EQ(fields("?author_of=x"), "fields");
  EXPECT_EQ(queue_answer("?author_of=1").status, 200);
  EXPECT_EQ(fields("?order=best"), "fields");
  EXPECT_EQ(fields("?order=score&state=approved"), "fields");
  EXPECT_EQ(queue_answer("?order=newest&state=approved&q=sure").status, 200);
}

TEST_F(ClaimsTest, ACursorBelongsToItsOrderAndItsFilter) {
  const std::string article = put_article("cursors", {{"section", "cursors"}});
  submitted(article, comment("a blockedword"));
  submitted(article, comment("another blockedword"));
  for (const std::string list : {"order=oldest", "order=newest", "order=score"}) {
    const json page = queue("?section=cursors&limit=1&" + list);
    ASSERT_TRUE(page["next"].is_string()) << list;
    const std::string cursor = "&cursor=" + page["next"].get<std::string>();
    EXPECT_EQ(queue("?section=cursors&limit=1&" + list + cursor)["items"].size(), 1U);
    const std::string other = list == "order=newest" ? "order=score" : "order=newest";
    EXPECT_EQ(problem_of(queue_answer("?section=cursors&" + other + cursor)), "fields");
    EXPECT_EQ(problem_of(queue_answer("?" + list + cursor)), "fields");
    EXPECT_EQ(problem_of(queue_answer("?section=cursors&q=word&" + list + cursor)), "fields");
  }
}

TEST_F(ClaimsTest, StatsTellTheOldestOfEachSection) {
  const std::string article = put_article("aged", {{"section", "aged"}});
  submitted(article, comment("old"));
  const json stats = json::parse(ask({"GET", moderation + "stats", a_moderator()}).body);
  EXPECT_EQ(stats["pending"]["sections"]["aged"], 1);
  EXPECT_EQ(stats["pending"]["oldest_in_sections"]["aged"],
            queue("?section=aged")["items"][0]["created_at"]);
}

}  // namespace
}  // namespace copytaster::http::testing
