// The desk's door without a script.

#include "tests/http/a_desk.hpp"

namespace copytaster::http::testing {
namespace {

class DeskLoginTest : public DeskTest {
 protected:
  static Answer post_form(const std::string& target, const std::string& body,
                          const std::string& headers) {
    return ask({"POST", target, form_type + fresh_reader() + headers, body});
  }
  static Answer login(const std::string& body) {
    return post_form("/desk/login", body, own_origin());
  }
  static Browser kept(const Answer& answer) {
    const std::string line = answer.headers.at("set-cookie");
    return {line.substr(0, line.find(';')), ""};
  }
  static Answer desk(const Browser& browser) { return ask({"GET", "/desk/", cookie(browser)}); }
};

TEST_F(DeskLoginTest, ThePageNeedsNoScriptAndAllowsNone) {
  const Answer page = ask({"GET", "/desk/login"});
  EXPECT_EQ(page.status, 200);
  const std::string& policy = page.headers.at("content-security-policy");
  for (const char* part : {"default-src 'none'", "form-action 'self'", "frame-ancestors 'none'"})
    EXPECT_NE(policy.find(part), std::string::npos) << part;
  EXPECT_EQ(policy.find("unsafe"), std::string::npos);
  EXPECT_EQ(page.body.find("<script"), std::string::npos);
  EXPECT_EQ(page.headers.at("cache-control"), "no-store");
  for (const char* label : {"for=\"name\"", "for=\"password\"", "for=\"code\""})
    EXPECT_NE(page.body.find(label), std::string::npos) << label;
}

TEST_F(DeskLoginTest, ACodeLeadsToTheDeskAndTheButtonOut) {
  const Answer in = login("code=" + code_for("Dora", Role::editor));
  EXPECT_EQ(in.status, 303);
  EXPECT_EQ(in.headers.at("location"), "/desk/");
  const Browser dora = kept(in);
  const Answer page = desk(dora);
  EXPECT_EQ(page.status, 200);
  EXPECT_NE(page.body.find("Sign out</span><span class=\"bar-name\"> Dora</span>"),
            std::string::npos);
  EXPECT_NE(page.body.find("The queue of main</a>, as its editor"), std::string::npos);
  const std::string before = "name=\"csrf\" type=\"hidden\" value=\"";
  const auto at = page.body.find(before);
  ASSERT_NE(at, std::string::npos);
  const std::string csrf = page.body.substr(at + before.size(), 64);

  EXPECT_EQ(post_form("/desk/logout", "csrf=" + csrf, cookie(dora)).status, 403) << "no Origin";
  EXPECT_EQ(post_form("/desk/logout", "csrf=x", cookie(dora) + own_origin()).status, 403);
  EXPECT_EQ(post_form("/desk/logout", "", cookie(dora) + own_origin()).status, 403);
  EXPECT_EQ(desk(dora).status, 200);
  const Answer out = post_form("/desk/logout", "csrf=" + csrf, cookie(dora) + own_origin());
  EXPECT_EQ(out.status, 303);
  EXPECT_EQ(out.headers.at("location"), "/desk/login");
  EXPECT_EQ(desk(dora).headers.at("location"), "/desk/login");
  EXPECT_EQ(post_form("/desk/logout", "csrf=" + csrf, cookie(dora) + own_origin()).status, 303);
}

TEST_F(DeskLoginTest, WhoMayNotModerateIsNotLedToTheQueue) {
  const Browser exa = kept(login("code=" + code_for("Exa", Role::exporter)));
  const std::string page = desk(exa).body;
  EXPECT_NE(page.find("<li>exporter of main</li>"), std::string::npos) << page;
  EXPECT_EQ(page.find("/desk/plain"), std::string::npos);
}

TEST_F(DeskLoginTest, ItsScriptsAndStylesArePublicAndNothingElseIs) {
  const Answer script = ask({"GET", "/desk/files/desk.js"});
  EXPECT_EQ(script.status, 200);
  EXPECT_EQ(script.headers.at("content-type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(script.headers.at("cross-origin-resource-policy"), "same-origin");
  const std::string etag = script.headers.at("etag");
  EXPECT_EQ(ask({"GET", "/desk/files/desk.js", "If-None-Match: " + etag + "\r\n"}).status, 304);
  EXPECT_EQ(ask({"GET", "/desk/files/desk.css"}).headers.at("content-type"),
            "text/css; charset=utf-8");
  for (const char* other :
       {"/desk/files/none.js", "/demo/desk.html", "/demo/package.json", "/desk/files/.js"})
    EXPECT_EQ(ask({"GET", other}).status, 404) << other;
}

TEST_F(DeskLoginTest, TheRulesAreForEditorsAndOthersAreToldSo) {
  const auto rules = [](const std::string& headers) {
    return ask({"GET", "/desk/rules", headers});
  };
  EXPECT_EQ(rules("").headers.at("location"), "/desk/login");
  const Answer closed = rules(cookie(kept(login("code=" + code_for("Mo", Role::moderator)))));
  EXPECT_EQ(closed.status, 403);
  EXPECT_NE(closed.body.find("Editors keep the rules"), std::string::npos) << closed.body;
  const Browser eve = kept(login("code=" + code_for("Eve <b>", Role::editor)));
  const Answer page = rules(cookie(eve));
  EXPECT_EQ(page.status, 200);
  EXPECT_NE(page.body.find("Eve &lt;b&gt;"), std::string::npos);
  EXPECT_NE(page.headers.at("content-security-policy").find("require-trusted-types-for"),
            std::string::npos);
  EXPECT_EQ(ask({"GET", "/desk/files/rules/rules.js"}).status, 200);
  for (const char* other : {"/desk/files/rules/none.js", "/desk/files/rules/", "/desk/rules/"})
    EXPECT_EQ(ask({"GET", other}).status, 404) << other;
}

TEST_F(DeskLoginTest, APasswordDoesAsWell) {
  const Browser first = browser_with(code_for("Pia <b>"));
  ASSERT_EQ(put_password(first, {{"new", good_password}}).status, 204);
  const Answer in = login("name=Pia+%3Cb%3E&password=" + field(good_password));
  EXPECT_EQ(in.status, 303);
  EXPECT_NE(desk(kept(in)).body.find("Pia &lt;b&gt;"), std::string::npos);
}

TEST_F(DeskLoginTest, ARefusalIsAPageThatKeepsTheNameAlone) {
  const Answer wrong = login("name=Who%22s&password=canary-typed");
  EXPECT_EQ(wrong.status, 401);
  EXPECT_FALSE(wrong.headers.contains("set-cookie"));
  EXPECT_NE(wrong.body.find("value=\"Who&quot;s\""), std::string::npos) << wrong.body;
  EXPECT_EQ(wrong.body.find("canary"), std::string::npos);
  EXPECT_NE(wrong.body.find("role=\"alert\""), std::string::npos);
  EXPECT_EQ(login("name=%FF&password=%00").status, 401);
  EXPECT_EQ(login("name=a&name=b&password=c").status, 400);
  EXPECT_EQ(login("name=%zz").status, 400);
  EXPECT_EQ(login("").status, 401);
  const std::string code = code_for("Fay");
  EXPECT_EQ(post_form("/desk/login", "code=" + code, "").status, 403) << "no Origin";
  EXPECT_EQ(post_form("/desk/login", "code=" + code, "Origin: https://evil.example\r\n").status,
            403);
  EXPECT_EQ(login("code=" + code).status, 303) << "the code was not used up by that";
}

TEST_F(DeskLoginTest, TooManyAttemptsAreToldInSeconds) {
  Answer last;
  for (int i = 0; i < 7 && last.status != 429; ++i) last = login("name=Zoe&password=guess");
  EXPECT_EQ(last.status, 429);
  EXPECT_TRUE(last.headers.contains("retry-after"));
  EXPECT_NE(last.body.find("try again in"), std::string::npos);
}

}  // namespace
}  // namespace copytaster::http::testing
