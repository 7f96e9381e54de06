// A comment's record over HTTP, and the one call that shows an address.

#include "copytaster/domain/instant.hpp"
#include "tests/http/a_desk.hpp"
#include "tests/http/a_server.hpp"
#include "tests/support/captured_log.hpp"

namespace copytaster::http::testing {
namespace {

const std::string canary = "ann.canary@example.com";

class CommentRecordTest : public DeskTest {
 protected:
  static std::string path_of(std::int64_t id) {
    return "/api/v1/sites/main/moderation/comments/" + std::to_string(id);
  }
  static std::string moderator() {
    static const std::string token = bearer(service().token(Role::moderator));
    return token;
  }
  /// Of somebody who may see addresses.
  static std::string seer() {
    static const std::string token = [] {
      postgres::Pool pool{{service().database().service_conninfo(), 1}};
      std::string made = security::new_api_token();
      postgres::TokenRows{pool}.create_token({postgres::ensure_sites(pool, {"main"}).at("main"),
                                              Role::moderator,
                                              "Seer",
                                              true,
                                              {},
                                              security::hash_of_token(made).value()},
                                             postgres::database_now(pool));
      return bearer(made);
    }();
    return token;
  }
  static std::int64_t sent(const std::string& text, const json& more = json::object()) {
    json body = comment(text);
    body.update(more);
    const Answer answer = submit(put_article("record"), body);
    EXPECT_EQ(answer.status, 202) << answer.body;
    return json::parse(answer.body)["id"];
  }
  static json record(std::int64_t id, const std::string& who = moderator()) {
    const Answer answer = ask({"GET", path_of(id), who});
    EXPECT_EQ(answer.status, 200) << answer.body;
    return json::parse(answer.body);
  }
  static Answer reveal(std::int64_t id, const std::string& who = seer()) {
    return ask({"POST", path_of(id) + "/reveal", json_type + who, "{}"});
  }
  static void decide(std::int64_t id, int version, const json& more) {
    json decision{{"id", id}, {"version", version}};
    decision.update(more);
    const Answer answer =
        ask({"POST", "/api/v1/sites/main/moderation/decisions", json_type + moderator(),
             json{{"decisions", json::array({decision})}}.dump()});
    EXPECT_EQ(json::parse(answer.body)["results"][0]["status"], 200) << answer.body;
  }
  static std::string looks_at(std::int64_t id) {
    pqxx::connection owner{service().database().owner_conninfo()};
    return pqxx::nontransaction{owner}
        .exec("SELECT count(*) FROM audit_entry WHERE decision = 'reveal' AND comment_id = " +
              std::to_string(id))[0][0]
        .c_str();
  }
};

TEST_F(CommentRecordTest, ItHoldsAllThatIsKnownButTheAddress) {
  const auto id = sent("blockedword, and write to " + canary,
                       {{"email", canary}, {"url", "https://a.example/"}});
  decide(id, 1, {{"decision", "approve"}, {"note", "a note"}});
  const Answer reply = ask(
      {"POST", comments_of("record"), json_type + fresh_reader(),
       json{{"author", "Ben"}, {"email", fresh_email()}, {"text", "so?"}, {"parent", id}}.dump()});
  const auto answered = json::parse(reply.body)["id"];
  ask({"POST", "/api/v1/sites/main/comments/" + std::to_string(id) + "/reports",
       json_type + fresh_reader(), R"({"reason":"rude"})"});
  const auto another = sent("another", {{"email", canary}});

  const json found = record(id);
  EXPECT_EQ(found["state"], "approved");
  EXPECT_EQ(found["article"], "record");
  EXPECT_EQ(found["article_url"], "http://" + service().host() + "/record");
  EXPECT_EQ(found["text"], "blockedword, and write to [email hidden]");
  ASSERT_FALSE(found["verdict"]["hits"].empty());
  EXPECT_TRUE(found["verdict"]["hits"][0]["spans"].is_array());
  EXPECT_EQ(found["decided_by"], "moderator");
  EXPECT_TRUE(parse_instant(found["published_at"].get<std::string>()));
  EXPECT_EQ(found["thread"]["replies"][0]["id"], answered);
  EXPECT_EQ(found["thread"]["replies"][0]["state"], "pending");
  EXPECT_EQ(found["by_author"][0]["id"], another);
  EXPECT_EQ(found["decisions"][0]["decision"], "approve");
  EXPECT_EQ(found["decisions"][0]["note"], "a note");
  EXPECT_EQ(found["reported"][0]["reason"], "rude");
  EXPECT_TRUE(found["edits"].empty());
  EXPECT_EQ(found["may_reveal"], false);
  EXPECT_EQ(record(id, seer())["may_reveal"], true);
  EXPECT_EQ(record(answered)["thread"]["parents"][0]["id"], id);
  for (const auto one : {id, another, answered.get<std::int64_t>()})
    EXPECT_EQ(record(one, seer()).dump().find("canary"), std::string::npos);
}

TEST_F(CommentRecordTest, ItIsForModeratorsOfTheSite) {
  const auto id = sent("for whom");
  const auto status = [&](const std::string& who) { return ask({"GET", path_of(id), who}).status; };
  EXPECT_EQ(status(""), 401);
  EXPECT_EQ(status(bearer(service().token(Role::exporter))), 403);
  EXPECT_EQ(status(bearer(service().token(Role::admin, "other"))), 403);
  EXPECT_EQ(status(bearer(service().token(Role::editor))), 200);
  const Answer elsewhere =
      ask({"GET", "/api/v1/sites/other/moderation/comments/" + std::to_string(id),
           bearer(service().token(Role::moderator, "other"))});
  EXPECT_EQ(elsewhere.status, 404);
  for (const char* wrong : {"x", "0", "-1", "99999999999999999999"})
    EXPECT_EQ(
        ask({"GET", "/api/v1/sites/main/moderation/comments/" + std::string{wrong}, moderator()})
            .status,
        404)
        << wrong;
}

TEST_F(CommentRecordTest, ARevealShowsWhatWasMaskedOnceItIsInTheAudit) {
  const auto id = sent(
      "write to " + canary,
      {{"author", "Ann " + canary}, {"email", canary}, {"url", "https://a.example/?" + canary}});
  const Answer answer = reveal(id);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.headers.at("cache-control"), "no-store");
  EXPECT_EQ(json::parse(answer.body), (json{{"email", canary},
                                            {"author", "Ann " + canary},
                                            {"url", "https://a.example/?" + canary},
                                            {"text", "write to " + canary}}));
  EXPECT_EQ(looks_at(id), "1");
  const json found = record(id);
  EXPECT_EQ(found["decisions"][0]["decision"], "reveal");
  EXPECT_EQ(found["decisions"][0]["by"], "Seer");
  EXPECT_EQ(found["decisions"][0]["from"], "pending");
  EXPECT_EQ(found["version"], 1);
  EXPECT_EQ(found.dump().find("canary"), std::string::npos);
}

TEST_F(CommentRecordTest, WithoutThePermissionNothingIsRevealedAndNothingWritten) {
  const auto id = sent("not for all", {{"email", canary}});
  for (const std::string& who : {moderator(), bearer(service().token(Role::admin))}) {
    const Answer answer = reveal(id, who);
    EXPECT_EQ(problem_of(answer), "role");
    EXPECT_EQ(answer.body.find("canary"), std::string::npos);
  }
  EXPECT_EQ(reveal(id, "").status, 401);
  EXPECT_EQ(looks_at(id), "0");
  EXPECT_EQ(reveal(id + 1'000'000).status, 404);
}

TEST_F(CommentRecordTest, AnAccountRevealsWithItsPermissionAndItsCsrfToken) {
  const auto id = sent("by account", {{"email", canary}});
  const Browser browser = browser_with(code_for("Ada", Role::moderator, "main", true));
  EXPECT_EQ(reveal(id, cookie(browser)).status, 403);
  EXPECT_EQ(looks_at(id), "0");
  EXPECT_EQ(json::parse(reveal(id, meant(browser)).body)["email"], canary);
  const Browser other = browser_with(code_for("Ben"));
  EXPECT_EQ(problem_of(reveal(id, meant(other))), "role");
  EXPECT_EQ(looks_at(id), "1");
}

TEST_F(CommentRecordTest, WhoIsBoundToSectionsFindsNoCommentOfAnotherOne) {
  const std::string sport = put_article("of-sport", {{"section", "sport"}});
  const std::string politics = put_article("of-politics", {{"section", "politics"}});
  const auto sent_to = [](const std::string& article, const std::string& text) {
    json body = comment(text);
    body["email"] = canary;
    return json::parse(submit(article, body).body)["id"].get<std::int64_t>();
  };
  const auto hers = sent_to(sport, "a goal");
  const auto another = sent_to(politics, "a vote");
  const Browser bound =
      browser_with(code_at(service(), {"Bound", Role::moderator, "main", true, {"sport"}}));
  const auto found = json::parse(ask({"GET", path_of(hers), cookie(bound)}).body);
  EXPECT_EQ(found["text"], "a goal");
  for (const json& one : found["by_author"]) EXPECT_EQ(one["article"], sport);
  EXPECT_EQ(ask({"GET", path_of(another), cookie(bound)}).status, 404);
  EXPECT_EQ(reveal(another, meant(bound)).status, 404);
  EXPECT_EQ(looks_at(another), "0");
  EXPECT_EQ(json::parse(reveal(hers, meant(bound)).body)["email"], canary);
}

TEST_F(CommentRecordTest, WhoGoesAwayBeforeTheAnswerIsInTheAuditAllTheSame) {
  const auto id = sent("gone", {{"email", canary}});
  pqxx::connection locker{service().database().owner_conninfo()};
  pqxx::work lock{locker};
  lock.exec("LOCK TABLE audit_unsealed IN EXCLUSIVE MODE");
  RawClient client{service().port()};
  client.send("POST " + path_of(id) + "/reveal HTTP/1.1\r\nHost: " + service().host() + "\r\n" +
              json_type + seer() + "Content-Length: 2\r\n\r\n{}");
  wait_for("the call to wait", [] {
    pqxx::connection owner{service().database().owner_conninfo()};
    return pqxx::nontransaction{owner}
               .exec(
                   "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND "
                   "query LIKE '%reveal%' AND pid <> pg_backend_pid() AND "
                   "datname = current_database()")
               .size() == 1;
  });
  client.abort();
  lock.commit();
  wait_for("the entry", [id] { return looks_at(id) == "1"; });
}

TEST_F(CommentRecordTest, NoAddressGetsIntoTheLog) {
  {
    const test::CapturedLog log{spdlog::level::trace};
    const auto id = sent("logged", {{"email", canary}});
    EXPECT_EQ(reveal(id).status, 200);
    record(id);
    service().stop();
    EXPECT_NE(log.text().find("/moderation/comments/{id}/reveal"), std::string::npos);
    EXPECT_EQ(log.text().find("canary"), std::string::npos);
  }
  service().start();
}

TEST_F(CommentRecordTest, ThePagesAreForWhoHasSignedIn) {
  const Answer door = ask({"GET", "/desk/comments/1"});
  EXPECT_EQ(door.status, 303);
  EXPECT_EQ(door.headers.at("location"), "/desk/login");
  EXPECT_EQ(ask({"GET", "/desk/audit"}).status, 303);
  const Browser mo = browser_with(code_for("Mo"));
  const Answer page = ask({"GET", "/desk/comments/1?site=main", cookie(mo)});
  EXPECT_EQ(page.status, 200);
  EXPECT_NE(page.body.find("record/record.js"), std::string::npos);
  EXPECT_EQ(ask({"GET", "/desk/audit", cookie(mo)}).status, 403);
  const Browser admin = browser_with(code_for("Chief", Role::admin));
  EXPECT_EQ(ask({"GET", "/desk/audit", cookie(admin)}).status, 200);
  EXPECT_EQ(ask({"GET", "/desk/files/record/audit.js"}).status, 200);
  EXPECT_EQ(ask({"GET", "/desk/files/record/none.js"}).status, 404);
}

}  // namespace
}  // namespace copytaster::http::testing
