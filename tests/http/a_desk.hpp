// Moderators with accounts, and their browsers.
#pragma once

#include <pqxx/pqxx>

#include "postgres/moderator_store.hpp"
#include "security/credentials.hpp"
#include "tests/http/a_service.hpp"

namespace copytaster::http::testing {

/// What a browser keeps of a session.
struct Browser {
  std::string cookie;  // name and value
  std::string csrf;
};

struct Account {
  std::string name;
  Role role = Role::moderator;
  std::string site = "main";
  bool see_email = false;
  std::vector<std::string> sections = {};
};

class DeskTest : public ApiTest {
 protected:
  /// A new account, and a one-time code for it.
  static std::string code_for(const std::string& name, Role role = Role::moderator,
                              const std::string& site = "main", bool see_email = false) {
    return code_at(service(), {name, role, site, see_email});
  }
  static std::string code_at(const AService& service, const Account& account) {
    postgres::Pool pool{{service.database().service_conninfo(), 1}};
    postgres::ModeratorRows moderators{pool};
    const Instant now = postgres::database_now(pool);
    const SiteId id = postgres::ensure_sites(pool, {account.site}).at(account.site);
    moderators.add_moderator(
        {account.name, {{id, account.role, account.sections, account.see_email}}}, now);
    std::string code = security::new_login_code();
    moderators.put_login_code(moderators.find_moderator(account.name).value(),
                              security::hash_of_login_code(code).value(), now);
    return code;
  }

  static std::string own_origin() { return "Origin: http://" + service().host() + "\r\n"; }
  /// From an address of its own, so that no test slows another down.
  static Answer sign_in(const json& body, const std::string& headers = "") {
    return ask({"POST", "/api/v1/session", json_type + fresh_reader() + headers, body.dump()});
  }
  static Browser browser_of(const Answer& answer) {
    EXPECT_EQ(answer.status, 200) << answer.body;
    const std::string line = answer.headers.at("set-cookie");
    return {line.substr(0, line.find(';')), json::parse(answer.body)["csrf"].get<std::string>()};
  }
  static Browser browser_with(const std::string& code) {
    return browser_of(sign_in({{"code", code}}));
  }
  static std::string cookie(const Browser& browser) { return "Cookie: " + browser.cookie + "\r\n"; }
  /// Whatever an unsafe call needs.
  static std::string meant(const Browser& browser) {
    return cookie(browser) + own_origin() + "X-CSRF-Token: " + browser.csrf + "\r\n";
  }
  static Answer get_session(const Browser& browser) {
    return ask({"GET", "/api/v1/session", cookie(browser)});
  }
  static Answer put_password(const Browser& browser, const json& body) {
    return ask({"PUT", "/api/v1/session/password", json_type + meant(browser), body.dump()});
  }
  static void change_rows(const std::string& sql) {
    pqxx::connection owner{service().database().owner_conninfo()};
    pqxx::nontransaction{owner}.exec(sql);
  }
  /// As if that much time had gone by since.
  static void age_session(const std::string& name, const std::string& column,
                          const std::string& by) {
    change_rows("UPDATE session SET " + column + " = " + column + " - interval '" + by +
                "' WHERE moderator_id = (SELECT id FROM moderator WHERE name = '" + name + "')");
  }
  static std::string field(const std::string& text) {
    std::string encoded;
    for (const char c : text) encoded += c == ' ' ? '+' : c;
    return encoded;
  }
};

inline const std::string good_password = "the late ferry again";

}  // namespace copytaster::http::testing
