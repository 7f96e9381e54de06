// What rules have hit lately, over HTTP.

#include "copytaster/app/rule_figures.hpp"

#include "tests/http/a_thread.hpp"

namespace copytaster::http::testing {
namespace {

const std::string figures_path = "/api/v1/sites/main/rules/figures";

class RuleFiguresTest : public ThreadTest {
 protected:
  static void SetUpTestSuite() {
    ThreadTest::SetUpTestSuite();
    editor_ = bearer(service().token(Role::editor));
  }
  static const std::string& editor() { return editor_; }
  static json told(const std::string& rule, const std::string& query = "") {
    const Answer answer = ask({"GET", figures_path + query, editor()});
    EXPECT_EQ(answer.status, 200) << answer.body;
    const json figures = json::parse(answer.body);
    for (const json& one : figures["rules"])
      if (one["rule"] == rule) return one;
    return {};
  }

 private:
  static inline std::string editor_;
};

TEST_F(RuleFiguresTest, ARuleInShadowIsCountedWithWhatPeopleMadeOfIt) {
  const json files = {
      {"rules.d/shadow.toml",
       "[[list]]\nid = \"gondolas\"\nwords = [\"gondola\"]\naction = \"hold\"\nscore = 3\n"
       "shadow = true\nexplain = \"found {found}\"\n"}};
  EXPECT_EQ(
      ask({"PUT", "/api/v1/sites/main/rules", json_type + editor(), json{{"files", files}}.dump()})
          .status,
      201);
  EXPECT_EQ(told("gondolas")["hits"], 0) << "it judges, and has hit nothing";
  EXPECT_TRUE(told("gondolas")["precision"].is_null());

  const std::string article = put_article("shadowed", {{"premoderation", "rules"}});
  decide(shown(article, "about the gondola"), 1, "spam");
  decide(shown(article, "another gondola"), 1, "approve");
  shown(article, "a third gondola");
  shown(article, "about the ferry");
  const json found = told("gondolas");
  EXPECT_EQ(found["shadow"], true);
  EXPECT_EQ(found["hits"], 3);
  EXPECT_EQ(found["refused"], 1);
  EXPECT_EQ(found["low"].is_number(), true);
  EXPECT_EQ(told("gondolas", "?days=1"), found);
  EXPECT_EQ(told("gondolas", "?days=30"), found);
  for (const char* wrong : {"0", "31", "-1", "x", "7d"})
    EXPECT_EQ(problem_of(ask({"GET", figures_path + "?days=" + wrong, editor()})), "fields")
        << wrong;
}

}  // namespace
}  // namespace copytaster::http::testing
