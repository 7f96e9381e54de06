// A back-test over HTTP: what other rules would have done to the comments there are.

#include "copytaster/app/backtest_rules.hpp"
#include "tests/http/a_thread.hpp"

namespace copytaster::http::testing {
namespace {

const std::string backtest_path = "/api/v1/sites/main/rules/backtest";

json a_set(const std::string& words) {
  return {{"rules.d/list.toml", "[[list]]\nid = \"words\"\nwords = [" + words +
                                    "]\naction = \"hold\"\nexplain = \"blocked: {found}\"\n"}};
}

class BacktestCallTest : public ThreadTest {
 protected:
  static void SetUpTestSuite() {
    ThreadTest::SetUpTestSuite();
    editor_ = bearer(service().token(Role::editor));
  }
  static Answer asked(const json& body) {
    return ask({"POST", backtest_path, json_type + editor_, body.dump()});
  }
  static json told(const json& body) {
    const Answer answer = asked(body);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return json::parse(answer.body);
  }

 private:
  static inline std::string editor_;
};

TEST_F(BacktestCallTest, TellsWhatOtherRulesWouldHaveDone) {
  const std::string article = put_article("tested", {{"premoderation", "rules"}});
  const std::int64_t unwanted = shown(article, "about the gondola");
  decide(unwanted, 1, "spam");
  decide(held(article, comment("a blockedword and a gondola")), 1, "approve");

  const json found = told({{"files", a_set("\"gondola\"")}});
  EXPECT_TRUE(found["version"]["number"].is_null());
  EXPECT_EQ(found["comments"], 2);
  EXPECT_EQ(found["then_now"]["approved"]["pending"], 1);
  EXPECT_EQ(found["then_now"]["pending"]["pending"], 1);
  EXPECT_EQ(found["unwanted"]["total"], 1);
  EXPECT_EQ(found["unwanted"]["caught_then"], 0);
  EXPECT_EQ(found["unwanted"]["caught_now"], 1);
  EXPECT_EQ(found["wanted"]["blocked_then"], 1);
  EXPECT_EQ(found["wanted"]["blocked_now"], 1);
  EXPECT_LT(found["wanted"]["low"].get<double>(), 1);
  EXPECT_EQ(found["rules"][0]["rule"], "words");
  EXPECT_EQ(found["rules"][0]["sole"], 2);
  EXPECT_EQ(found["changed_total"], 1);
  EXPECT_EQ(found["changed"][0]["id"], unwanted);
  EXPECT_EQ(found["changed"][0]["hits"][0]["spans"][0]["start"], 10);

  const json other = told({{"files", a_set("\"zeppelin\"")}, {"limit", 1}});
  EXPECT_EQ(other["comments"], 1);
  EXPECT_EQ(other["then_now"]["pending"]["approved"], 1) << "the newest";
  EXPECT_EQ(told({{"version", 1}})["version"]["number"], 1);
}

TEST_F(BacktestCallTest, SaysWhatIsWrongAndKeepsNothing) {
  const json fine = a_set("\"x\"");
  EXPECT_EQ(problem_of(asked({{"files", {{"rules.d/a.toml", "[[lists]]"}}}})), "rules");
  EXPECT_EQ(problem_of(asked(json::object())), "fields");
  EXPECT_EQ(problem_of(asked({{"version", 999}})), "not-found");
  EXPECT_EQ(problem_of(asked({{"version", "x"}})), "not-found");
  for (const json& limit : {json(0), json(backtest_comments_max + 1), json("1"), json(nullptr)})
    EXPECT_EQ(problem_of(asked({{"files", fine}, {"limit", limit}})), "fields") << limit;
  EXPECT_EQ(asked({{"files", fine}, {"limit", backtest_comments_max}}).status, 200);
  EXPECT_EQ(problem_of(asked({{"files", fine}, {"from", "yesterday"}})), "fields");
  EXPECT_EQ(problem_of(asked({{"files", fine}, {"from", "2026-02-01"}, {"to", "2026-02-01"}})),
            "fields");
  EXPECT_EQ(told({{"files", fine}, {"from", "2020-01-01"}, {"to", "2020-02-01"}})["comments"], 0);
  EXPECT_EQ(ask({"POST", backtest_path, json_type, json{{"files", fine}}.dump()}).status, 401);
  const std::string moderator = bearer(service().token(Role::moderator));
  EXPECT_EQ(
      problem_of(ask({"POST", backtest_path, json_type + moderator, json{{"files", fine}}.dump()})),
      "role");
}

}  // namespace
}  // namespace copytaster::http::testing
