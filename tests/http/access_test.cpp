// Who may call what: every route of the table, with every role and without any.

#include <array>
#include <optional>

#include "http/routes.hpp"
#include "tests/http/a_service.hpp"

namespace copytaster::http::testing {
namespace {

constexpr std::array roles = {Role::moderator, Role::editor, Role::admin, Role::exporter};

/// Design: each of the three holds the former; exporter alone exports, and admin too.
bool may(Role role, Role needed) {
  if (needed == Role::exporter) return role == Role::exporter || role == Role::admin;
  if (role == Role::exporter) return false;
  return static_cast<int>(role) >= static_cast<int>(needed);
}

class AccessTest : public ApiTest {
 protected:
  static int status_of(const Route& route, const std::string& headers) {
    // A stream has no end that could be waited for.
    const bool is_stream = route.asked_by == AskedBy::page;
    const std::string method{is_stream ? "HEAD" : name_of(route.method)};
    return ask({method, filled(route.pattern), json_type + headers, "{}"}).status;
  }
};

// B1
TEST_F(AccessTest, StrangersGet401FromEveryProtectedRoute) {
  const Instant past = std::chrono::time_point_cast<std::chrono::microseconds>(
      std::chrono::system_clock::now() - std::chrono::hours{1});
  const std::string expired = bearer(service().token(Role::admin, "main", past));
  int walked = 0;
  for (const Route& route : routes()) {
    if (!route.role && !route.own_session) continue;
    ++walked;
    for (const std::string& headers :
         {std::string{}, bearer("nonsense"), bearer(security::new_api_token()), expired,
          std::string{"Authorization: Basic YTpi\r\n"}})
      EXPECT_EQ(status_of(route, headers), 401) << route.pattern << " " << headers;
  }
  EXPECT_GE(walked, 10);
}

TEST_F(AccessTest, EveryRoleGetsWhatTheTableSaysAndNoMore) {
  for (const Role role : roles) {
    const std::string token = bearer(service().token(role));
    for (const Route& route : routes()) {
      if (!route.role) continue;
      const int status = status_of(route, token);
      EXPECT_NE(status, 401) << route.pattern;
      const bool is_for_it = may(role, *route.role) && !route.by_person && !route.sees_email;
      EXPECT_EQ(status != 403, is_for_it) << route.pattern << " " << name_of(role);
    }
  }
}

// B7
TEST_F(AccessTest, ATokenOfAnotherSiteIs403) {
  const std::string token = bearer(service().token(Role::admin, "other"));
  for (const Route& route : routes()) {
    if (route.role) {
      EXPECT_EQ(status_of(route, token), 403) << route.pattern;
    }
  }
}

TEST_F(AccessTest, PublicRoutesAskNobody) {
  for (const Route& route : routes()) {
    if (route.role || route.own_session) continue;
    const int status = status_of(route, "");
    EXPECT_NE(status, 401) << route.pattern;
    EXPECT_NE(status, 403) << route.pattern;
    EXPECT_LT(status, 500) << route.pattern;
  }
}

TEST_F(AccessTest, EveryAnswerCarriesTheCommonHeaders) {
  for (const Route& route : routes()) {
    const std::string method{name_of(route.method)};
    const Answer answer = ask({method, filled(route.pattern), json_type, "{}"});
    EXPECT_EQ(answer.headers.at("x-content-type-options"), "nosniff") << route.pattern;
    EXPECT_TRUE(answer.headers.contains("content-security-policy")) << route.pattern;
    EXPECT_TRUE(answer.headers.contains("cache-control")) << route.pattern;
    EXPECT_FALSE(answer.headers.contains("server")) << route.pattern;
    EXPECT_FALSE(answer.headers.contains("set-cookie")) << route.pattern;
  }
}

TEST_F(AccessTest, AnUnknownSiteComesBeforeTheToken) {
  for (const Route& route : routes()) {
    std::string target{route.pattern};
    const auto at = target.find("{site}");
    if (at == std::string::npos || route.by_link) continue;
    target = filled(target.replace(at, 6, "nosuch"));
    EXPECT_EQ(problem_of(ask({std::string(name_of(route.method)), target, json_type, "{}"})),
              "site");
  }
}

TEST_F(AccessTest, WhatIsNotThereAndWhatIsNotAllowed) {
  EXPECT_EQ(problem_of(ask({"GET", "/nothing"})), "not-found");
  EXPECT_EQ(problem_of(ask({"GET", "/api/v1/sites/main/articles//comments"})), "not-found");
  const Answer wrong = ask({"DELETE", comments_of("1")});
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(wrong.headers.at("allow"), "POST, GET, HEAD");
  EXPECT_EQ(ask({"OPTIONS", comments_of("1")}).status, 204);
}

TEST_F(AccessTest, ReadinessTellsOfAProxyThatNobodyTrusts) {
  const auto ready = [](const std::string& headers) {
    return json::parse(ask({"GET", "/readyz", headers}).body);
  };
  EXPECT_FALSE(ready("X-Forwarded-For: 10.9.9.9\r\n").contains("notice")) << "loopback is trusted";
  AService untrusting{{}};
  const auto told = [&untrusting](const std::string& headers) {
    return json::parse(untrusting.ask({"GET", "/readyz", headers}).body).contains("notice");
  };
  EXPECT_FALSE(told(""));
  EXPECT_TRUE(told("X-Forwarded-For: 10.9.9.9\r\n"));
  EXPECT_TRUE(told("")) << "once is enough to be told";
}

TEST_F(AccessTest, TheQueryIsReadStrictly) {
  const std::string token = bearer(service().token(Role::moderator));
  const std::string queue = "/api/v1/sites/main/moderation/queue";
  for (const char* query : {"?limit=1&limit=2", "?section=%ff", "?article=%00", "?limit=%zz"})
    EXPECT_EQ(problem_of(ask({"GET", queue + query, token})), "query") << query;
  for (const char* query : {"?limit=0", "?limit=101", "?limit=x", "?order=up", "?state=none",
                            "?cursor=1-", "?cursor=-1-1", "?cursor=999999999999999999-1"})
    EXPECT_EQ(problem_of(ask({"GET", queue + query, token})), "fields") << query;
  for (const char* query : {"?limit=1", "?limit=100", "?order=newest", "?state=spam&x=y",
                            "?section=S%C3%BCd", "?cursor=1-1"})
    EXPECT_EQ(ask({"GET", queue + query, token}).status, 200) << query;
}

}  // namespace
}  // namespace copytaster::http::testing
