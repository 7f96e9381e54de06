// The API's own account of itself as it is served, and whether the service keeps to it.

#include <fstream>
#include <sstream>

#include "copytaster/domain/text.hpp"
#include "http/replies.hpp"
#include "http/routes.hpp"
#include "tests/http/a_desk.hpp"
#include "tests/http/a_server.hpp"
#include "tests/http/the_document.hpp"

namespace copytaster::http::testing {
namespace {

std::string lower(std::string_view text) {
  std::string out{text};
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

class DocsTest : public DeskTest {
 protected:
  static const TheDocument& document() {
    static const TheDocument document;
    return document;
  }
  static YAML::Node documented(const Route& route) {
    const YAML::Node path = document().root()["paths"][std::string(route.pattern)];
    return path[lower(name_of(route.method))];
  }
  static const Route& route_of(const std::string& method, const std::string& target) {
    const Matched matched = match(method == "PUT"      ? Method::put
                                  : method == "POST"   ? Method::post
                                  : method == "DELETE" ? Method::delete_
                                                       : Method::get,
                                  target.substr(0, target.find('?')));
    return *matched.route;
  }

  /// What of an answer the document does not promise; empty when it is all there.
  static std::string wrong_with(const Answer& answer, const Route& route) {
    const YAML::Node operation = documented(route);
    const YAML::Node said = operation["responses"][std::to_string(answer.status)];
    if (!said) return "the status is not documented";
    const YAML::Node response = document().resolved(said);
    for (const auto& header : response["headers"])
      if (const auto name = lower(header.first.Scalar());
          (name == "location" || name == "etag" || name == "retry-after") &&
          !answer.headers.contains(name))
        return "has no " + name;
    if (answer.body.empty()) return "";
    std::string type = answer.headers.at("content-type");
    type = type.substr(0, type.find(';'));
    const YAML::Node contents = response["content"];
    const YAML::Node content = contents ? contents[type] : YAML::Node(YAML::NodeType::Undefined);
    if (!content) return "the type is not documented: " + type;
    if (!type.ends_with("json") || type == "application/x-ndjson") return "";
    return SchemaCheck{document()}.wrong_with(json::parse(answer.body), content["schema"]);
  }
  static Answer checked(const Ask& wanted) {
    Answer answer = ask(wanted);
    const Route& route = route_of(wanted.method, wanted.target);
    EXPECT_EQ(wrong_with(answer, route), "")
        << wanted.method << " " << wanted.target << " " << answer.status << " " << answer.body;
    return answer;
  }
  static json told(const Ask& wanted) { return json::parse(checked(wanted).body); }
};

TEST_F(DocsTest, TheDocumentIsServedAsItStands) {
  std::ifstream file{std::string(COPYTASTER_SOURCE_DIR) + "/docs/openapi.yaml"};
  std::stringstream bytes;
  bytes << file.rdbuf();
  const Answer answer = ask({"GET", "/openapi.yaml"});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.headers.at("content-type"), "application/yaml");
  EXPECT_EQ(answer.headers.at("cache-control"), "no-cache");
  EXPECT_EQ(answer.body, bytes.str());
  const std::string tag = answer.headers.at("etag");
  EXPECT_EQ(ask({"GET", "/openapi.yaml", "If-None-Match: " + tag + "\r\n"}).status, 304);
  const Answer packed = ask({"GET", "/openapi.yaml", "Accept-Encoding: gzip\r\n"});
  EXPECT_EQ(packed.headers.at("content-encoding"), "gzip");
  EXPECT_LT(packed.body.size(), answer.body.size() / 3);
}

TEST_F(DocsTest, ThePageHasALineForEveryRouteAndNoScript) {
  const Answer page = ask({"GET", "/docs/"});
  ASSERT_EQ(page.status, 200);
  EXPECT_EQ(page.headers.at("content-type"), "text/html; charset=utf-8");
  EXPECT_EQ(page.headers.at("content-security-policy"),
            ask({"GET", "/desk/login"}).headers.at("content-security-policy"));
  EXPECT_EQ(page.body.find("<script"), page.body.npos);
  EXPECT_NE(page.body.find("href=\"/openapi.yaml\""), page.body.npos);
  for (const Route& route : routes()) {
    const std::string who = route.role          ? std::string(name_of(*route.role))
                            : route.own_session ? "whoever is signed in"
                                                : "";
    const YAML::Node operation = documented(route);
    std::string line = "<dt><code><b>" + std::string(name_of(route.method)) + "</b> " +
                       std::string(route.pattern) + "</code> <span class=\"who\">" + who +
                       "</span></dt>\n<dd>";
    append_html_escaped(line, operation["summary"].Scalar());
    EXPECT_NE(page.body.find(line + "</dd>"), page.body.npos) << line;
  }
  for (const ProblemKind& kind : problem_kinds())
    EXPECT_NE(page.body.find("/problems/" + std::string(kind.name) + "<"), page.body.npos);
  EXPECT_EQ(ask({"GET", "/docs/", "If-None-Match: " + page.headers.at("etag") + "\r\n"}).status,
            304);
  const Answer bare = ask({"GET", "/docs"});
  EXPECT_EQ(bare.status, 302);
  EXPECT_EQ(bare.headers.at("location"), "/docs/");
}

TEST_F(DocsTest, WhateverIsAskedTheAnswerIsDocumented) {
  const Browser browser = browser_with(code_for("Wanda", Role::admin));
  const std::vector<std::string> who{"",
                                     bearer("nonsense"),
                                     bearer(service().token(Role::moderator)),
                                     bearer(service().token(Role::admin)),
                                     cookie(browser),
                                     cookie(browser) + own_origin()};
  const std::vector<std::pair<std::string, std::string>> bodies{
      {json_type, "{}"},
      {json_type, "{"},
      {form_type, "author=%FF&comment=%FF&id=1"},
      {"Content-Type: text/plain\r\n", "x"},
      {form_type, ""}};
  int answers = 0;
  for (const Route& route : routes()) {
    for (const std::string& credentials : who) {
      for (const auto& [type, body] : bodies) {
        const bool is_stream = route.asked_by == AskedBy::page;
        const std::string method{is_stream ? "HEAD" : name_of(route.method)};
        for (const char* query : {"", "?limit=0&order=x&format=x&state=x", "?a=%FF"}) {
          const Answer answer = ask(
              {method, filled(route.pattern) + query, fresh_reader() + credentials + type, body});
          EXPECT_EQ(wrong_with(answer, route), "") << method << " " << route.pattern << query << " "
                                                   << answer.status << " " << answer.body;
          ++answers;
        }
      }
    }
  }
  EXPECT_GT(answers, 1000);
}

TEST_F(DocsTest, AnUnknownSiteAndTooLongABodyAreDocumented) {
  for (const Route& route : routes()) {
    std::string target{route.pattern};
    if (const auto at = target.find("{site}"); at != target.npos) {
      target = filled(target.replace(at, 6, "nosuch"));
      const Answer answer = ask({std::string(name_of(route.method)), target, json_type, "{}"});
      EXPECT_EQ(answer.status, 404);
      EXPECT_EQ(wrong_with(answer, route), "") << target;
    }
    const YAML::Node operation = documented(route);
    if (!operation["requestBody"]) continue;
    const Answer answer = ask({std::string(name_of(route.method)), filled(route.pattern), json_type,
                               std::string(route.body_bytes_max + 1, 'x')});
    EXPECT_EQ(answer.status, 413);
    EXPECT_EQ(wrong_with(answer, route), "") << route.pattern;
  }
}

/// A comment's whole way, every answer held against its schema.
TEST_F(DocsTest, WhatIsAnsweredFitsItsSchema) {
  const std::string site = "/api/v1/sites/main/";
  const std::string admin = bearer(service().token(Role::admin));
  const json change{{"url", "http://" + service().host() + "/told"}, {"section", "ferries"}};
  checked({"PUT", site + "articles/told", json_type + admin, change.dump()});
  checked({"PUT", site + "articles/told", json_type + admin,
           json{{"url", "https://news.example/told"}, {"closes_at", "2099-01-01"}}.dump()});

  json body = comment("a blockedword, and mail me@example.com");
  body["url"] = "example.org";
  body["email"] = "told@example.com";
  const auto send = [&](const json& sent, const std::string& more = "") {
    return told({"POST", comments_of("told"), json_type + fresh_reader() + more, sent.dump()});
  };
  const json id = send(body, "Idempotency-Key: told\r\n")["id"];
  send(body, "Idempotency-Key: told\r\n");
  checked({"POST", comments_of("told"), json_type + "Idempotency-Key: told\r\n",
           comment("other").dump()});
  checked({"POST", comments_of("told"), form_type + fresh_reader(), "author=A"});
  checked({"POST", comments_of("told"), form_type + fresh_reader(),
           "author=A&email=" + fresh_email() + "&text=x"});
  checked({"POST", "/wp-comments-post.php", form_type + fresh_reader(), "comment_post_ID=1"});
  checked({"POST", "/sites/main/wp-comments-post.php", form_type + fresh_reader(),
           "comment_post_ID=1&author=A&email=" + fresh_email() + "&comment=wp"});

  const json edited = send(comment("a blockedword to be changed"));
  told({"PATCH", site + "comments/" + edited["id"].dump(),
        json_type + fresh_reader() + "Authorization: Receipt " +
            edited["receipt"].get<std::string>() + "\r\n",
        R"({"text":"a blockedword, changed"})"});
  EXPECT_FALSE(told({"GET", site + "moderation/queue?limit=1", admin})["next"].is_null());
  EXPECT_EQ(told({"GET", site + "moderation/queue?limit=1&order=newest",
                  admin})["items"][0]["before"]["text"],
            "a blockedword to be changed");
  const auto decide = [&](const json& decisions) {
    return told({"POST", site + "moderation/decisions", json_type + admin,
                 json{{"decisions", decisions}}.dump()});
  };
  const json batch = decide({{{"id", id}, {"version", 1}, {"decision", "approve"}, {"note", "n"}},
                             {{"id", id}, {"version", 9}, {"decision", "spam"}},
                             {{"id", 999999}, {"version", 1}, {"decision", "spam"}}})["batch"];
  json reply = comment("a reply");
  reply["parent"] = id;
  const json child = send(reply)["id"];
  decide({{{"id", child}, {"version", 1}, {"decision", "approve"}}});
  EXPECT_EQ(told({"GET", comments_of("told")})["total"], 2);
  const std::string reports = site + "comments/" + child.dump() + "/reports";
  EXPECT_EQ(told({"POST", reports, json_type + fresh_reader(), R"({"reason":"rude"})"})["id"],
            child);
  checked({"POST", reports, json_type + fresh_reader(), R"({"reason":7})"});
  EXPECT_EQ(told({"GET", site + "moderation/queue?limit=1", admin})["items"][0]["reports"]["count"],
            1);
  checked({"POST", site + "moderation/batches/" + batch.dump() + "/undo", admin});
  EXPECT_EQ(told({"GET", comments_of("told")})["items"][0]["removed"], true);
  for (const char* state : {"approved", "rejected", "spam", "withdrawn"})
    checked({"GET", site + "moderation/queue?state=" + state, admin});
  checked({"GET", site + "moderation/stats", admin});

  const json person{{"email", "told@example.com"}};
  EXPECT_EQ(
      told({"POST", site + "people/export", json_type + admin, person.dump()})["items"].size(), 1U);
  checked({"POST", site + "people/erase", json_type + admin, person.dump()});
  checked({"GET", site + "moderation/queue?state=withdrawn", admin});
  json rules = told({"GET", site + "rules", admin});
  rules["files"]["words/more.txt"] = "more\n";
  const std::string files = json{{"files", rules["files"]}}.dump();
  told({"POST", site + "rules/check", json_type + admin, files});
  const json put = told({"PUT", site + "rules", json_type + admin, files});
  told({"PUT", site + "rules", json_type + admin, files});
  checked({"PUT", site + "rules", json_type + admin, R"({"files":{"..":"x"}})"});
  EXPECT_FALSE(told({"GET", site + "rules/versions?limit=1", admin})["next"].is_null());
  told({"GET", site + "rules/versions/" + put["hash"].get<std::string>(), admin});
  const std::string before = std::to_string(put["version"].get<int>() - 1);
  checked({"POST", site + "rules/versions/" + before + "/activate", admin});

  wait_for("the seal", [&] {
    const json verified = told({"GET", site + "audit/verify", admin});
    return verified["seals"] > 0 && verified["unsealed"] == 0;
  });
  EXPECT_FALSE(told({"GET", site + "audit", admin})["items"].empty());
  change_rows("UPDATE audit_entry SET version = version + 1");
  EXPECT_EQ(told({"GET", site + "audit/verify", admin})["verified"], false);
}

TEST_F(DocsTest, WhatIsToldOfBansFitsItsSchema) {
  const std::string token = bearer(service().token(Role::moderator));
  const std::string path = "/api/v1/sites/main/moderation/bans";
  const std::string body = R"({"kind":"author","value":"docs.banned@example.com"})";
  const Answer made = checked({"POST", path, json_type + token, body});
  ASSERT_EQ(made.status, 201);
  EXPECT_EQ(checked({"POST", path, json_type + token, body}).status, 409);
  EXPECT_EQ(checked({"POST", path, json_type + token, "{}"}).status, 422);
  EXPECT_EQ(told({"GET", path + "?limit=1", token})["items"].size(), 1U);
  const json held = told({"POST", "/api/v1/sites/main/people/export",
                          json_type + bearer(service().token(Role::admin)),
                          R"({"email":"docs.banned@example.com"})"});
  EXPECT_EQ(held["bans"].size(), 1U);
  const std::string one = path + "/" + json::parse(made.body)["id"].dump();
  EXPECT_EQ(checked({"DELETE", one, token}).status, 204);
  EXPECT_EQ(checked({"DELETE", one, token}).status, 404);
}

TEST_F(DocsTest, WhatIsToldOfACommentAndOfTheAuditFitsItsSchema) {
  const std::string site = "/api/v1/sites/main/";
  const std::string admin = bearer(service().token(Role::admin));
  put_article("record");
  const json id = json::parse(submit("record", comment("a blockedword")).body)["id"];
  told({"POST", site + "moderation/decisions", json_type + admin,
        json{{"decisions", {{{"id", id}, {"version", 1}, {"decision", "approve"}, {"note", "n"}}}}}
            .dump()});
  json reply = comment("a reply");
  reply["parent"] = id;
  const json child = json::parse(submit("record", reply).body)["id"];
  checked({"POST", site + "comments/" + id.dump() + "/reports", json_type + fresh_reader(),
           R"({"reason":"rude"})"});
  const json record = told({"GET", site + "moderation/comments/" + id.dump(), admin});
  EXPECT_EQ(record["thread"]["replies"].size(), 1U);
  EXPECT_EQ(record["reported"].size(), 1U);
  EXPECT_EQ(told({"GET", site + "moderation/comments/" + child.dump(), admin})["thread"]["parents"]
                .size(),
            1U);
  checked({"GET", site + "moderation/comments/999999", admin});
  const std::string reveal = site + "moderation/comments/" + id.dump() + "/reveal";
  checked({"POST", reveal, json_type + admin, "{}"});
  const Browser seer = browser_with(code_for("Docs Seer", Role::moderator, "main", true));
  EXPECT_FALSE(told({"POST", reveal, json_type + meant(seer), "{}"})["email"].is_null());

  EXPECT_FALSE(told({"GET", site + "audit?order=newest&limit=1", admin})["next"].is_null());
  checked({"GET", site + "audit?order=other", admin});
  checked({"GET", site + "audit?format=ndjson", admin});
  told({"GET", site + "audit/numbers?from=2026-01-01&to=2026-12-31", admin});
  checked({"GET", site + "audit/numbers?from=2026-01-01&to=2026-12-31&format=csv", admin});
  checked({"GET", site + "audit/numbers?from=2026-01-01", admin});
}

TEST_F(DocsTest, EveryLineOfTheExportFitsItsSchema) {
  const std::string admin = bearer(service().token(Role::admin));
  const auto decide = [&](const json& id, int version, const char* decision) {
    ask({"POST", "/api/v1/sites/main/moderation/decisions", json_type + admin,
         json{{"decisions", {{{"id", id}, {"version", version}, {"decision", decision}}}}}.dump()});
  };
  put_article("lines");
  const json stays = json::parse(submit("lines", comment("stays")).body)["id"];
  const json goes = json::parse(submit("lines", comment("goes")).body)["id"];
  decide(stays, 1, "approve");
  decide(goes, 1, "approve");
  decide(goes, 2, "reject");
  for (const char* format : {"csv", "wxr"})
    checked({"GET", "/api/v1/sites/main/export/comments?format=" + std::string(format), admin});
  std::istringstream lines{
      checked({"GET", "/api/v1/sites/main/export/comments?article=lines&removals=1", admin}).body};
  const SchemaCheck schemas{document()};
  int told = 0;
  for (std::string line; std::getline(lines, line); ++told)
    EXPECT_EQ(
        schemas.wrong_with(json::parse(line), document().at("#/components/schemas/ExportLine")), "")
        << line;
  EXPECT_EQ(told, 3);
}

TEST_F(DocsTest, WhatASessionIsToldFitsItsSchema) {
  const auto sign_in_as = [](const json& body) {
    return checked({"POST", "/api/v1/session", json_type + fresh_reader(), body.dump()});
  };
  const std::string code = code_for("Sessa", Role::editor, "main", true);
  const Browser browser = browser_of(sign_in_as({{"code", code}}));
  sign_in_as({{"code", code}});
  checked({"GET", "/api/v1/session", cookie(browser)});
  const auto change = [&](const json& body) {
    return checked({"PUT", "/api/v1/session/password", json_type + meant(browser), body.dump()});
  };
  EXPECT_EQ(change({{"new", "short"}}).status, 422);
  EXPECT_EQ(change({{"new", good_password}}).status, 204);
  EXPECT_EQ(sign_in_as({{"name", "Sessa"}, {"password", good_password}}).status, 200);
  const json list = told({"GET", "/api/v1/sessions", cookie(browser)});
  EXPECT_EQ(list["items"].size(), 2U);
  const std::string other = list["items"][0]["n"].dump();
  EXPECT_EQ(checked({"DELETE", "/api/v1/sessions/" + other, meant(browser)}).status, 204);
  EXPECT_EQ(checked({"DELETE", "/api/v1/sessions/" + other, meant(browser)}).status, 404);
  EXPECT_EQ(checked({"DELETE", "/api/v1/sessions", meant(browser)}).status, 204);
  for (const char* page : {"/desk", "/desk/", "/desk/plain", "/desk/bans", "/desk/rules"})
    EXPECT_EQ(checked({"GET", page, cookie(browser)}).status, 200);
  Answer answer;
  for (int i = 0; i < 7 && answer.status != 429; ++i)
    answer = sign_in_as({{"name", "Sessa"}, {"password", "guess"}});
  EXPECT_EQ(answer.status, 429);
  EXPECT_EQ(checked({"DELETE", "/api/v1/session", meant(browser)}).status, 204);
}

}  // namespace
}  // namespace copytaster::http::testing
