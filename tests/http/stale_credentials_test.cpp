// Credentials and links in the wrong place or at the wrong time: in a query, after their use, after
// what they stood for has changed. And what they tell to whoever reads them: nothing.

#include <sodium.h>

#include <thread>

#include "tests/http/a_receipt.hpp"
#include "tests/http/a_totp.hpp"
#include "tests/support/captured_log.hpp"

namespace copytaster::http::testing {
namespace {

const std::string base = "/api/v1/sites/main/";

class StaleCredentialsTest : public TotpDesk {
 protected:
  static Answer call(const std::string& method, const std::string& path, const Browser& browser,
                     const json& body) {
    return ask({method, base + path, json_type + meant(browser), body.dump()});
  }
  static Browser an_admin() {
    static const Browser admin = browser_with(code_for("Chief of links", Role::admin));
    return admin;
  }
  /// The path of a new invitation's link.
  static std::string invited(const std::string& name) {
    const Answer made =
        call("POST", "invitations", an_admin(), {{"name", name}, {"role", "moderator"}});
    EXPECT_EQ(made.status, 201) << made.body;
    const std::string link = json::parse(made.body)["link"];
    return link.substr(link.find("/invitation/"));
  }
  static Answer join(const std::string& link, const std::string& password) {
    return ask({"POST", link, form_type + own_origin(), "password=" + field(password)});
  }
  static Answer by_password(const std::string& name, const std::string& password) {
    return sign_in({{"name", name}, {"password", password}});
  }
  /// A further code for an account that there is.
  static std::string another_code(const std::string& name) { return code_for(name); }

  /// A comment's number and its receipt, its receipt's headers, and its page.
  static json sent(const std::string& article) {
    return json::parse(submit(put_article(article), comment("words of " + article)).body);
  }
  static std::string path_of(const json& sent) { return base + "comments/" + sent["id"].dump(); }
  static std::string with(const json& sent) {
    return "Authorization: Receipt " + sent["receipt"].get<std::string>() + "\r\n";
  }
  static std::string page_of(const json& sent) {
    return "/receipt/main/" + sent["id"].dump() + "/" + sent["receipt"].get<std::string>();
  }

  /// What somebody finds who takes it as it is, or for base64 of either alphabet; in the second
  /// one, which has no hyphens, she reads over them.
  static std::vector<std::string> readings(const std::string& token) {
    std::vector<std::string> all{token};
    std::string bytes(token.size() + 1, '\0');
    for (const int variant :
         {sodium_base64_VARIANT_URLSAFE_NO_PADDING, sodium_base64_VARIANT_ORIGINAL_NO_PADDING}) {
      std::size_t length = 0;
      if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(),
                            token.data(), token.size(), "-", &length, nullptr, variant) == 0)
        all.push_back(bytes.substr(0, length));
    }
    return all;
  }
};

// B12: Cusdis' links carried the whole account, to be read by anybody; Isso's could be guessed.
TEST_F(StaleCredentialsTest, NothingStandsInATokenAndNoTwoAreAlike) {
  const Browser browser = browser_with(code_for("Tokens"));
  const json one = sent("in-a-token");
  const json two = sent("in-a-token");
  const std::string invitation = invited("Readable");
  const auto last = [](const std::string& path) { return path.substr(path.rfind('/') + 1); };
  const std::vector<std::pair<std::string, std::string>> pairs{
      {browser.cookie.substr(browser.cookie.find("cs_") + 3),
       browser_with(code_for("Tokens")).cookie.substr(browser.cookie.find("cs_") + 3)},
      {service().token(Role::admin).substr(3), service().token(Role::admin).substr(3)},
      {last(invitation).substr(3), last(invited("Readable too")).substr(3)},
      {one["receipt"], two["receipt"]}};
  for (const auto& [first, second] : pairs) {
    int same = 0;
    for (std::size_t i = 0; i < first.size(); ++i) same += first[i] == second.at(i) ? 1 : 0;
    EXPECT_LT(same, 15) << "of 43 characters, one in 64 by chance: " << first << " " << second;
    const auto read = readings(first);
    EXPECT_GE(read.at(1).size(), 16U) << "128 bits";
    for (const std::string& bytes : read) {
      for (const std::string& word :
           {std::string{"main"}, std::string{"Tokens"}, std::string{"moderator"},
            std::string{"admin"}, std::string{"Readable"}, std::string{"\"id\""},
            std::string{"@example"}, one["id"].dump() + ","})
        EXPECT_EQ(bytes.find(word), std::string::npos) << word;
    }
  }
  EXPECT_EQ(readings("eyJpZCI6N30").back(), "{\"id\":7}") << "it would be seen";
}

