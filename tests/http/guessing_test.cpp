// Who guesses at the door: from one address, from many, under forged addresses, at the second
// factor; how little that costs the service, and that the owner gets in meanwhile.

#include "tests/http/a_server.hpp"
#include "tests/http/a_totp.hpp"

namespace copytaster::http::testing {
namespace {

/// Answers to guesses, counted. None may be anything but a refusal.
struct Guesses {
  int wrong = 0;   ///< compared with a hash, which costs a tenth of a second
  int waited = 0;  ///< told to come again, which costs nothing
  int longest_s = 0;
  int other = 0;

  void add(const Answer& answer) {
    if (answer.status == 401) ++wrong;
    if (answer.status != 429) {
      other += answer.status == 401 ? 0 : 1;
      return;
    }
    ++waited;
    EXPECT_EQ(problem_of(answer), "attempts");
    longest_s = std::max(longest_s, std::stoi(answer.headers.at("retry-after")));
  }
};

class GuessingTest : public TotpDesk {
 protected:
  static constexpr int many = 1000;
  /// Of the free ones, and what a wait that doubles from a second lets through in three minutes.
  static constexpr int doublings = 8;
  static constexpr int of_a_name = 5 + doublings;
  static constexpr int of_an_address = 10 + doublings;

  static std::string from(const std::string& address) {
    return "X-Forwarded-For: " + address + "\r\n";
  }
  /// How many guesses are judged before one has to wait for more than a second, which is time
  /// enough to be refused in.
  template <class Guess>
  static int admitted_until_slow(const Guess& guess) {
    int admitted = 0;
    wait_for("a wait of seconds", [&] {
      const Answer answer = guess(admitted);
      if (answer.status == 429) return std::stoi(answer.headers.at("retry-after")) > 1;
      EXPECT_TRUE(answer.status == 401 || answer.status == 422) << answer.body;
      ++admitted;
      return false;
    });
    return admitted;
  }
  static Ask guess(const std::string& name, const std::string& headers) {
    return {"POST", "/api/v1/session", json_type + headers,
            json{{"name", name}, {"password", "guess"}}.dump()};
  }
};

// B18: Discourse's limits could be gone around (CVE-2021-3138), Isso had none.
TEST_F(GuessingTest, AThousandFromOneAddressCostADozenHashesAndHoldUpNobodyElse) {
  with_password("Olga Elsewhere");
  Guesses made;
  for (int n = 0; n < many; ++n)
    made.add(ask(guess("nobody " + std::to_string(n), from("203.0.113.7"))));
  EXPECT_EQ(made.other, 0);
  EXPECT_GE(made.wrong, 10);
  EXPECT_LE(made.wrong, of_an_address) << "of a thousand";
  EXPECT_GE(made.longest_s, 1);
  EXPECT_LE(made.longest_s, 36);
  EXPECT_EQ(ask(guess("nobody", from("203.0.113.8"))).status, 401) << "another address is free";
  EXPECT_EQ(sign_in_as("Olga Elsewhere", "").status, 200);
}

// B18: and an address that anybody can write into a header is no address.
TEST_F(GuessingTest, TwoHundredForgedAddressesAreOne) {
  const AService untrusting{{}};
  Guesses forged;
  for (int n = 0; n < 200; ++n) {
    const std::string address = "198.51.100." + std::to_string(n);
    std::string headers;
    for (const char* name : {"X-Forwarded-For: ", "X-Real-IP: ", "Forwarded: for=",
                             "CF-Connecting-IP: ", "True-Client-IP: ", "Client-IP: "})
      headers += name + address + "\r\n";
    forged.add(untrusting.ask(guess("nobody " + std::to_string(n), headers)));
  }
  EXPECT_EQ(forged.other, 0);
  EXPECT_LE(forged.wrong, of_an_address) << "of two hundred";

  Guesses behind_a_proxy;  // that is trusted: they are as many readers
  for (int n = 0; n < of_an_address + 1; ++n)
    behind_a_proxy.add(
        ask(guess("nobody " + std::to_string(n), from("198.51.100." + std::to_string(n)))));
  EXPECT_EQ(behind_a_proxy.waited, 0);
}

// B18: Comentario shut the owner out until somebody let her in again.
TEST_F(GuessingTest, AtOneNameFromEverywhereTheOwnerIsNeverShutOut) {
  const Browser signed_in = with_password("Wanted");
  Guesses made;
  for (int n = 0; n < 300; ++n)
    made.add(ask(guess(n % 2 == 0 ? "Wanted" : "wANTED", fresh_reader())));
  EXPECT_EQ(made.other, 0);
  EXPECT_GE(made.wrong, 5);
  EXPECT_LE(made.wrong, of_a_name) << "of three hundred";
  EXPECT_LE(made.longest_s, 240);
  admitted_until_slow([](int) { return ask(guess("Wanted", fresh_reader())); });
  EXPECT_EQ(sign_in_as("Wanted", "").status, 429) << "no guess is told from the right one";
  EXPECT_EQ(get_session(signed_in).status, 200);
  EXPECT_EQ(
      put_password(signed_in, {{"current", good_password}, {"new", good_password + "!"}}).status,
      204)
      << "whoever is signed in is not held up";
  EXPECT_EQ(sign_in({{"code", code_for("Wanted")}}).status, 200) << "a code is not slowed by it";
}

// B18, B20: what the second factor refuses counts like a wrong password.
TEST_F(GuessingTest, ElevenCodesAreTooManyWhereverTheyAreTyped) {
  const Enrolled made = enrolled("Factored");
  const auto typed = [&made](int n) {
    return n % 2 == 0 ? "00000" + std::to_string(n % 10) : made.recovery[0] + "x";
  };
  EXPECT_LT(admitted_until_slow([&typed](int n) { return sign_in_as("Factored", typed(n)); }), 11)
      << "each from an address of its own, with the right password";
  EXPECT_EQ(problem_of(sign_in_as("Factored", made.recovery[0])), "attempts");

  const auto admitted = [](const std::string& method, const Browser& browser, const json& body) {
    return admitted_until_slow([&](int) { return totp(method, browser, body); });
  };
  json end{{"password", good_password}, {"code", "000000"}};
  EXPECT_LE(admitted("DELETE", made.browser, end), of_an_address);
  end["code"] = made.recovery[0];
  EXPECT_EQ(totp("DELETE", made.browser, end).status, 429) << "the right one waits as well";
  const Browser setting_up = with_password("Setting up, guessed at");
  totp("POST", setting_up, {{"password", good_password}});
  EXPECT_LE(admitted("PUT", setting_up, {{"code", "000000"}}), of_an_address);
  EXPECT_LE(admitted("POST", with_password("Password guessed"), {{"password", "guess"}}),
            of_an_address);
}

// B20: Waline's codes were good for minutes, as often as one liked.
TEST_F(GuessingTest, NoCodeIsGoodTwiceInAnyTwoPlaces) {
  const Enrolled made = enrolled("Twice");
  const std::string code = code_of(made.secret);
  ASSERT_EQ(sign_in_as("Twice", code).status, 200);
  const json end{{"password", good_password}, {"code", code}};
  EXPECT_EQ(problem_of(totp("DELETE", made.browser, end)), "fields") << "to end it";
  EXPECT_EQ(sign_in_as("Twice", code).status, 401) << "to sign in again";
  EXPECT_EQ(ask({"POST", "/desk/login", form_type + fresh_reader() + own_origin(),
                 "name=Twice&password=" + field(good_password) + "&totp=" + code})
                .status,
            401)
      << "by the form";
  ASSERT_EQ(sign_in_as("Twice", made.recovery[3]).status, 200);
  EXPECT_EQ(sign_in_as("Twice", made.recovery[3]).status, 401);
  const json again{{"password", good_password}, {"code", made.recovery[3]}};
  EXPECT_EQ(problem_of(totp("DELETE", made.browser, again)), "fields");
}

}  // namespace
}  // namespace copytaster::http::testing
