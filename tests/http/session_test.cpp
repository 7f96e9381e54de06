// Signing in and out, and what a session opens: every refusal on both sides.

#include <thread>

#include <pqxx/pqxx>

#include "http/routes.hpp"
#include "tests/http/a_desk.hpp"
#include "tests/http/a_server.hpp"
#include "tests/support/captured_log.hpp"

namespace copytaster::http::testing {
namespace {

using SessionTest = DeskTest;

constexpr auto queue = "/api/v1/sites/main/moderation/queue";
constexpr auto decisions = "/api/v1/sites/main/moderation/decisions";

TEST_F(SessionTest, ACodeOpensASession) {
  const Answer answer = sign_in({{"code", code_for("Cora", Role::editor, "main", true)}});
  ASSERT_EQ(answer.status, 200) << answer.body;
  const json body = json::parse(answer.body);
  EXPECT_EQ(body["name"], "Cora");
  EXPECT_EQ(body["roles"], json::parse(R"([{"site":"main","role":"editor","sections":[]}])"));
  EXPECT_EQ(body["permissions"], json::parse(R"(["see_email"])"));
  EXPECT_EQ(answer.headers.at("cache-control"), "no-store");
  const std::string line = answer.headers.at("set-cookie");
  EXPECT_TRUE(line.starts_with("copytaster=cs_")) << line;
  EXPECT_EQ(line.substr(line.find(';')), "; Path=/; HttpOnly; SameSite=Strict");
  const Browser browser = browser_of(answer);
  EXPECT_EQ(json::parse(get_session(browser).body), body);
  EXPECT_EQ(answer.body.find(browser.cookie.substr(11)), std::string::npos) << "in the cookie only";
}

TEST_F(SessionTest, OverTlsTheCookieIsBoundToTheHost) {
  const std::string code = code_for("Tilda");
  const Answer answer = sign_in({{"code", code}}, "Origin: https://" + service().host() + "\r\n");
  const std::string line = answer.headers.at("set-cookie");
  EXPECT_TRUE(line.starts_with("__Host-copytaster=cs_")) << line;
  EXPECT_TRUE(line.ends_with("; Path=/; HttpOnly; SameSite=Strict; Secure")) << line;
  const Browser browser = browser_of(answer);
  EXPECT_EQ(get_session(browser).status, 200);
  // A cookie that plain HTTP could have planted does not count behind a proxy with TLS.
  const Browser planted{browser.cookie.substr(std::string("__Host-").size()), browser.csrf};
  EXPECT_EQ(get_session(planted).status, 200);
  EXPECT_EQ(
      ask({"GET", "/api/v1/session", cookie(planted) + "X-Forwarded-Proto: https\r\n"}).status,
      401);
}

// B12, B19
TEST_F(SessionTest, AWrongAUsedAndAnExpiredCodeAreAllTheSame) {
  const std::string code = code_for("Una");
  EXPECT_EQ(sign_in({{"code", code}}).status, 200);
  const Answer used = sign_in({{"code", code}});
  EXPECT_EQ(used.status, 401);
  EXPECT_FALSE(used.headers.contains("set-cookie"));
  const std::string expired = code_for("Una");
  change_rows("UPDATE login_code SET expires_at = now() - interval '1 second'");
  for (const std::string& wrong : {code, expired, security::new_login_code(), std::string{"x"}}) {
    const Answer answer = sign_in({{"code", wrong}});
    EXPECT_EQ(problem_of(answer), "login");
    EXPECT_EQ(answer.headers.at("www-authenticate"), "Bearer");
    EXPECT_EQ(json::parse(answer.body)["detail"], json::parse(used.body)["detail"]);
  }
}

TEST_F(SessionTest, APasswordOpensASession) {
  const Browser first = browser_with(code_for("Petra"));
  EXPECT_EQ(put_password(first, {{"new", good_password}}).status, 204);
  EXPECT_EQ(sign_in({{"name", "pETRA"}, {"password", good_password}}).status, 200);
  for (const json& wrong :
       {json{{"name", "Petra"}, {"password", good_password + "x"}},
        json{{"name", "Petra"}, {"password", ""}}, json{{"name", "Petra"}, {"password", "\u0001"}},
        json{{"name", "nobody"}, {"password", good_password}},
        json{{"name", ""}, {"password", good_password}},
        json{{"name", "Petra"}, {"password", std::string(2000, 'a')}}})
    EXPECT_EQ(problem_of(sign_in(wrong)), "login");
}

TEST_F(SessionTest, AnAccountWithoutAPasswordHasNone) {
  code_for("Nora");
  EXPECT_EQ(problem_of(sign_in({{"name", "Nora"}, {"password", ""}})), "login");
}

TEST_F(SessionTest, WhatCannotBeReadIsRefused) {
  const auto send = [](const std::string& body, const std::string& headers) {
    return problem_of(ask({"POST", "/api/v1/session", fresh_reader() + headers, body}));
  };
  EXPECT_EQ(send("{}", ""), "media-type");
  EXPECT_EQ(send("code=x", form_type), "media-type");
  EXPECT_EQ(send("{", json_type), "json");
  EXPECT_EQ(send("{}", json_type), "fields");
  EXPECT_EQ(send(R"({"name":"a"})", json_type), "fields");
  EXPECT_EQ(send(R"({"code":7})", json_type), "fields");
  EXPECT_EQ(send(R"({"name":"a","password":["b"]})", json_type), "fields");
  EXPECT_EQ(send("{}", json_type + "Origin: https://evil.example\r\n"), "origin");
  EXPECT_EQ(send("{}", json_type + "Sec-Fetch-Site: cross-site\r\n"), "origin");
}

// B18
TEST_F(SessionTest, GuessingAtANameGetsSlowAndItsOwnerStillGetsIn) {
  const std::string code = code_for("Gina");
  int refused = 0;
  for (int i = 0; i < 7; ++i) {
    const Answer answer = sign_in({{"name", "Gina"}, {"password", "guess"}});
    if (answer.status != 429) continue;
    ++refused;
    EXPECT_EQ(problem_of(answer), "attempts");
    EXPECT_GE(std::stoi(answer.headers.at("retry-after")), 1);
  }
  EXPECT_GE(refused, 1);
  EXPECT_EQ(sign_in({{"code", code}}).status, 200);
}

TEST_F(SessionTest, ASessionIsWhoHerRoleSays) {
  const Browser mo = browser_with(code_for("Mona"));
  EXPECT_EQ(ask({"GET", queue, cookie(mo)}).status, 200);
  const Answer empty = ask({"POST", decisions, json_type + meant(mo), "{}"});
  EXPECT_EQ(problem_of(empty), "fields") << "let in";
  EXPECT_EQ(problem_of(ask({"GET", "/api/v1/sites/main/audit", cookie(mo)})), "role");
  EXPECT_EQ(problem_of(ask({"GET", "/api/v1/sites/other/moderation/queue", cookie(mo)})), "role");
  EXPECT_EQ(ask({"GET", queue,
                 "Cookie: copytaster=" + std::string("cs_") + std::string(43, 'a') + "\r\n"})
                .status,
            401);
  const std::string token = bearer(service().token(Role::moderator));
  EXPECT_EQ(ask({"GET", "/api/v1/session", token}).status, 401) << "tokens have no session";
  EXPECT_EQ(ask({"GET", queue, "Authorization: Bearer nonsense\r\n" + cookie(mo)}).status, 401)
      << "who shows a token is judged by it";
}

TEST_F(SessionTest, ADecisionNamesThePerson) {
  const auto article = put_article("session-decides");
  const auto id = json::parse(submit(article, comment("held")).body)["id"];
  const Browser ida = browser_with(code_for("Ida"));
  const json wanted{{"decisions", {{{"id", id}, {"version", 1}, {"decision", "approve"}}}}};
  const Answer answer = ask({"POST", decisions, json_type + meant(ida), wanted.dump()});
  EXPECT_EQ(json::parse(answer.body)["results"][0]["decided_by"], "Ida") << answer.body;
}

// B14, B15
TEST_F(SessionTest, UnsafeCallsMustBeMeant) {
  const Browser mo = browser_with(code_for("Milla", Role::moderator, "main", true));
  const Browser other = browser_with(code_for("Olga"));
  const std::string csrf = "X-CSRF-Token: " + mo.csrf + "\r\n";
  for (const Route& route : routes()) {
    const bool may = route.own_session || route.role == Role::moderator;
    if (!may || route.method == Method::get) continue;
    const auto refusal = [&](const std::string& headers) {
      return problem_of(ask({std::string(name_of(route.method)), filled(route.pattern),
                             json_type + cookie(mo) + headers, "{}"}));
    };
    EXPECT_EQ(refusal(own_origin()), "csrf") << route.pattern;
    EXPECT_EQ(refusal(own_origin() + "X-CSRF-Token: \r\n"), "csrf");
    EXPECT_EQ(refusal(own_origin() + "X-CSRF-Token: " + other.csrf + "\r\n"), "csrf");
    EXPECT_EQ(refusal(csrf), "origin");
    for (const std::string& origin :
         {std::string{"http://evil.example"}, std::string{"null"},
          "http://" + service().host() + ".evil.example", "http://" + service().host() + "/"})
      EXPECT_EQ(refusal(csrf + "Origin: " + origin + "\r\n"), "origin") << origin;
    EXPECT_EQ(refusal(csrf + own_origin() + "Sec-Fetch-Site: same-site\r\n"), "origin");
  }
  EXPECT_EQ(get_session(mo).status, 200) << "none of it had an effect";
}

// B13
TEST_F(SessionTest, ASessionEndsByItself) {
  const Browser idle = browser_with(code_for("Idle"));
  age_session("Idle", "seen_at", "29 minutes");
  EXPECT_EQ(get_session(idle).status, 200);
  age_session("Idle", "seen_at", "31 minutes");
  EXPECT_EQ(problem_of(get_session(idle)), "unauthorized");
  const Browser old = browser_with(code_for("Old"));
  age_session("Old", "created_at", "11 hours 59 minutes");
  EXPECT_EQ(get_session(old).status, 200);
  age_session("Old", "created_at", "2 minutes");
  EXPECT_EQ(problem_of(get_session(old)), "unauthorized");
  EXPECT_EQ(ask({"GET", queue, cookie(old)}).status, 401);
}

// B13
TEST_F(SessionTest, SigningOutIsAtOnceAndForGood) {
  const Browser mo = browser_with(code_for("Maud"));
  const Answer out = ask({"DELETE", "/api/v1/session", meant(mo)});
  EXPECT_EQ(out.status, 204);
  EXPECT_EQ(out.headers.at("set-cookie"),
            "copytaster=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
  EXPECT_EQ(get_session(mo).status, 401);
}

// B14
TEST_F(SessionTest, SigningInAgainReplacesTheSession) {
  const Browser before = browser_with(code_for("Rita"));
  const Browser after = browser_of(sign_in({{"code", code_for("Rita")}}, cookie(before)));
  EXPECT_NE(before.cookie, after.cookie);
  EXPECT_EQ(get_session(before).status, 401);
  EXPECT_EQ(get_session(after).status, 200);
}

TEST_F(SessionTest, OnesOwnSessionsAreListedAndEnded) {
  const Browser desk = browser_with(code_for("Lisa"));
  const Browser phone = browser_with(code_for("Lisa"));
  const Browser tablet = browser_with(code_for("Lisa"));
  const Browser stranger = browser_with(code_for("Sue"));
  const auto list = [&](const Browser& browser) {
    return json::parse(ask({"GET", "/api/v1/sessions", cookie(browser)}).body)["items"];
  };
  const json items = list(desk);
  ASSERT_EQ(items.size(), 3U);
  EXPECT_EQ(items[2]["current"], true);
  EXPECT_EQ(items[1]["current"], false);
  const auto end = [&](const json& number, const Browser& by) {
    return ask({"DELETE", "/api/v1/sessions/" + number.dump(), meant(by)}).status;
  };
  EXPECT_EQ(end(items[1]["n"], stranger), 404);
  EXPECT_EQ(get_session(phone).status, 200);
  EXPECT_EQ(end(items[1]["n"], desk), 204);
  EXPECT_EQ(get_session(phone).status, 401) << "revoked";
  EXPECT_EQ(end(items[1]["n"], desk), 404);
  EXPECT_EQ(ask({"DELETE", "/api/v1/sessions/x", meant(desk)}).status, 404);
  EXPECT_EQ(ask({"DELETE", "/api/v1/sessions", meant(desk)}).status, 204);
  EXPECT_EQ(get_session(tablet).status, 401);
  EXPECT_EQ(list(desk).size(), 1U);
  EXPECT_EQ(get_session(stranger).status, 200);
}

// B13
TEST_F(SessionTest, AChangeOfPasswordAsksForTheCurrentOneAndEndsAllOthers) {
  const Browser desk = browser_with(code_for("Paula"));
  const Browser phone = browser_with(code_for("Paula"));
  EXPECT_EQ(put_password(desk, {{"new", good_password}}).status, 204);
  EXPECT_EQ(get_session(phone).status, 401);
  EXPECT_EQ(get_session(desk).status, 200);
  EXPECT_EQ(put_password(desk, {{"new", good_password + "!"}}).status, 204)
      << "the code was just used";
  age_session("Paula", "created_at", "15 minutes");
  const auto field_of = [](const Answer& answer) {
    EXPECT_EQ(answer.status, 422) << answer.body;
    return json::parse(answer.body)["errors"][0]["field"].get<std::string>();
  };
  EXPECT_EQ(field_of(put_password(desk, {{"new", "another good one"}})), "current");
  EXPECT_EQ(field_of(put_password(desk, {{"new", "another good one"}, {"current", "x"}})),
            "current");
  EXPECT_EQ(field_of(put_password(desk, {{"new", "short"}, {"current", good_password + "!"}})),
            "new");
  EXPECT_EQ(field_of(put_password(desk, {{"new", 7}})), "new");
  EXPECT_EQ(
      put_password(desk, {{"new", "another good one"}, {"current", good_password + "!"}}).status,
      204);
  EXPECT_EQ(problem_of(sign_in({{"name", "Paula"}, {"password", good_password + "!"}})), "login");
  EXPECT_EQ(sign_in({{"name", "Paula"}, {"password", "another good one"}}).status, 200);
}

// B11
TEST_F(SessionTest, ReadingChangesNothing) {
  const Browser mo = browser_with(code_for("Ruth"));
  for (const Route& route : routes()) {
    if (!route.own_session && !route.pattern.starts_with("/desk")) continue;
    for (const char* method : {"GET", "HEAD", "OPTIONS"})
      ask({method, filled(route.pattern), cookie(mo)});
  }
  EXPECT_EQ(get_session(mo).status, 200);
}

/// A reload may begin to log answers while some are under way, and nobody knows since when.
TEST_F(SessionTest, AnAnswerIsLoggedOnlyWithItsTime) {
  AService own;
  const test::CapturedLog log{spdlog::level::warn};
  const std::string code = code_at(own, {"Lou", Role::admin});
  const Browser browser =
      browser_of(own.ask({"POST", "/api/v1/session", json_type, json{{"code", code}}.dump()}));
  pqxx::connection owner{own.database().owner_conninfo()};
  pqxx::work lock{owner};
  lock.exec("LOCK TABLE session");
  std::thread asking{[&] { own.ask({"GET", "/api/v1/session", cookie(browser)}); }};
  wait_for("the call to stand in the database", [&own] {
    pqxx::connection other{own.database().owner_conninfo()};
    pqxx::nontransaction look{other};
    return !look.exec("SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'").empty();
  });
  spdlog::set_level(spdlog::level::info);
  lock.commit();
  asking.join();
  own.ask({"GET", "/healthz"});
  own.stop();
  EXPECT_NE(log.text().find("/healthz"), std::string::npos);
  EXPECT_EQ(log.text().find("/session"), std::string::npos) << log.text();
}

// B13
TEST_F(SessionTest, NoCredentialReachesTheLog) {
  AService own;
  const test::CapturedLog log{spdlog::level::trace};
  const std::string code = code_at(own, {"Kana", Role::admin});
  const std::string origin = "Origin: http://" + own.host() + "\r\n";
  const auto post = [&](const std::string& target, const std::string& headers,
                        const std::string& body) {
    return own.ask({"POST", target, headers, body});
  };
  const Answer in = post("/api/v1/session", json_type, json{{"code", code}}.dump());
  const Browser browser = browser_of(in);
  own.ask({"PUT", "/api/v1/session/password",
           json_type + cookie(browser) + origin + "X-CSRF-Token: " + browser.csrf + "\r\n",
           json{{"new", "canary-password"}}.dump()});
  post("/api/v1/session", json_type, R"({"name":"Kana","password":"canary-password"})");
  post("/api/v1/session", json_type, R"({"name":"Kana","password":"canary-wrong-one"})");
  post("/api/v1/session", json_type, R"({"name":"Kana","password":["canary-typed"])");
  post("/desk/login", form_type + origin, "name=Kana&password=canary-password");
  post("/desk/login?password=canary-query", form_type + origin, "code=" + code);
  // What fails in the store is logged, and must be no more than that.
  pqxx::connection owner{own.database().owner_conninfo()};
  pqxx::nontransaction{owner}.exec("ALTER TABLE session RENAME TO gone");
  EXPECT_EQ(own.ask({"GET", "/api/v1/session", cookie(browser)}).status, 500);
  EXPECT_EQ(
      post("/api/v1/session", json_type, R"({"name":"Kana","password":"canary-password"})").status,
      500);
  own.stop();
  EXPECT_NE(log.text().find("/api/v1/session"), std::string::npos) << "it was written";
  for (const std::string& secret :
       {code, browser.csrf, browser.cookie.substr(browser.cookie.find("cs_")),
        std::string{"canary-"}, std::string{"Kana"}})
    EXPECT_EQ(log.text().find(secret), std::string::npos) << log.text();
}

}  // namespace
}  // namespace copytaster::http::testing
