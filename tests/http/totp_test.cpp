// The second factor as its owner sets it up, signs in with it and ends it.

#include "tests/http/a_server.hpp"
#include "tests/http/a_totp.hpp"

namespace copytaster::http::testing {
namespace {

class TotpTest : public TotpDesk {};

TEST_F(TotpTest, ItIsSetUpWithThePasswordAndConfirmedWithACode) {
  const Browser browser = with_password("Setting up");
  EXPECT_EQ(totp("PUT", browser, {{"code", "123456"}}).status, 409) << "nothing waits";
  EXPECT_EQ(problem_of(totp("POST", browser, json::object())), "fields");
  EXPECT_EQ(problem_of(totp("POST", browser, {{"password", "another late ferry"}})), "fields");
  const Answer begun = totp("POST", browser, {{"password", good_password}});
  ASSERT_EQ(begun.status, 200) << begun.body;
  const json told = json::parse(begun.body);
  const std::string secret = told["secret"];
  EXPECT_EQ(told["uri"], "otpauth://totp/Copytaster:Setting%20up?secret=" + secret +
                             "&issuer=Copytaster&algorithm=SHA1&digits=6&period=30");
  EXPECT_TRUE(told["qr"].get<std::string>().starts_with("<svg "));
  EXPECT_EQ(begun.headers.at("cache-control"), "no-store");
  EXPECT_EQ(sign_in_as("Setting up", "").status, 200) << "not before it is confirmed";
  EXPECT_EQ(problem_of(totp("PUT", browser, {{"code", code_of(secret, 5)}})), "fields");
  const Answer done = totp("PUT", browser, {{"code", code_of(secret)}});
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(json::parse(done.body)["recovery_codes"].size(), 10U);
  EXPECT_EQ(problem_of(totp("POST", browser, {{"password", good_password}})), "totp-on");
  EXPECT_TRUE(json::parse(get_session(browser).body)["totp"]);
  wait_for("the seal", [] { return !audited("totp").empty(); });
}

TEST_F(TotpTest, AnAccountWithoutAPasswordChoosesOneFirst) {
  const Browser browser = browser_with(code_for("No password"));
  const Answer refused = totp("POST", browser, {{"password", ""}});
  EXPECT_EQ(problem_of(refused), "fields");
  EXPECT_NE(refused.body.find("choose one first"), std::string::npos);
}

TEST_F(TotpTest, TheCodeIsAskedForOnlyAfterTheRightPassword) {
  const Enrolled made = enrolled("Asked");
  const Answer asked = sign_in_as("asked", "");
  EXPECT_EQ(asked.status, 401);
  EXPECT_EQ(problem_of(asked), "totp");
  EXPECT_FALSE(asked.headers.contains("set-cookie"));
  const auto with = [](const std::string& code) {
    return sign_in({{"name", "Asked"}, {"password", "another late ferry"}, {"totp", code}});
  };
  EXPECT_EQ(problem_of(with("")), "login") << "whoever guesses learns nothing of it";
  EXPECT_EQ(problem_of(with(code_of(made.secret))), "login");
}

// B20
TEST_F(TotpTest, EachCodeSignsInOnce) {
  const Enrolled made = enrolled("Once");
  EXPECT_EQ(problem_of(sign_in_as("Once", code_of(made.secret, -1))), "totp") << "used to confirm";
  const std::string code = code_of(made.secret);
  EXPECT_EQ(sign_in_as("Once", code).status, 200);
  EXPECT_EQ(problem_of(sign_in_as("Once", code)), "totp");
  EXPECT_EQ(sign_in_as("Once", code_of(made.secret, 1)).status, 200);
  EXPECT_EQ(problem_of(sign_in_as("Once", code_of(made.secret, 3))), "totp");
}

TEST_F(TotpTest, EachRecoveryCodeSignsInOnce) {
  const Enrolled made = enrolled("Recovering");
  EXPECT_EQ(sign_in_as("Recovering", made.recovery[0]).status, 200);
  EXPECT_EQ(problem_of(sign_in_as("Recovering", made.recovery[0])), "totp");
  EXPECT_EQ(sign_in_as("Recovering", made.recovery[9]).status, 200);
  wait_for("the seal", [] { return audited("recovery").size() == 2; });
  EXPECT_EQ(audited("recovery")[0]["by"], "Recovering");
}

// B18, B20
TEST_F(TotpTest, WrongCodesWaitAsWrongPasswordsDo) {
  const Enrolled made = enrolled("Guessed");
  int waits = 0;
  for (int i = 0; i < 8; ++i)
    waits += sign_in_as("Guessed", i % 2 == 0 ? "000000" : "").status == 429 ? 1 : 0;
  EXPECT_GE(waits, 1) << "asking without a code in between forgives nothing";
  EXPECT_EQ(sign_in_as("Guessed", code_of(made.secret)).status, 429);
}

TEST_F(TotpTest, ItEndsWithThePasswordAndACode) {
  const Enrolled made = enrolled("Ending");
  const Answer elsewhere = sign_in_as("Ending", code_of(made.secret));
  const Browser other = browser_of(elsewhere);
  EXPECT_EQ(problem_of(totp("DELETE", made.browser, {{"password", good_password}})), "fields");
  EXPECT_EQ(problem_of(totp("DELETE", made.browser,
                            {{"password", good_password}, {"code", code_of(made.secret)}})),
            "fields")
      << "used";
  EXPECT_EQ(problem_of(totp("DELETE", made.browser,
                            {{"password", "another ferry"}, {"code", made.recovery[0]}})),
            "fields");
  EXPECT_EQ(get_session(other).status, 200);
  EXPECT_EQ(totp("DELETE", made.browser, {{"password", good_password}, {"code", made.recovery[0]}})
                .status,
            204);
  EXPECT_EQ(get_session(other).status, 401);
  EXPECT_EQ(get_session(made.browser).status, 200);
  EXPECT_EQ(sign_in_as("Ending", "").status, 200);
  EXPECT_EQ(problem_of(totp("DELETE", made.browser,
                            {{"password", good_password}, {"code", made.recovery[1]}})),
            "totp-off");
}

TEST_F(TotpTest, ConfirmingEndsTheOtherSessions) {
  const Browser first = with_password("Elsewhere, too");
  const Browser second = browser_of(sign_in_as("Elsewhere, too", ""));
  const std::string secret =
      json::parse(totp("POST", second, {{"password", good_password}}).body)["secret"];
  ASSERT_EQ(totp("PUT", second, {{"code", code_of(secret)}}).status, 200);
  EXPECT_EQ(get_session(first).status, 401);
  EXPECT_EQ(get_session(second).status, 200);
}

TEST_F(TotpTest, ThePlainFormAsksForItAsWell) {
  const Enrolled made = enrolled("Plain");
  const auto post = [](const std::string& code) {
    return ask({"POST", "/desk/login", form_type + fresh_reader() + own_origin(),
                "name=Plain&password=" + field(good_password) + "&totp=" + code});
  };
  const Answer asked = post("");
  EXPECT_EQ(asked.status, 401);
  EXPECT_NE(asked.body.find("second factor"), std::string::npos);
  EXPECT_NE(asked.body.find("value=\"Plain\""), std::string::npos) << "the name stays";
  EXPECT_EQ(asked.body.find(good_password), std::string::npos);
  EXPECT_EQ(post("000000").status, 401);
  const Answer in = post(code_of(made.secret));
  EXPECT_EQ(in.status, 303);
  EXPECT_TRUE(in.headers.contains("set-cookie"));
}

TEST_F(TotpTest, WhereItIsRequiredNothingElseIsOpenUntilItIsSetUp) {
  service().reload([](Settings& settings) noexcept { settings.desk.totp_required = true; });
  const Browser browser = with_password("Required");
  const json session = json::parse(get_session(browser).body);
  EXPECT_TRUE(session["totp_required"]);
  const Ask queue{"GET", "/api/v1/sites/main/moderation/queue", cookie(browser)};
  EXPECT_EQ(problem_of(ask(queue)), "totp-required");
  for (const char* page : {"/desk/", "/desk/plain", "/desk/bans", "/desk/rules", "/desk/people"})
    EXPECT_EQ(ask({"GET", page, cookie(browser)}).headers.at("location"), "/desk/account") << page;
  EXPECT_EQ(ask({"GET", "/desk/account", cookie(browser)}).status, 200);
  const std::string token = bearer(service().token(Role::moderator));
  EXPECT_EQ(ask({"GET", queue.target, token}).status, 200) << "a program has no phone";
  const std::string secret =
      json::parse(totp("POST", browser, {{"password", good_password}}).body)["secret"];
  ASSERT_EQ(totp("PUT", browser, {{"code", code_of(secret)}}).status, 200);
  EXPECT_EQ(ask(queue).status, 200);
  EXPECT_FALSE(json::parse(get_session(browser).body)["totp_required"]);
  service().reload([](Settings&) noexcept {});
  const Browser later = with_password("Optional again");
  EXPECT_EQ(ask({"GET", queue.target, cookie(later)}).status, 200);
}

}  // namespace
}  // namespace copytaster::http::testing
