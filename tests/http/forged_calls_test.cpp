// What a stranger's page can make a moderator's browser send: forms of every kind with her cookie,
// without her knowing. And tokens against that in places where they do not belong.

#include "http/routes.hpp"
#include "tests/http/a_desk.hpp"

namespace copytaster::http::testing {
namespace {

class ForgedCallsTest : public DeskTest {
 protected:
  static Answer sign_out(const AService& service, const Browser& browser, const std::string& csrf) {
    return service.ask({"DELETE", "/api/v1/session",
                        cookie(browser) + "Origin: http://" + service.host() +
                            "\r\nX-CSRF-Token: " + csrf + "\r\n"});
  }
  static Browser signed_in_at(const AService& service, const std::string& name) {
    const std::string code = code_at(service, {name, Role::admin});
    return browser_of(
        service.ask({"POST", "/api/v1/session", json_type, json{{"code", code}}.dump()}));
  }
  /// As a form sends it: type and body. A script in no-cors mode can send one without a type.
  static std::vector<std::pair<std::string, std::string>> forms(const std::string& csrf) {
    const std::string multipart =
        "--x\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n" + csrf + "\r\n--x--\r\n";
    const std::string body =
        R"({"decisions":[],"limit":1,"new":"a stranger's password","csrf":")" + csrf + "\"}";
    return {{form_type, "csrf=" + csrf},
            {"Content-Type: multipart/form-data; boundary=x\r\n", multipart},
            {"Content-Type: text/plain\r\n", body},
            {"Content-Type: text/plain; application/json\r\n", body},
            {"Content-Type: \r\n", body},
            {"", body},
            {json_type, body}};
  }
  static std::vector<std::string> strangers() {
    const std::string here = "Origin: http://" + service().host();
    return {"",
            "Origin: null\r\n",
            "Origin: http://evil.example\r\n",
            here + ".evil.example\r\n",
            here + "\r\nSec-Fetch-Site: cross-site\r\n",
            here + "\r\nSec-Fetch-Site: same-site\r\n",
            here + "\r\nSec-Fetch-Site: none\r\n",
            "Referer: http://" + service().host() + "/desk/\r\n"};
  }
};

// B14: Comentario's key was the hash of nothing, so that of any installation did.
TEST_F(ForgedCallsTest, ATokenBelongsToOneSessionOfOneInstallation) {
  const AService other;
  const Browser here = signed_in_at(service(), "At both");
  const Browser there = signed_in_at(other, "At both");
  EXPECT_EQ(problem_of(sign_out(service(), here, there.csrf)), "csrf");
  EXPECT_EQ(problem_of(sign_out(other, there, here.csrf)), "csrf");
  EXPECT_EQ(problem_of(sign_out(other, here, here.csrf)), "unauthorized") << "nor the cookie";

  const Browser second = signed_in_at(service(), "At both");
  EXPECT_EQ(problem_of(sign_out(service(), here, second.csrf)), "csrf") << "hers, of her phone";
  EXPECT_EQ(problem_of(sign_out(service(), second, here.csrf)), "csrf");
  const security::SodiumCredentials credentials;
  const std::string token = here.cookie.substr(here.cookie.find("cs_"));
  for (const std::string& guess :
       {credentials.csrf_of(""), credentials.csrf_of("cs_"), std::string(64, '0'), token,
        here.csrf.substr(1), here.csrf + "0", std::string{"undefined"}})
    EXPECT_EQ(problem_of(sign_out(service(), here, guess)), "csrf") << guess;
  EXPECT_EQ(get_session(here).status, 200);
  EXPECT_EQ(sign_out(service(), here, here.csrf).status, 204);
  EXPECT_EQ(sign_out(other, there, there.csrf).status, 204);
}

// B14: what a stranger could have planted before she signed in is worth nothing after.
TEST_F(ForgedCallsTest, ATokenOfBeforeSigningInIsNoneAfter) {
  const Browser before = browser_with(code_for("Planted"));
  const Browser after = browser_of(sign_in({{"code", code_for("Planted")}}, cookie(before)));
  EXPECT_NE(before.csrf, after.csrf);
  EXPECT_EQ(problem_of(sign_out(service(), after, before.csrf)), "csrf");
  const Browser mixed{before.cookie, after.csrf};
  EXPECT_EQ(problem_of(sign_out(service(), mixed, after.csrf)), "unauthorized");
  // A cookie of her own choosing gains nothing either: nobody is signed in with it.
  const std::string planted = "cs_" + std::string(43, 'p');
  const Browser chosen{"copytaster=" + planted, security::SodiumCredentials{}.csrf_of(planted)};
  EXPECT_EQ(problem_of(sign_out(service(), chosen, chosen.csrf)), "unauthorized");
  const Browser signed_in = browser_of(sign_in({{"code", code_for("Planted")}}, cookie(chosen)));
  EXPECT_NE(signed_in.cookie, chosen.cookie);
}

// B15: Isso's guard let pass what had no Content-Type, and a form that sent itself (#40).
TEST_F(ForgedCallsTest, NoFormOfAStrangerDoesAnything) {
  const Browser mo = browser_with(code_for("Forged", Role::admin, "main", true));
  const std::string over_tls = "Cookie: __Host-" + mo.cookie + "\r\n";
  int tried = 0;
  for (const Route& route : routes()) {
    if ((!route.role && !route.own_session) || route.method == Method::get) continue;
    if (route.role && !is_enough(Role::admin, *route.role)) continue;
    for (const auto& [type, body] : forms(mo.csrf)) {
      const auto refusal = [&, &type = type, &body = body](const std::string& headers) {
        ++tried;
        return ask({std::string(name_of(route.method)), filled(route.pattern),
                    type + cookie(mo) + headers, body})
            .status;
      };
      for (const std::string& origin : strangers())
        EXPECT_EQ(refusal(origin), 403) << route.pattern << " " << type << origin;
      EXPECT_EQ(ask({std::string(name_of(route.method)), filled(route.pattern),
                     type + over_tls + "Origin: https://evil.example\r\n", body})
                    .status,
                403)
          << route.pattern << " over TLS";
      if (type == form_type) continue;  // carries the token
      EXPECT_EQ(refusal(own_origin()), 403) << route.pattern << " " << type << " without a token";
    }
  }
  EXPECT_GE(tried, 1000);
  EXPECT_EQ(get_session(mo).status, 200) << "none has signed her out";
}

// B15: the desk without a script takes forms, so only whose they are can tell them apart.
TEST_F(ForgedCallsTest, ThePlainDeskTakesItsOwnFormsAlone) {
  const Browser mo = browser_with(code_for("Plainly forged"));
  const json id = json::parse(submit(put_article("forged"), comment("waits")).body)["id"];
  const std::string wanted = "id=" + id.dump() + "&version=1&decision=approve";
  const auto posted = [&mo](const std::string& path, const std::string& headers,
                            const std::string& body) {
    return ask({"POST", path, cookie(mo) + headers, body}).status;
  };
  for (const std::string path : {"/desk/plain?site=main", "/desk/logout"}) {
    for (const std::string& origin : strangers())
      EXPECT_EQ(posted(path, form_type + origin, wanted + "&csrf=" + mo.csrf), 403)
          << path << origin;
    for (const auto& [type, body] : forms(mo.csrf)) {
      if (type == form_type) continue;
      const int status = posted(path, type + own_origin(), body);
      EXPECT_TRUE(status == 403 || status == 415) << path << " " << type << status;
    }
    EXPECT_EQ(posted(path, form_type + own_origin(), wanted), 403) << path << " without a token";
    EXPECT_EQ(posted(path + "?csrf=" + mo.csrf, form_type + own_origin(), wanted), 403);
  }
  EXPECT_EQ(as_moderated(id)["state"], "pending");
  EXPECT_EQ(as_moderated(id)["version"], 1);
  EXPECT_EQ(posted("/desk/plain?site=main", form_type + own_origin(), wanted + "&csrf=" + mo.csrf),
            303)
      << "its own";
  EXPECT_EQ(as_moderated(id)["state"], "approved");
}

// B15: a link that says it is a DELETE is a GET.
TEST_F(ForgedCallsTest, NoHeaderOrFieldMakesAnotherMethodOfIt) {
  const Browser mo = browser_with(code_for("Overridden"));
  for (const char* name : {"X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"}) {
    const std::string as_delete = std::string(name) + ": DELETE\r\n";
    EXPECT_EQ(ask({"GET", "/api/v1/session?_method=DELETE", meant(mo) + as_delete}).status, 200);
    EXPECT_EQ(ask({"POST", "/api/v1/sessions?_method=DELETE", form_type + meant(mo) + as_delete,
                   "_method=DELETE&csrf=" + mo.csrf})
                  .status,
              405);
  }
  EXPECT_EQ(get_session(mo).status, 200);
}

}  // namespace
}  // namespace copytaster::http::testing