// B12, B21: an account that came by since is nobody's to give away.
TEST_F(StaleCredentialsTest, AnInvitationGivesNobodyAnAccountThatThereIsByThen) {
  const std::string link = invited("Taken Since");
  with_password("taken since");
  const Answer refused = join(link, "the stranger's own words");
  EXPECT_EQ(refused.status, 409) << refused.body;
  EXPECT_FALSE(refused.headers.contains("set-cookie"));
  EXPECT_EQ(problem_of(by_password("Taken Since", "the stranger's own words")), "login");
  EXPECT_EQ(by_password("Taken Since", good_password).status, 200);
}

// B12: what a receipt stood for is gone.
TEST_F(StaleCredentialsTest, AReceiptOpensNothingOnceItsCommentIsErased) {
  json body = comment("to be erased");
  body["email"] = "erased.canary@example.com";
  const json one = json::parse(submit(put_article("erased-since"), body).body);
  const auto told = [&one](const std::string& method, const std::string& path) {
    return ask({method, path, json_type + fresh_reader() + with(one), R"({"text":"other"})"})
        .status;
  };
  EXPECT_EQ(told("GET", path_of(one)), 200);
  EXPECT_EQ(ask({"GET", page_of(one)}).status, 200);
  const Answer erased =
      ask({"POST", base + "people/erase", json_type + bearer(service().token(Role::admin)),
           json{{"email", "erased.canary@example.com"}}.dump()});
  ASSERT_EQ(erased.body, "{\"erased\":1}");
  for (const char* method : {"GET", "PATCH", "DELETE"})
    EXPECT_EQ(told(method, path_of(one)), 404) << method;
  EXPECT_EQ(told("POST", path_of(one) + "/appeal"), 404);
  EXPECT_EQ(ask({"GET", page_of(one)}).status, 404);
  EXPECT_EQ(ask({"POST", page_of(one), form_type, "act=withdraw"}).status, 404);
}

// B12: after its use it still tells, and does nothing more.
TEST_F(StaleCredentialsTest, AReceiptDoesNothingMoreOnceItsCommentIsWithdrawn) {
  const json one = sent("withdrawn-since");
  const auto told = [&one](const std::string& method, const std::string& path) {
    return ask({method, path, json_type + fresh_reader() + with(one), R"({"text":"other"})"});
  };
  EXPECT_EQ(told("DELETE", path_of(one)).status, 200);
  EXPECT_EQ(problem_of(told("PATCH", path_of(one))), "too-late");
  EXPECT_EQ(problem_of(told("POST", path_of(one) + "/appeal")), "not-rejected");
  EXPECT_EQ(json::parse(told("GET", path_of(one)).body)["state"], "withdrawn");
}

// B13: Waline took the session from `?state=`, where logs, histories and Referers keep it.
TEST_F(StaleCredentialsTest, NoCredentialCountsInAQueryOrGetsIntoTheLog) {
  AService own;
  const test::CapturedLog log{spdlog::level::trace};
  const std::string origin = "Origin: http://" + own.host() + "\r\n";
  const std::string code = code_at(own, {"Query", Role::admin});
  const Browser browser = browser_of(
      own.ask({"POST", "/api/v1/session", json_type + origin, json{{"code", code}}.dump()}));
  const std::string session = browser.cookie.substr(browser.cookie.find("cs_"));
  const std::string token = own.token(Role::admin);
  const json one =
      json::parse(own.ask({"POST", comments_of("1"), json_type, comment("queried").dump()}).body);
  const std::string receipt = one["receipt"];

  for (const char* name : {"token", "access_token", "api_key", "state", "session", "copytaster",
                           "__Host-copytaster", "Authorization", "receipt", "code"}) {
    for (const std::string& secret : {token, session, "Bearer%20" + token, receipt}) {
      const std::string query = "?" + std::string(name) + "=" + secret;
      EXPECT_EQ(own.ask({"GET", base + "moderation/queue" + query}).status, 401) << query;
      EXPECT_EQ(own.ask({"GET", "/api/v1/session" + query}).status, 401) << query;
      EXPECT_EQ(own.ask({"GET", path_of(one) + query}).status, 404) << query;
      EXPECT_EQ(own.ask({"GET", "/desk/" + query}).headers.at("location"), "/desk/login") << query;
    }
  }
  for (const char* name : {"csrf", "X-CSRF-Token", "_csrf"}) {
    const std::string query = "?" + std::string(name) + "=" + browser.csrf;
    EXPECT_EQ(problem_of(own.ask({"DELETE", "/api/v1/session" + query, cookie(browser) + origin})),
              "csrf");
  }
  EXPECT_EQ(own.ask({"GET", "/api/v1/session", cookie(browser)}).status, 200) << "where it belongs";
  EXPECT_EQ(own.ask({"GET", base + "moderation/queue", bearer(token)}).status, 200);
  EXPECT_EQ(own.ask({"GET", path_of(one), with(one)}).status, 200);
  own.stop();
  EXPECT_NE(log.text().find("/moderation/queue"), std::string::npos) << "it was written";
  for (const std::string& secret : {token, session, receipt, browser.csrf, code})
    EXPECT_EQ(log.text().find(secret), std::string::npos) << log.text();
}

