// The audit over HTTP: who decided what, and that nothing was changed afterwards.

#include <pqxx/pqxx>

#include "tests/http/a_server.hpp"
#include "tests/http/a_service.hpp"

namespace copytaster::http::testing {
namespace {

class AuditTest : public ApiTest {
 protected:
  static std::int64_t decided(const std::string& text, const json& more = json::object()) {
    const Answer answer = submit(put_article("audit"), comment(text));
    EXPECT_EQ(answer.status, 202) << answer.body;
    const std::int64_t id = json::parse(answer.body)["id"];
    json decision{{"id", id}, {"version", 1}, {"decision", "reject"}};
    decision.update(more);
    const std::string token = bearer(service().token(Role::moderator));
    const Answer done = ask({"POST", "/api/v1/sites/main/moderation/decisions", json_type + token,
                             json{{"decisions", json::array({decision})}}.dump()});
    EXPECT_EQ(done.status, 200) << done.body;
    return id;
  }
  static json audit(const std::string& more) {
    const Answer answer = ask({"GET", "/api/v1/sites/main/audit" + more, admin()});
    EXPECT_EQ(answer.status, 200) << answer.body;
    return json::parse(answer.body);
  }
  static void wait_for_seals() {
    wait_for("the seal", [] { return audit("/verify")["unsealed"] == 0; });
  }
  static std::string admin() {
    static const std::string token = bearer(service().token(Role::admin));
    return token;
  }
  static void tamper(const std::string& sql) {
    pqxx::connection owner{service().database().owner_conninfo()};
    pqxx::nontransaction{owner}.exec(sql);
  }
};

TEST_F(AuditTest, EntriesAreListedOldestFirstAPageAtATime) {
  const auto first = decided("with words", {{"reason", "off topic"}, {"note", "a \"note\""}});
  const auto second = decided("without words");
  wait_for_seals();
  json all = json::array();
  std::string cursor;
  while (true) {
    const json page = audit("?limit=1" + cursor);
    ASSERT_EQ(page["items"].size(), 1U);
    all.push_back(page["items"][0]);
    if (page["next"].is_null()) break;
    cursor = "&cursor=" + page["next"].get<std::string>();
  }
  ASSERT_GE(all.size(), 2U);
  json worded = all[all.size() - 2];
  EXPECT_TRUE(parse_instant(worded["at"].get<std::string>()));
  EXPECT_GT(worded["batch"], 0);
  for (const char* name : {"at", "batch", "id"}) worded.erase(name);
  EXPECT_EQ(worded, (json{{"comment", first},
                          {"decision", "reject"},
                          {"from", "pending"},
                          {"to", "rejected"},
                          {"version", 2},
                          {"by", "moderator"},
                          {"reason", "off topic"},
                          {"note", "a \"note\""}}));
  EXPECT_EQ(all.back()["comment"], second);
  EXPECT_FALSE(all.back().contains("reason"));
  EXPECT_LT(all[all.size() - 2]["id"], all.back()["id"]);
}

TEST_F(AuditTest, TheListIsAskedForStrictly) {
  for (const char* wrong :
       {"?limit=0", "?limit=101", "?cursor=x", "?cursor=-1", "?cursor=1", "?cursor=1-1-1"})
    EXPECT_EQ(problem_of(ask({"GET", "/api/v1/sites/main/audit" + std::string{wrong}, admin()})),
              "fields")
        << wrong;
  EXPECT_TRUE(audit("?cursor=9007199254740991-1")["items"].empty());
}

TEST_F(AuditTest, TheServiceSealsByItselfAndTellsWhatBreaks) {
  const auto id = decided("sealed", {{"note", "a note"}});
  json found;
  wait_for("the seal", [&] {
    found = audit("/verify");
    return found["verified"] == true && found["unsealed"] == 0 && found["seals"] > 0;
  });
  EXPECT_GE(found["entries"], 1);
  EXPECT_GE(found["seals"], 1);
  EXPECT_EQ(found["head"]["number"], found["seals"]);
  EXPECT_EQ(found["head"]["hash"].get<std::string>().size(), 64U);

  const std::string of_it = " WHERE comment_id = " + std::to_string(id);
  tamper("UPDATE audit_entry SET token_id = token_id + 1" + of_it);
  const json broken = audit("/verify");
  EXPECT_EQ(broken["verified"], false);
  EXPECT_TRUE(broken["seal"].is_number());
  EXPECT_NE(broken["why"].get<std::string>().find("was changed"), std::string::npos);
  tamper("UPDATE audit_entry SET token_id = token_id - 1" + of_it);
  EXPECT_EQ(audit("/verify")["verified"], true);
}

TEST_F(AuditTest, AServiceThatEndsLeavesNothingUnsealed) {
  decided("the last one");
  service().stop();
  pqxx::connection owner{service().database().owner_conninfo()};
  EXPECT_EQ(pqxx::nontransaction{owner}.exec("SELECT count(*) FROM audit_unsealed")[0][0].as<int>(),
            0);
  service().start();
}

}  // namespace
}  // namespace copytaster::http::testing
