// The audit for people over HTTP: chosen entries, a file that says that it is whole, numbers.

#include <sstream>

#include <pqxx/pqxx>

#include "tests/http/a_server.hpp"
#include "tests/http/a_service.hpp"

namespace copytaster::http::testing {
namespace {

const std::string audit_path = "/api/v1/sites/main/audit";

class AuditReportTest : public ApiTest {
 protected:
  static std::string admin() {
    static const std::string token = bearer(service().token(Role::admin));
    return token;
  }
  static Answer get(const std::string& more, const std::string& who = admin()) {
    return ask({"GET", audit_path + more, who});
  }
  static json list(const std::string& more) {
    const Answer answer = get(more);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return json::parse(answer.body);
  }
  static std::vector<json> lines(const std::string& more) {
    const Answer answer = get("?format=ndjson" + more);
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(answer.headers.at("content-type"), "application/x-ndjson; charset=utf-8");
    std::vector<json> all;
    std::istringstream text{answer.body};
    for (std::string line; std::getline(text, line);) all.push_back(json::parse(line));
    return all;
  }
  static std::int64_t decided(const std::string& text, const json& more) {
    const Answer answer = submit(put_article("audited"), comment(text));
    const std::int64_t id = json::parse(answer.body).value("id", std::int64_t{0});
    json decision{{"id", id}, {"version", 1}, {"decision", "reject"}};
    decision.update(more);
    EXPECT_EQ(ask({"POST", "/api/v1/sites/main/moderation/decisions",
                   json_type + bearer(service().token(Role::moderator)),
                   json{{"decisions", json::array({decision})}}.dump()})
                  .status,
              200);
    return id;
  }
  static std::string fault(const std::string& more) {
    const Answer answer = get(more);
    if (problem_of(answer) != "fields") return "no fault: " + answer.body;
    return json::parse(answer.body)["errors"][0]["field"];
  }
  static std::string owner_sees(const std::string& sql) {
    pqxx::connection owner{service().database().owner_conninfo()};
    const auto rows = pqxx::nontransaction{owner}.exec(sql);
    return rows.empty() || rows[0][0].is_null() ? "" : rows[0][0].c_str();
  }
};

TEST_F(AuditReportTest, TheNewestComeFirstAndAreChosen) {
  const auto first = decided("first", {{"reason", "ad"}});
  const auto second = decided("second", {{"decision", "spam"}});
  const json page = list("?order=newest&limit=1");
  ASSERT_EQ(page["items"].size(), 1U);
  EXPECT_EQ(page["items"][0]["comment"], second);
  const json next = list("?order=newest&limit=1&cursor=" + page["next"].get<std::string>());
  EXPECT_EQ(next["items"][0]["comment"], first);
  EXPECT_EQ(next["items"][0]["reason"], "ad");
  EXPECT_EQ(list("?order=newest&decision=reject")["items"][0]["comment"], first);
  EXPECT_EQ(list("?order=newest&by=moderator")["items"][0]["comment"], second);
  EXPECT_TRUE(list("?order=newest&by=nobody")["items"].empty());
  EXPECT_TRUE(list("?order=newest&to=2001-01-01")["items"].empty());
  EXPECT_EQ(list("?order=newest&from=2001-01-01")["items"][0]["comment"], second);
}

TEST_F(AuditReportTest, TheyAreAskedForStrictly) {
  for (const char* wrong : {"cursor=x", "cursor=0", "cursor=-5", "limit=0", "limit=101",
                            "from=yesterday", "to=2026-13-01", "decision=Reject"}) {
    const std::string name{std::string_view{wrong}.substr(0, std::string_view{wrong}.find('='))};
    EXPECT_EQ(fault("?order=newest&" + std::string{wrong}), name);
  }
  EXPECT_EQ(fault("?order=newest&decision=" + std::string(33, 'a')), "decision");
  EXPECT_EQ(get("?order=newest&decision=" + std::string(32, 'a')).status, 200);
  EXPECT_EQ(fault("?order=newest&by=" + std::string(246, 'a')), "by");
  EXPECT_EQ(get("?order=newest&by=" + std::string(245, 'a')).status, 200);
  EXPECT_EQ(fault("?order=other"), "order");
  EXPECT_EQ(fault("?format=xml"), "format");
  EXPECT_EQ(fault("?format=ndjson&from=x"), "from");
  for (const char* filter : {"by=a", "decision=reject", "from=2026-01-01", "to=2026-01-01"}) {
    const std::string name{std::string_view{filter}.substr(0, std::string_view{filter}.find('='))};
    EXPECT_EQ(fault("?" + std::string{filter}), name);
  }
}

TEST_F(AuditReportTest, TheFileHasAllOfATimeWithoutAddressesAndSaysThatItIsWhole) {
  const auto id = decided("file", {{"reason", "says he is ben.canary@example.com"},
                                   {"note", "ben.canary@example.com, too"}});
  const auto all = lines("");
  ASSERT_GE(all.size(), 2U);
  EXPECT_EQ(all.back(), (json{{"end", true}, {"entries", all.size() - 1}}));
  const json& last = all[all.size() - 2];
  EXPECT_EQ(last["comment"], id);
  EXPECT_EQ(last["decision"], "reject");
  EXPECT_EQ(last["reason"], "says he is [email hidden]");
  EXPECT_EQ(last["note"], "[email hidden], too");
  for (std::size_t i = 1; i + 1 < all.size(); ++i) EXPECT_GT(all[i]["id"], all[i - 1]["id"]);
  EXPECT_EQ(lines("&to=2001-01-01"), (std::vector<json>{{{"end", true}, {"entries", 0}}}));
}

TEST_F(AuditReportTest, ASlowReaderOfTheFileHoldsNobodyUp) {
  owner_sees(
      "WITH made AS (INSERT INTO audit_entry (site_id, batch, comment_id, decision, from_state, "
      "to_state, version, at) SELECT (SELECT id FROM site WHERE name = 'other'), n, n, 'approve', "
      "0, 1, 2, now() FROM generate_series(1, 100000) n RETURNING 1) SELECT count(*) FROM made");
  RawClient slow{service().port(), 0, 4096};
  slow.send("GET /api/v1/sites/other/audit?format=ndjson HTTP/1.1\r\nHost: " + service().host() +
            "\r\n" + bearer(service().token(Role::admin, "other")) + "\r\n");
  EXPECT_NE(slow.take(100).find("200 OK"), std::string::npos);
  EXPECT_EQ(lines("").back()["end"], true);
  std::string body = slow.take(1'000'000);
  while (body.find("{\"end\":true,\"entries\":100000}") == std::string::npos) {
    if (body.size() > 1000) body.erase(0, body.size() - 1000);
    body += slow.take_line();
  }
}

TEST_F(AuditReportTest, NumbersAreOfDaysAndNoMoreThanAYear) {
  for (const char* wrong :
       {"", "to=2026-01-01", "from=x&to=2026-01-01", "from=2026-01-01T10:00:00Z&to=2026-02-01"})
    EXPECT_EQ(fault("/numbers?" + std::string{wrong}), "from") << wrong;
  for (const char* wrong : {"from=2026-01-01", "from=2026-01-01&to=2026-01-01",
                            "from=2026-01-02&to=2026-01-01", "from=2025-01-01&to=2026-01-03"})
    EXPECT_EQ(fault("/numbers?" + std::string{wrong}), "to") << wrong;
  EXPECT_EQ(get("/numbers?from=2025-01-01&to=2026-01-02").status, 200);
  EXPECT_EQ(fault("/numbers?from=2025-01-01&to=2025-01-02&format=xml"), "format");
}

TEST_F(AuditReportTest, NumbersTellWhatWasDoneAndWhatIsAnEstimate) {
  decided("counted", {{"reason", "hate_speech"}});
  const std::string when =
      "/numbers?from=" + owner_sees("SELECT (now() AT TIME ZONE 'UTC')::date") +
      "&to=" + owner_sees("SELECT (now() AT TIME ZONE 'UTC')::date + 1");
  const json found = list(when);
  EXPECT_GE(found["received"]["total"], 1);
  EXPECT_GE(found["received"]["rejected"], 1);
  EXPECT_GE(found["arrived"]["held"], 1);
  EXPECT_EQ(found["arrived"]["is_estimate"], false);
  EXPECT_GE(found["decided"]["rejected"], 1);
  EXPECT_GE(found["reasons"]["hate_speech"], 1);
  EXPECT_EQ(found["reasons"]["misinformation"], 0);
  EXPECT_EQ(found["appeals"]["made"], 0);
  EXPECT_GE(found["waiting"]["decisions"], 1);
  EXPECT_GE(found["waiting"]["p90_s"], found["waiting"]["median_s"]);
  EXPECT_EQ(found["bans"]["made"], 0);

  const Answer csv = get(when + "&format=csv");
  EXPECT_EQ(csv.headers.at("content-type"), "text/csv; charset=utf-8; header=present");
  EXPECT_NE(csv.headers.at("content-disposition").find("attachment"), std::string::npos);
  EXPECT_TRUE(csv.body.starts_with("group,name,count,estimate\r\nreceived,total,")) << csv.body;
  EXPECT_NE(csv.body.find("\r\nreasons,misinformation,0,no\r\n"), std::string::npos);
}

TEST_F(AuditReportTest, AllOfItIsForAdminsOfTheSite) {
  for (const char* path :
       {"", "?order=newest", "?format=ndjson", "/numbers?from=2026-01-01&to=2026-01-02"}) {
    EXPECT_EQ(get(path, "").status, 401) << path;
    EXPECT_EQ(get(path, bearer(service().token(Role::editor))).status, 403) << path;
    EXPECT_EQ(get(path, bearer(service().token(Role::exporter))).status, 403) << path;
    EXPECT_EQ(get(path, bearer(service().token(Role::admin, "other"))).status, 403) << path;
  }
}

TEST_F(AuditReportTest, ADatabaseThatDoesNotAnswerInTimeIsAFaultOfNow) {
  pqxx::connection locker{service().database().owner_conninfo()};
  pqxx::work work{locker};
  work.exec("LOCK TABLE purged_count IN ACCESS EXCLUSIVE MODE");
  const Answer answer = get("/numbers?from=2026-01-01&to=2026-01-02");
  EXPECT_EQ(problem_of(answer), "busy");
  EXPECT_EQ(answer.status, 503);
}

}  // namespace
}  // namespace copytaster::http::testing