// B13: Waline's sessions never ended. Idle and absolute limits: SessionTest.ASessionEndsByItself.
TEST_F(StaleCredentialsTest, AnEndedSessionOpensNothingWhateverEndedIt) {
  const auto opens = [](const Browser& browser) {
    const int api = ask({"GET", base + "moderation/queue", cookie(browser)}).status;
    const int own = get_session(browser).status;
    const bool desk = ask({"GET", "/desk/plain", cookie(browser)}).status == 200;
    EXPECT_EQ(api == 200, own == 200);
    EXPECT_EQ(desk, own == 200);
    return own == 200;
  };
  const Browser out = browser_with(code_for("Signs out"));
  EXPECT_TRUE(opens(out));
  ask({"DELETE", "/api/v1/session", meant(out)});
  EXPECT_FALSE(opens(out));

  const Browser form = browser_with(code_for("Signs out by the form"));
  ask({"POST", "/desk/logout", form_type + cookie(form) + own_origin(), "csrf=" + form.csrf});
  EXPECT_FALSE(opens(form));

  const Browser phone = browser_with(code_for("Changes it"));
  EXPECT_EQ(put_password(browser_with(code_for("Changes it")), {{"new", good_password}}).status,
            204);
  EXPECT_FALSE(opens(phone));

  const Browser demoted = browser_with(code_for("Demoted", Role::editor));
  const Ask rules{"GET", base + "rules", cookie(demoted)};
  EXPECT_EQ(ask(rules).status, 200);
  json items =
      json::parse(ask({"GET", base + "moderators?limit=100", cookie(an_admin())}).body)["items"];
  for (const json& one : items) {
    if (one["name"] != "Demoted") continue;
    const std::string path = "moderators/" + one["id"].dump();
    EXPECT_EQ(call("PATCH", path, an_admin(), {{"role", "moderator"}}).status, 200);
    EXPECT_EQ(ask(rules).status, 403) << "her role, not her session, has ended";
    EXPECT_TRUE(opens(demoted));
    EXPECT_EQ(call("PATCH", path, an_admin(), {{"disabled", true}}).status, 200);
  }
  EXPECT_FALSE(opens(demoted));
}

// B21: Discourse's unused link reset a password that had been changed since (CVE-2021-37693).
TEST_F(StaleCredentialsTest, AChangeOfPasswordEndsTheCodesAndLinksOfBefore) {
  const Browser owner = with_password("Changes her mind");
  const std::string code = another_code("Changes her mind");
  EXPECT_EQ(put_password(owner, {{"current", good_password}, {"new", good_password + "!"}}).status,
            204);
  EXPECT_EQ(problem_of(sign_in({{"code", code}})), "login");
  EXPECT_EQ(sign_in({{"code", another_code("Changes her mind")}}).status, 200) << "a new one does";

  const std::string link = invited("Joins and changes");
  EXPECT_EQ(join(link, good_password).status, 303);
  const Browser joined = browser_of(by_password("Joins and changes", good_password));
  EXPECT_EQ(put_password(joined, {{"current", good_password}, {"new", good_password + "!"}}).status,
            204);
  EXPECT_EQ(join(link, good_password).status, 404);
  EXPECT_EQ(ask({"GET", link}).status, 404);
  EXPECT_EQ(problem_of(by_password("Joins and changes", good_password)), "login");
  EXPECT_EQ(by_password("Joins and changes", good_password + "!").status, 200);
}

}  // namespace
}  // namespace copytaster::http::testing
