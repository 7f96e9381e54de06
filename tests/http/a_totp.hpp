// Accounts with a second factor, and the app that shows its codes.
#pragma once

#include <oath.h>

#include <array>
#include <cstdlib>

#include "tests/http/a_desk.hpp"

namespace copytaster::http::testing {

class TotpDesk : public DeskTest {
 protected:
  /// The code that an app shows `steps` half minutes from now.
  static std::string code_of(const std::string& base32, int steps = 0) {
    char* secret = nullptr;
    std::size_t length = 0;
    EXPECT_EQ(oath_base32_decode(base32.data(), base32.size(), &secret, &length), OATH_OK);
    std::array<char, 7> code{};
    oath_totp_generate(secret, length, std::time(nullptr) + 30 * steps, 30, 0, 6, code.data());
    std::free(secret);
    return code.data();
  }
  static Answer totp(const std::string& method, const Browser& browser, const json& body) {
    return ask({method, "/api/v1/session/totp", json_type + meant(browser), body.dump()});
  }
  /// With the good password.
  static Browser with_password(const std::string& name, Role role = Role::moderator) {
    Browser browser = browser_with(code_for(name, role));
    EXPECT_EQ(put_password(browser, {{"new", good_password}}).status, 204);
    return browser;
  }
  struct Enrolled {
    Browser browser;
    std::string secret;
    std::vector<std::string> recovery;
  };
  /// The code of the half minute before has been used.
  static Enrolled enrolled(const std::string& name, Role role = Role::moderator) {
    Enrolled made{with_password(name, role), {}, {}};
    const Answer begun = totp("POST", made.browser, {{"password", good_password}});
    EXPECT_EQ(begun.status, 200) << begun.body;
    made.secret = json::parse(begun.body)["secret"];
    const Answer done = totp("PUT", made.browser, {{"code", code_of(made.secret, -1)}});
    EXPECT_EQ(done.status, 200) << done.body;
    made.recovery = json::parse(done.body)["recovery_codes"].get<std::vector<std::string>>();
    return made;
  }
  static Answer sign_in_as(const std::string& name, const std::string& code) {
    json body{{"name", name}, {"password", good_password}};
    if (!code.empty()) body["totp"] = code;
    return sign_in(body);
  }
  static std::vector<json> audited(const std::string& decision) {
    const std::string token = bearer(service().token(Role::admin));
    std::vector<json> found;
    std::string cursor;
    do {
      const json page = json::parse(
          ask({"GET", "/api/v1/sites/main/audit?limit=100&cursor=" + cursor, token}).body);
      for (const json& entry : page["items"])
        if (entry["decision"] == decision) found.push_back(entry);
      cursor = page["next"].is_null() ? "" : page["next"].get<std::string>();
    } while (!cursor.empty());
    return found;
  }
};

}  // namespace copytaster::http::testing
