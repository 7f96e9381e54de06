// Staff writes through a program of the newsroom, which shows a token where readers show none.

#include "tests/http/a_thread.hpp"

namespace copytaster::http::testing {
namespace {

class StaffTest : public ThreadTest {
 protected:
  static std::string token_of(Role role) { return bearer(service().token(role)); }
  static json signed_by_the_editor(const std::string& text) {
    json said = comment(text);
    said["author"] = "The Editor";
    return said;
  }
  /// From one address, as a program sends.
  static Answer send(const std::string& article, const json& said, const std::string& headers) {
    return ask({"POST", "/api/v1/sites/main/articles/" + article + "/comments",
                json_type + "X-Forwarded-For: 192.0.2.77\r\n" + headers, said.dump()});
  }
  static json verdict_of(std::int64_t id) {
    pqxx::connection owner{service().database().owner_conninfo()};
    return json::parse(pqxx::nontransaction{owner}
                           .exec1("SELECT verdict FROM comment WHERE id = " + std::to_string(id))[0]
                           .as<std::string>());
  }
  static std::vector<std::string> hits_of(const json& verdict) {
    std::vector<std::string> hits;
    for (const json& hit : verdict["hits"]) hits.push_back(hit["rule"]);
    return hits;
  }
};

TEST_F(StaffTest, IsPublishedWhereEverybodyWaits) {
  const auto article = put_article("staff-all", {{"premoderation", "all"}});
  const json said = signed_by_the_editor("Corrected. https://a.example https://b.example www.c.de");
  for (const Role role : {Role::moderator, Role::editor, Role::admin}) {
    json own = said;
    own["text"] = own["text"].get<std::string>() + " " + std::string{name_of(role)};
    const Answer answer = send(article, own, token_of(role));
    ASSERT_EQ(answer.status, 201) << answer.body;
    const json verdict = verdict_of(json::parse(answer.body)["id"]);
    EXPECT_EQ(verdict["facts"]["staff"], true) << verdict;
    const auto hits = hits_of(verdict);
    EXPECT_NE(std::find(hits.begin(), hits.end(), "too_many_links"), hits.end())
        << "shown, and exempted";
  }
}

// B9
TEST_F(StaffTest, WhoOnlySignsLikeItWaits) {
  const auto article = open_article("staff-signs");
  const std::int64_t id = held(article, signed_by_the_editor("A fair point."));
  EXPECT_EQ(hits_of(verdict_of(id)).front(), "impersonation") << verdict_of(id);
  EXPECT_FALSE(verdict_of(id)["facts"].contains("staff"));
}

TEST_F(StaffTest, AWrongTokenIsToldAndStoresNothing) {
  const auto article = open_article("staff-wrong");
  const json said = comment("words");
  EXPECT_EQ(problem_of(send(article, said, bearer("nonsense"))), "unauthorized");
  EXPECT_EQ(problem_of(send(article, said, token_of(Role::exporter))), "role");
  EXPECT_EQ(problem_of(send(article, said, bearer(service().token(Role::admin, "other")))), "role");
  EXPECT_EQ(json::parse(get(of(article, "comments")).body)["comments"].size(), 0U);
}

TEST_F(StaffTest, CredentialsOfAProxyAreNobodys) {
  const auto article = open_article("staff-proxy");
  for (const char* other : {"Basic YTpi", "Bearer", "Receipt x"}) {
    const Answer answer = submit(article, comment("said behind " + std::string{other}),
                                 "Authorization: " + std::string{other} + "\r\n");
    ASSERT_EQ(answer.status, 201) << other << answer.body;
    EXPECT_FALSE(verdict_of(json::parse(answer.body)["id"])["facts"].contains("staff"));
  }
}

TEST_F(StaffTest, NoLimitAMinuteHoldsItsProgramUp) {
  const auto article = open_article("staff-many");
  const std::string token = token_of(Role::editor);
  constexpr int more_than_the_burst = 130;
  for (int i = 0; i < more_than_the_burst; ++i)
    EXPECT_EQ(send(article, comment("live, part " + std::to_string(i)), token).status, 201);
  int taken = 0;  // some are earned back meanwhile
  while (taken < 1000 &&
         send(article, comment("reader " + std::to_string(taken)), "").status != 429)
    ++taken;
  EXPECT_GE(taken, 100) << "what staff sends takes nothing from her";
  EXPECT_LT(taken, 1000) << "a reader from there is limited as ever";
}

TEST_F(StaffTest, TheSecondsOnThePageAreKeptAndJudged) {
  const auto article = open_article("seconds");
  const auto facts_for = [&](const json& seconds) {
    json said = comment("sent after " + seconds.dump() + " s");
    said["seconds_on_page"] = seconds;
    const Answer answer = submit(article, said);
    EXPECT_EQ(answer.status, 201) << answer.body;
    return verdict_of(json::parse(answer.body)["id"]);
  };
  const json quick = facts_for(2);
  EXPECT_EQ(quick["facts"]["seconds_on_page"], 2);
  EXPECT_EQ(hits_of(quick), (std::vector<std::string>{"too_quick", "first_time_author"}));
  EXPECT_EQ(facts_for(0)["facts"]["seconds_on_page"], 0);
  EXPECT_EQ(hits_of(facts_for(3)), std::vector<std::string>{"first_time_author"});
  EXPECT_EQ(facts_for(90'000)["facts"]["seconds_on_page"], 86'400);
  for (const json& nothing : {json(-1), json("2"), json(nullptr), json(1.5)}) {
    const json verdict = facts_for(nothing);
    EXPECT_FALSE(verdict["facts"].contains("seconds_on_page")) << nothing;
    EXPECT_EQ(hits_of(verdict), std::vector<std::string>{"first_time_author"}) << nothing;
  }
}

}  // namespace
}  // namespace copytaster::http::testing
