// B1: Cusdis deleted any comment for anybody.
// Every operation that docs/openapi.yaml says is not for everybody, with every kind of credential:
// nothing succeeds that should not, and nothing is refused for its credential that should not be.

#include <algorithm>
#include <map>
#include <set>

#include "postgres/moderator_store.hpp"
#include "postgres/session_store.hpp"
#include "tests/http/a_desk.hpp"
#include "tests/http/the_document.hpp"

namespace copytaster::http::testing {
namespace {

constexpr std::array roles = {Role::moderator, Role::editor, Role::admin, Role::exporter};

/// Who may call an operation, as the document says.
struct Allowed {
  std::optional<Role> token;
  std::optional<Role> session;
  bool any_session = false;
  bool anybody = false;
  bool needs_csrf = false;
  bool needs_see_email = false;
};

Allowed allowed_by(const YAML::Node& operation) {
  Allowed allowed;
  const YAML::Node security = operation["security"];
  if (const YAML::Node permission = operation["x-permission"])
    allowed.needs_see_email = permission.Scalar() == "see_email";
  const auto role_in = [](const YAML::Node& roles_named) -> std::optional<Role> {
    if (roles_named.size() == 0) return std::nullopt;
    return parse_role(roles_named[0].Scalar());
  };
  for (const auto& alternative : security) {
    allowed.anybody |= alternative.size() == 0;
    if (alternative["token"]) allowed.token = role_in(alternative["token"]);
    if (!alternative["session"]) continue;
    allowed.session = role_in(alternative["session"]);
    allowed.any_session |= !allowed.session;
    allowed.needs_csrf |= alternative["csrf"].IsDefined();
  }
  return allowed;
}

class CredentialsTest : public DeskTest {
 protected:
  static std::string revoked() {
    std::string token = service().token(Role::admin);
    postgres::Pool pool{{service().database().service_conninfo(), 1}};
    const auto hash = security::hash_of_token(token).value();
    const auto principal =
        postgres::TokenRows{pool}.find_token(hash, postgres::database_now(pool)).value();
    postgres::TokenRows{pool}.revoke_token(principal.site, principal.token, principal.token,
                                           postgres::database_now(pool));
    return token;
  }
  static std::string expired() {
    return service().token(Role::admin, "main",
                           std::chrono::time_point_cast<std::chrono::microseconds>(
                               std::chrono::system_clock::now() - std::chrono::hours{1}));
  }
  /// Of an account with this role, and of no other call.
  static Browser session_of(Role role, bool has_ended = false, bool see_email = false) {
    static const security::SodiumCredentials credentials;
    postgres::Pool pool{{service().database().service_conninfo(), 1}};
    postgres::ModeratorRows moderators{pool};
    const Instant now = postgres::database_now(pool);
    const std::string name =
        "Has the role " + std::string(name_of(role)) + (see_email ? " and sees addresses" : "");
    const SiteId main = postgres::ensure_sites(pool, {"main"}).at("main");
    moderators.add_moderator({name, {{main, role, {}, see_email}}}, now);
    const ModeratorId moderator = moderators.find_moderator(name).value();
    const std::string token = credentials.new_session_token();
    postgres::SessionRows sessions{pool};
    const Session session =
        sessions.open_session(moderator, {credentials.hash_of_session(token).value(), now});
    if (has_ended) sessions.end_session(moderator, session.id);
    return {"copytaster=" + token, credentials.csrf_of(token)};
  }

  /// Of somebody who may do everything, but there.
  static Browser of_another_site() {
    static const Browser admin = browser_with(code_for("Elsewhere", Role::admin, "other", true));
    return admin;
  }

  static Answer call(const Operation& operation, const std::string& headers) {
    std::string method;
    for (const char c : operation.method) method += static_cast<char>(c - 'a' + 'A');
    // A stream has no end that could be waited for.
    if (operation.path.ends_with("/events")) method = "HEAD";
    return ask({method, filled(operation.path), json_type + fresh_reader() + headers, "{}"});
  }
  static std::string named(const Operation& operation, const std::string& with) {
    return operation.method + " " + operation.path + " with " + with;
  }
  static void refuses(const Operation& operation, const std::string& headers,
                      const std::string& with, const std::set<int>& statuses) {
    const int status = call(operation, headers).status;
    EXPECT_TRUE(statuses.contains(status)) << named(operation, with) << ": " << status;
    ++asked;
  }
  static void lets_in(const Operation& operation, const std::string& headers,
                      const std::string& with) {
    const int status = call(operation, headers).status;
    EXPECT_TRUE(status != 401 && status != 403 && status < 500)
        << named(operation, with) << ": " << status;
    ++asked;
  }

