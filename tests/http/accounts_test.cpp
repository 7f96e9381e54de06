// Who works at a site, as its admins see and change it: invitations, roles, sections and tokens.

#include "tests/http/a_server.hpp"
#include "tests/http/a_totp.hpp"

namespace copytaster::http::testing {
namespace {

class AccountsTest : public TotpDesk {
 protected:
  static inline const std::string base = "/api/v1/sites/main/";

  static Browser an_admin() {
    static int admins = 0;
    return browser_with(code_for("Admin " + std::to_string(++admins), Role::admin));
  }
  static Answer call(const std::string& method, const std::string& path, const Browser& browser,
                     const json& body = json::object()) {
    return ask({method, base + path, json_type + meant(browser), body.dump()});
  }
  static json listed(const std::string& path, const Browser& browser) {
    return json::parse(ask({"GET", base + path + "?limit=100", cookie(browser)}).body)["items"];
  }
  static json one(const json& list, const std::string& name) {
    for (const json& found : list)
      if (found["name"] == name) return found;
    return nullptr;
  }
  /// The path of a new invitation's link.
  static std::string link_for(const Browser& admin, const json& invitation) {
    const Answer made = call("POST", "invitations", admin, invitation);
    EXPECT_EQ(made.status, 201) << made.body;
    const std::string link = json::parse(made.body)["link"];
    EXPECT_TRUE(link.starts_with("http://" + service().host() + "/invitation/ci_")) << link;
    return link.substr(link.find("/invitation/"));
  }
  static Answer open(const std::string& link, const std::string& password) {
    return ask({"POST", link, form_type + own_origin(), "password=" + field(password)});
  }
};

// B11, B12
TEST_F(AccountsTest, AnInvitationIsShownByGetAndUsedOnceByPost) {
  const Browser admin = an_admin();
  const std::string link =
      link_for(admin, {{"name", " Ivy <b> "}, {"role", "moderator"}, {"sections", {"politics"}}});
  for (int i = 0; i < 2; ++i) {
    const Answer shown = ask({"GET", link});
    EXPECT_EQ(shown.status, 200);
    EXPECT_NE(shown.body.find("Ivy &lt;b&gt;"), std::string::npos);
    EXPECT_EQ(shown.headers.at("referrer-policy"), "no-referrer");
    EXPECT_EQ(shown.headers.at("x-robots-tag"), "noindex");
    EXPECT_EQ(shown.headers.at("cache-control"), "no-store");
  }
  const Answer unfit = open(link, "short");
  EXPECT_EQ(unfit.status, 422);
  EXPECT_NE(unfit.body.find("is shorter than 12 characters"), std::string::npos);
  EXPECT_EQ(ask({"POST", link, form_type + "Origin: https://elsewhere.example\r\n",
                 "password=" + field(good_password)})
                .status,
            403);
  const Answer in = open(link, good_password);
  ASSERT_EQ(in.status, 303) << in.body;
  EXPECT_EQ(in.headers.at("location"), "/desk/");
  const std::string line = in.headers.at("set-cookie");
  const json session = json::parse(
      ask({"GET", "/api/v1/session", "Cookie: " + line.substr(0, line.find(';')) + "\r\n"}).body);
  EXPECT_EQ(session["name"], "Ivy <b>");
  EXPECT_EQ(session["roles"][0]["sections"], json::array({"politics"}));
  EXPECT_EQ(ask({"GET", link}).status, 404);
  EXPECT_EQ(open(link, good_password).status, 404);
  EXPECT_EQ(sign_in({{"name", "ivy <b>"}, {"password", good_password}}).status, 200);
  wait_for("the seal", [] { return !audited("invite").empty() && !audited("join").empty(); });
  EXPECT_EQ(audited("invite")[0]["note"], "moderator of politics");
  EXPECT_EQ(audited("join")[0]["by"], "Ivy <b>");
}

// B12
TEST_F(AccountsTest, AnInvitationIsWithdrawnOrRunsOut) {
  const Browser admin = an_admin();
  const std::string withdrawn = link_for(admin, {{"name", "Withdrawn"}, {"role", "editor"}});
  const json open_one = one(listed("invitations", admin), "Withdrawn");
  ASSERT_FALSE(open_one.is_null());
  EXPECT_EQ(open_one.dump().find("ci_"), std::string::npos) << "never its link";
  const std::string path = "invitations/" + open_one["id"].dump();
  EXPECT_EQ(call("DELETE", path, admin).status, 204);
  EXPECT_EQ(call("DELETE", path, admin).status, 404);
  EXPECT_EQ(ask({"GET", withdrawn}).status, 404);
  EXPECT_EQ(open(withdrawn, good_password).status, 404);
  const std::string late = link_for(admin, {{"name", "Late"}, {"role", "editor"}});
  change_rows("UPDATE invitation SET expires_at = now() - interval '1 s' WHERE name = 'Late'");
  EXPECT_EQ(open(late, good_password).status, 404);
  EXPECT_TRUE(one(listed("invitations", admin), "Late").is_null());
  EXPECT_EQ(ask({"GET", "/invitation/nonsense"}).status, 404);
}

TEST_F(AccountsTest, WhatIsWrongWithAnInvitationIsToldByField) {
  const Browser admin = an_admin();
  const auto refused = [&admin](const json& body) {
    return problem_of(call("POST", "invitations", admin, body));
  };
  EXPECT_EQ(refused(json::object()), "fields");
  EXPECT_EQ(refused({{"name", "A"}, {"role", "king"}}), "fields");
  EXPECT_EQ(refused({{"name", std::string(101, 'a')}, {"role", "editor"}}), "fields");
  EXPECT_EQ(refused({{"name", "A"}, {"role", "editor"}, {"sections", {"politics"}}}), "fields");
  EXPECT_EQ(refused({{"name", "A"}, {"role", "moderator"}, {"sections", {1}}}), "fields");
  EXPECT_EQ(refused({{"name", "A"}, {"role", "editor"}, {"expires", "2020-01-01"}}), "fields");
  EXPECT_EQ(refused({{"name", "A"}, {"role", "editor"}, {"expires", "2099-01-01"}}), "fields");
  EXPECT_EQ(refused({{"name", "admin 1"}, {"role", "editor"}}), "name-taken");
  const std::string token = bearer(service().token(Role::admin));
  EXPECT_EQ(problem_of(ask({"POST", base + "invitations", json_type + token,
                            R"({"name":"B","role":"admin"})"})),
            "role")
      << "no token makes people";
}

// B13
TEST_F(AccountsTest, AChangeOfRoleHoldsWithTheNextCall) {
  const Browser admin = an_admin();
  const Browser pat = browser_with(code_for("Pat"));
  const Ask rules{"GET", base + "rules", cookie(pat)};
  EXPECT_EQ(ask(rules).status, 403);
  const json before = one(listed("moderators", admin), "Pat");
  EXPECT_EQ(before["role"], "moderator");
  EXPECT_FALSE(before["totp"]);
  EXPECT_TRUE(before["seen_at"].is_string());
  const std::string path = "moderators/" + before["id"].dump();
  const Answer changed = call("PATCH", path, admin, {{"role", "editor"}, {"see_email", true}});
  ASSERT_EQ(changed.status, 200) << changed.body;
  EXPECT_TRUE(json::parse(changed.body)["see_email"]);
  EXPECT_EQ(ask(rules).status, 200);
  EXPECT_EQ(json::parse(get_session(pat).body)["permissions"], json::array({"see_email"}));
  EXPECT_EQ(call("PATCH", path, admin, {{"disabled", true}}).status, 200);
  EXPECT_EQ(get_session(pat).status, 401);
  EXPECT_TRUE(one(listed("moderators", admin), "Pat")["disabled"]);
  EXPECT_EQ(problem_of(call("PATCH", path, admin, {{"sections", {"a"}}})), "fields")
      << "an editor has none";
  EXPECT_EQ(problem_of(call("PATCH", path, admin, {{"role", 1}})), "fields");
  EXPECT_EQ(call("PATCH", "moderators/999999", admin, {{"role", "editor"}}).status, 404);
  wait_for("the seal", [] { return audited("role").size() >= 2; });
  EXPECT_EQ(audited("role")[0]["note"], "editor, sees addresses");
}

TEST_F(AccountsTest, TheLastAdminStays) {
  AService alone;
  const Account last{"Last", Role::admin};
  const std::string code = code_at(alone, last);
  const std::string origin = "Origin: http://" + alone.host() + "\r\n";
  const Answer in =
      alone.ask({"POST", "/api/v1/session", json_type + origin, json{{"code", code}}.dump()});
  const Browser browser = browser_of(in);
  const std::string headers =
      json_type + cookie(browser) + origin + "X-CSRF-Token: " + browser.csrf + "\r\n";
  const json items =
      json::parse(alone.ask({"GET", base + "moderators", cookie(browser)}).body)["items"];
  const std::string path = base + "moderators/" + items[0]["id"].dump();
  for (const char* body : {R"({"role":"editor"})", R"({"disabled":true})"})
    EXPECT_EQ(problem_of(alone.ask({"PATCH", path, headers, body})), "last-admin") << body;
  EXPECT_EQ(alone.ask({"PATCH", path, headers, R"({"see_email":true})"}).status, 200);
}

// B7, of sections
TEST_F(AccountsTest, WhoIsBoundToSectionsSeesAndDecidesTheirsAlone) {
  put_article("p", {{"section", "politics"}});
  put_article("s", {{"section", "sport"}});
  const auto add = [](const std::string& article) {
    return json::parse(submit(article, comment("I was there, and it rained")).body)["id"];
  };
  const json hers = add("p");
  const json others = add("s");
  const Browser sam =
      browser_with(code_at(service(), {"Sam", Role::moderator, "main", false, {"politics"}}));
  const auto ids = [&sam](const std::string& query) {
    const json page =
        json::parse(ask({"GET", base + "moderation/queue?limit=100" + query, cookie(sam)}).body);
    json found = json::array();
    for (const json& shown : page["items"]) found.push_back(shown["id"]);
    return found;
  };
  EXPECT_EQ(ids(""), json::array({hers}));
  EXPECT_EQ(ids("&section=sport"), json::array());
  EXPECT_EQ(ids("&article=s"), json::array());
  const json counts = json::parse(ask({"GET", base + "moderation/stats", cookie(sam)}).body);
  EXPECT_EQ(counts["pending"]["sections"], json({{"politics", 1}}));
  const auto decide = [&sam](const json& id) {
    return json::parse(call("POST", "moderation/decisions", sam,
                            {{"decisions", {{{"id", id}, {"version", 1}, {"decision", "spam"}}}}})
                           .body);
  };
  EXPECT_EQ(decide(others)["results"][0], json({{"id", others}, {"status", 404}}));
  const json decided = decide(hers);
  EXPECT_EQ(decided["results"][0]["status"], 200);
  EXPECT_EQ(ids("&state=spam"), json::array({hers}));
  const json after = json::parse(ask({"GET", base + "moderation/stats", cookie(sam)}).body);
  EXPECT_EQ(after["decided_24h"]["spam"], 1);
  const std::string undo = "moderation/batches/" + decided["batch"].dump() + "/undo";
  EXPECT_EQ(json::parse(call("POST", undo, sam).body)["results"][0]["status"], 200);
  EXPECT_EQ(problem_of(call("POST", "moderation/bans", sam,
                            {{"kind", "domain"}, {"value", "casino.example"}})),
            "role");
  EXPECT_EQ(ask({"GET", "/desk/plain", cookie(sam)}).body.find("sport"), std::string::npos);
}

TEST_F(AccountsTest, TokensAreMadeByPeopleShownOnceAndRevokedAtOnce) {
  const Browser admin = an_admin();
  const auto make = [&admin](const json& body) { return call("POST", "tokens", admin, body); };
  const Answer made = make({{"name", "archive"}, {"role", "exporter"}, {"expires", "2099-01-31"}});
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string token = json::parse(made.body)["token"];
  const Ask exported{"GET", base + "export/comments", bearer(token)};
  EXPECT_EQ(ask(exported).status, 200);
  const json row = one(listed("tokens", admin), "archive");
  EXPECT_EQ(row["expires_at"], "2099-01-31T00:00:00.000Z");
  EXPECT_TRUE(row["seen_at"].get<std::string>().ends_with(":00:00.000Z"));
  EXPECT_TRUE(row["revoked_at"].is_null());
  EXPECT_EQ(row.dump().find("ct_"), std::string::npos);
  const std::string path = "tokens/" + row["id"].dump();
  EXPECT_EQ(call("DELETE", path, admin).status, 204);
  EXPECT_EQ(ask(exported).status, 401);
  EXPECT_EQ(call("DELETE", path, admin).status, 404);
  for (const json& wrong : {json::object(), json{{"name", ""}, {"role", "editor"}},
                            json{{"name", "a"}, {"role", "editor"}, {"expires", "2020-01-01"}},
                            json{{"name", "a"}, {"role", "editor"}, {"see_email", 1}}})
    EXPECT_EQ(problem_of(make(wrong)), "fields") << wrong;
  const std::string other = bearer(service().token(Role::admin));
  EXPECT_EQ(problem_of(ask(
                {"POST", base + "tokens", json_type + other, R"({"name":"B","role":"editor"})"})),
            "role")
      << "a token makes no tokens";
  wait_for("the seal", [] { return !audited("untoken").empty(); });
  EXPECT_EQ(audited("token")[0]["version"], row["id"]);
}

TEST_F(AccountsTest, ASiteHasAThousandLivingTokensAtMost) {
  const Browser admin = an_admin();
  const auto make = [&admin](const std::string& expires) {
    json body{{"name", "last"}, {"role", "exporter"}};
    if (!expires.empty()) body["expires"] = expires;
    return call("POST", "tokens", admin, body);
  };
  const std::string main = "(SELECT id FROM site WHERE name = 'main')";
  const std::string living = "(SELECT count(*) FROM api_token WHERE site_id = " + main +
                             " AND revoked_at IS NULL AND coalesce(expires_at > now(), true))";
  const auto fill = [&main](const std::string& count, const std::string& end) {
    change_rows(
        "INSERT INTO api_token (site_id, token_hash, role, name, created_at, expires_at, "
        "revoked_at) SELECT " +
        main + ", sha256(concat(n, 'filling', random())::bytea), 'exporter', 'filling', now(), " +
        end + " FROM generate_series(1, " + count + ") AS n");
  };
  fill("5", "NULL, now()");
  fill("5", "now() - interval '1 second', NULL");
  fill("999 - " + living, "NULL, NULL");
  const Answer thousandth = make("");
  EXPECT_EQ(thousandth.status, 201) << thousandth.body;
  EXPECT_EQ(problem_of(make("")), "too-many");
  EXPECT_EQ(problem_of(make("2099-01-31")), "too-many");
  const std::string path = "tokens/" + json::parse(thousandth.body)["id"].dump();
  EXPECT_EQ(call("DELETE", path, admin).status, 204);
  EXPECT_EQ(make("2099-01-31").status, 201) << "one is revoked";
  EXPECT_EQ(problem_of(make("")), "too-many");
  change_rows("DELETE FROM api_token WHERE name IN ('filling', 'last')");
}

TEST_F(AccountsTest, SessionsSayWhereTheyBegan) {
  const std::string code = code_for("Dee");
  const Answer in = sign_in({{"code", code}}, "User-Agent: Mozilla/5.0 (X11; Linux) Firefox/1\r\n");
  const Browser browser = browser_of(in);
  const json items = json::parse(ask({"GET", "/api/v1/sessions", cookie(browser)}).body)["items"];
  EXPECT_EQ(items[0]["device"], "Firefox on Linux");
}

}  // namespace
}  // namespace copytaster::http::testing
