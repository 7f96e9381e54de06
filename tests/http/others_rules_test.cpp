// Rules beside others: what a colleague has activated meanwhile, and what a newer program has
// brought.

#include "copytaster/app/rules.hpp"
#include "postgres/rule_store.hpp"
#include "tests/http/a_desk.hpp"

namespace copytaster::http::testing {
namespace {

const std::string rules_path = "/api/v1/sites/main/rules";

class OthersRulesTest : public DeskTest {
 protected:
  static void SetUpTestSuite() {
    DeskTest::SetUpTestSuite();
    editor_ = bearer(service().token(Role::editor));
  }
  static const std::string& editor() { return editor_; }
  static json words(const std::string& blocked) {
    return {{"files",
             {{"rules.d/list.toml",
               "[[list]]\nid = \"blocked\"\nfile = \"words/blocked.txt\"\naction = \"hold\"\n"},
              {"words/blocked.txt", blocked}}}};
  }
  static Answer put(const std::string& blocked, const std::string& headers = "") {
    return ask({"PUT", rules_path, headers + json_type + editor(), words(blocked).dump()});
  }
  static json told() {
    const Answer answer = ask({"GET", rules_path, editor()});
    EXPECT_EQ(answer.status, 200) << answer.body;
    return json::parse(answer.body);
  }

 private:
  static inline std::string editor_;
};

TEST_F(OthersRulesTest, WhoHasSeenOtherRulesIsToldWhoseTheyAre) {
  EXPECT_EQ(put("seen\n").status, 201);
  const Answer seen = ask({"GET", rules_path, editor()});
  const std::string etag = seen.headers.at("etag");
  EXPECT_EQ(etag, '"' + json::parse(seen.body)["hash"].get<std::string>() + '"');
  const auto put_over = [](const std::string& match, const std::string& blocked) {
    return put(blocked, "If-Match: " + match + "\r\n");
  };
  EXPECT_EQ(put_over("\"x\", W/" + etag, "hers\n").status, 201) << "a proxy may make it weak";
  const json hers = told();
  for (const std::string& stale :
       {etag, std::string{"\"x\""}, std::string{"nonsense"}, std::string{}}) {
    const Answer refused = put_over(stale, "mine\n");
    EXPECT_EQ(refused.status, 412) << stale;
    EXPECT_EQ(problem_of(refused), "others-judge");
    const json active = json::parse(refused.body)["active"];
    EXPECT_EQ(active["version"], hers["version"]);
    EXPECT_EQ(active["activated_by"], "editor");
    EXPECT_EQ(active["activation_source"], "http");
  }
  EXPECT_EQ(told(), hers);
  EXPECT_EQ(put_over(etag, "hers\n").status, 200) << "they judge already";
  EXPECT_EQ(put_over("*", "mine\n").status, 201);
  EXPECT_EQ(ask({"POST", rules_path + "/versions/" + hers["version"].dump() + "/activate",
                 "If-Match: " + etag + "\r\n" + editor()})
                .status,
            412);
}

TEST_F(OthersRulesTest, ANewerSetOfTheProgramIsSaidToWait) {
  EXPECT_EQ(put("hers\n").status, 201);
  EXPECT_TRUE(told()["waiting"].is_null());
  postgres::Pool pool{{service().database().service_conninfo(), 1}};
  const SiteId site = postgres::ensure_sites(pool, {"main"}).at("main");
  postgres::RuleRows{pool}.add(site, {{"words/new.txt", "newer"}},
                               {0, "newer", Instant{}, "", RuleSource::shipped, {}}, std::nullopt);
  EXPECT_EQ(told()["waiting"]["hash"], "newer");
  EXPECT_EQ(told()["waiting"]["source"], "shipped");
}

}  // namespace
}  // namespace copytaster::http::testing