  static void check_tokens(const Operation& operation, const Allowed& allowed) {
    const bool none = !allowed.token && !allowed.session;  // about the caller's own session
    for (const auto& [token, with] : {std::pair<std::string, std::string>{"nonsense", "garbage"},
                                      {security::new_api_token(), "a token of nobody"},
                                      {expired(), "an expired token"},
                                      {revoked(), "a revoked token"}})
      refuses(operation, bearer(token), with, {401});
    refuses(operation, bearer(service().token(Role::admin, "other")), "another site's token",
            {none ? 401 : 403});  // B7
    for (const Role role : roles) {
      const bool sees = allowed.needs_see_email;
      const std::string token = bearer(service().token(role, "main", std::nullopt, sees));
      const std::string with = "a token of " + std::string(name_of(role));
      if (sees)
        refuses(operation, bearer(service().token(role)), with + " without the permission", {403});
      if (allowed.token && is_enough(role, *allowed.token))
        lets_in(operation, token, with);
      else
        refuses(operation, token, with, {none ? 401 : 403});
    }
  }
  static void check_sessions(const Operation& operation, const Allowed& allowed) {
    for (const Role role : roles) {
      const std::string with = "a session of " + std::string(name_of(role));
      const bool may =
          allowed.any_session || (allowed.session && is_enough(role, *allowed.session));
      const bool sees = allowed.needs_see_email;
      if (sees)
        refuses(operation, meant(session_of(role)), with + " without the permission", {403});
      if (may)
        lets_in(operation, meant(session_of(role, false, sees)), with);
      else
        refuses(operation, meant(session_of(role)), with, {403});
      if (!allowed.needs_csrf) continue;
      refuses(operation, cookie(session_of(role)), with + " alone", {403});
      refuses(operation, cookie(session_of(role)) + own_origin(), with + " without CSRF", {403});
      Browser others = session_of(role);
      others.csrf = session_of(role).csrf;
      refuses(operation, meant(others), with + " and another's CSRF", {403});
    }
    refuses(operation, meant(session_of(Role::admin, true)), "an ended session", {401});
    if (!allowed.any_session)  // B7: Discourse's moderators reached beyond their sites
      refuses(operation, meant(of_another_site()), "a session of another site's admin", {403});
  }

  static inline int asked = 0;
};

TEST_F(CredentialsTest, EveryOperationTakesWhatTheDocumentSaysAndNothingElse) {
  const std::string receipt =
      json::parse(submit(put_article("read"), comment("hers")).body)["receipt"];
  int operations = 0;
  for (const Operation& operation : TheDocument{}.operations()) {
    const YAML::Node security = operation.node["security"];
    if (!security.IsDefined() || security[0]["receipt"]) continue;
    const Allowed allowed = allowed_by(operation.node);
    if (allowed.anybody) continue;
    ++operations;
    refuses(operation, "", "nothing", {401});
    refuses(operation, "Authorization: Basic YTpi\r\n", "a password of a proxy", {401});
    refuses(operation, "Authorization: Receipt " + receipt + "\r\n", "a reader's receipt", {401});
    refuses(operation, "Cookie: copytaster=" + receipt + "; comment_author_1=Ann\r\n",
            "a reader's cookies", {401});
    check_tokens(operation, allowed);
    check_sessions(operation, allowed);
  }
  EXPECT_GE(operations, 30);
  EXPECT_GE(asked, 500);
  RecordProperty("operations", operations);
  RecordProperty("calls", asked);
}

TEST_F(CredentialsTest, AReceiptIsNeededWhereTheDocumentSaysSo) {
  int operations = 0;
  for (const Operation& operation : TheDocument{}.operations()) {
    const YAML::Node security = operation.node["security"];
    if (!security.IsDefined() || !security[0]["receipt"]) continue;
    ++operations;
    for (const std::string& headers :
         {std::string{}, bearer("nonsense"), bearer(service().token(Role::admin)),
          std::string{"Authorization: Receipt nonsense\r\n"}, meant(session_of(Role::admin))}) {
      const int status = call(operation, headers).status;
      EXPECT_TRUE(status >= 400 && status < 500) << named(operation, headers) << ": " << status;
    }
  }
  EXPECT_GE(operations, 3);
}

TEST_F(CredentialsTest, WhatIsOpenToAnybodyAsksNobody) {
  int operations = 0;
  for (const Operation& operation : TheDocument{}.operations()) {
    const YAML::Node security = operation.node["security"];
    if (security.IsDefined() && !allowed_by(security).anybody) continue;
    ++operations;
    const int status = call(operation, "").status;
    EXPECT_TRUE(status != 401 && status != 403 && status < 500)
        << named(operation, "nothing") << ": " << status;
  }
  EXPECT_GE(operations, 20);
}

}  // namespace
}  // namespace copytaster::http::testing
