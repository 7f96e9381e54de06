// Bans over HTTP: who makes them, what they refuse, and that an address never comes out again.

#include "copytaster/app/bans.hpp"

#include <pqxx/pqxx>

#include "tests/http/a_desk.hpp"

namespace copytaster::http::testing {
namespace {

const std::string bans_path = "/api/v1/sites/main/moderation/bans";

class BansTest : public DeskTest {
 protected:
  static std::string moderator() {
    static const std::string token = bearer(service().token(Role::moderator));
    return token;
  }
  static Answer post(const json& body) {
    return ask({"POST", bans_path, json_type + moderator(), body.dump()});
  }
  static json made(const json& body) {
    const Answer answer = post(body);
    EXPECT_EQ(answer.status, 201) << answer.body;
    return json::parse(answer.body);
  }
  static Answer end(const json& ban) {
    return ask({"DELETE", bans_path + "/" + ban["id"].dump(), moderator()});
  }
  static json list(const std::string& query = "") {
    const Answer answer = ask({"GET", bans_path + query, moderator()});
    EXPECT_EQ(answer.status, 200) << answer.body;
    return json::parse(answer.body);
  }
  static std::string fault(const json& body) {
    const Answer answer = post(body);
    EXPECT_EQ(problem_of(answer), "fields") << body << answer.body;
    return json::parse(answer.body)["errors"][0]["field"];
  }
  /// Published at once, unless something speaks against it.
  static Answer say(const json& what, const std::string& headers = "") {
    static const std::string article = put_article("banned", {{"premoderation", "none"}});
    json body = comment("words " + std::to_string(++said_));
    body.update(what);
    return submit(article, body, headers);
  }
  static std::string verdict_of_newest_rejected() {
    const Answer answer = ask(
        {"GET", "/api/v1/sites/main/moderation/queue?state=rejected&order=newest", moderator()});
    return json::parse(answer.body)["items"][0]["verdict"].dump();
  }

 private:
  static inline int said_ = 0;
};

TEST_F(BansTest, ABannedAuthorIsRefusedAndOnlyModeratorsAreToldWhy) {
  const json ann{{"email", "banned.ann@example.com"}};
  EXPECT_EQ(say(ann).status, 201);
  const json ban = made({{"kind", "author"}, {"value", "Banned.Ann@EXAMPLE.com"}});
  const Answer answer = say(ann);
  EXPECT_EQ(problem_of(answer), "refused");
  EXPECT_EQ(answer.body.find("ban"), std::string::npos) << answer.body;
  const std::string verdict = verdict_of_newest_rejected();
  EXPECT_NE(verdict.find("banned by a moderator: author"), std::string::npos) << verdict;
  EXPECT_NE(verdict.find("\"banned\":true"), std::string::npos) << verdict;
  EXPECT_EQ(say({{"email", "other.ann@example.com"}}).status, 201);
  EXPECT_EQ(end(ban).status, 204);
  EXPECT_EQ(say(ann).status, 201);
}

TEST_F(BansTest, ACommentIsEnoughToBanAllThatItSays) {
  const json spam{{"author", "Best Bets 24"}, {"url", "https://www.play.casino.example/win"}};
  const std::string headers = "X-Forwarded-For: 192.0.2.77\r\n";
  const Answer first = ask({"POST", comments_of(put_article("spam")), json_type + headers,
                            json{{"author", "Best Bets 24"},
                                 {"email", "bets@example.com"},
                                 {"url", spam["url"]},
                                 {"text", "win"}}
                                .dump()});
  ASSERT_EQ(first.status, 202) << first.body;
  const json id = json::parse(first.body)["id"];
  const auto of = [&](const std::string& kind) {
    json ban = made({{"kind", kind}, {"comment", id}});
    EXPECT_EQ(ban["comment"], id);
    return ban;
  };
  const json name = of("name");
  EXPECT_EQ(name["value"], "best bets 24");
  EXPECT_EQ(problem_of(say({{"author", "BEST BETS 24"}})), "refused");
  EXPECT_EQ(end(name).status, 204);

  const json domain = of("domain");
  EXPECT_EQ(domain["value"], "casino.example");
  EXPECT_EQ(problem_of(say({{"url", "https://new.casino.example"}})), "refused");
  EXPECT_EQ(problem_of(say({{"text", "see casino.example"}})), "refused");
  EXPECT_EQ(problem_of(say({{"email", "ann@casino.example"}})), "refused");
  EXPECT_EQ(end(domain).status, 204);

  const json reader = of("pseudonym");
  EXPECT_FALSE(reader["until"].is_null()) << "it ends with its key";
  const auto from = [](const std::string& address) {
    return ask({"POST", comments_of("spam"), json_type + "X-Forwarded-For: " + address + "\r\n",
                comment("from " + address).dump()});
  };
  EXPECT_EQ(problem_of(from("192.0.2.77")), "refused");
  EXPECT_EQ(from("192.0.2.78").status, 202);
  EXPECT_EQ(end(reader).status, 204);
}

TEST_F(BansTest, AnEditIsJudgedByThemToo) {
  const Answer first = say({{"email", "edits@example.com"}});
  const json sent = json::parse(first.body);
  const json ban = made({{"kind", "author"}, {"value", "edits@example.com"}});
  const Answer edited = ask({"PATCH", "/api/v1/sites/main/comments/" + sent["id"].dump(),
                             json_type + fresh_reader() + "Authorization: Receipt " +
                                 sent["receipt"].get<std::string>() + "\r\n",
                             json{{"text", "other words"}}.dump()});
  EXPECT_EQ(problem_of(edited), "refused");
  EXPECT_EQ(end(ban).status, 204);
}

TEST_F(BansTest, TheListIsPagedNewestFirst) {
  const json before = list();
  for (const json& old : before["items"]) end(old);
  std::vector<json> bans;
  for (int i = 0; i < 3; ++i)
    bans.push_back(made({{"kind", "name"},
                         {"value", "page " + std::to_string(i)},
                         {"until", "2099-01-01"},
                         {"reason", "because"}}));
  const json page = list("?limit=2");
  EXPECT_EQ(page["items"], json::array({bans[2], bans[1]}));
  EXPECT_EQ(bans[2]["until"], "2099-01-01T00:00:00.000Z");
  EXPECT_EQ(bans[2]["reason"], "because");
  EXPECT_EQ(bans[2]["made_by"], "moderator");
  const json rest = list("?limit=2&cursor=" + page["next"].get<std::string>());
  EXPECT_EQ(rest["items"], json::array({bans[0]}));
  EXPECT_TRUE(rest["next"].is_null());
  EXPECT_EQ(problem_of(ask({"GET", bans_path + "?cursor=x", moderator()})), "fields");
  EXPECT_EQ(problem_of(ask({"GET", bans_path + "?limit=101", moderator()})), "fields");
  for (const json& ban : bans) EXPECT_EQ(end(ban).status, 204);
  EXPECT_EQ(problem_of(end(bans[0])), "not-found");
  EXPECT_EQ(problem_of(ask({"DELETE", bans_path + "/x", moderator()})), "not-found");
}

TEST_F(BansTest, TheSameIsBannedOnce) {
  const json body{{"kind", "domain"}, {"value", "https://twice.example/x"}};
  const json ban = made(body);
  EXPECT_EQ(problem_of(post(body)), "banned-already");
  EXPECT_EQ(end(ban).status, 204);
  EXPECT_EQ(end(made(body)).status, 204);
}

TEST_F(BansTest, OfAnotherSiteIsAnotherMatter) {
  const json ban = made({{"kind", "name"}, {"value", "of main"}});
  const std::string other = bearer(service().token(Role::moderator, "other"));
  const std::string path = "/api/v1/sites/other/moderation/bans";
  EXPECT_EQ(json::parse(ask({"GET", path, other}).body)["items"].size(), 0U);
  EXPECT_EQ(ask({"DELETE", path + "/" + ban["id"].dump(), other}).status, 404);
  EXPECT_EQ(end(ban).status, 204);
}

TEST_F(BansTest, WhatCannotBeReadIsRefused) {
  EXPECT_EQ(fault(json::object()), "kind");
  EXPECT_EQ(fault({{"kind", "address"}, {"value", "a"}}), "kind");
  EXPECT_EQ(fault({{"kind", 7}, {"value", "a"}}), "kind");
  EXPECT_EQ(fault({{"kind", "name"}}), "value");
  EXPECT_EQ(fault({{"kind", "name"}, {"value", 7}}), "value");
  EXPECT_EQ(fault({{"kind", "name"}, {"value", "ab*"}}), "value");
  EXPECT_EQ(fault({{"kind", "domain"}, {"value", "co.uk"}}), "value");
  EXPECT_EQ(fault({{"kind", "pseudonym"}, {"value", "192.0.2.1"}}), "value");
  EXPECT_EQ(fault({{"kind", "author"}, {"comment", 999'999}}), "comment");
  EXPECT_EQ(fault({{"kind", "author"}, {"comment", "12"}}), "comment");
  EXPECT_EQ(fault({{"kind", "name"}, {"value", "ann"}, {"until", "2020-01-01"}}), "until");
  EXPECT_EQ(fault({{"kind", "name"}, {"value", "ann"}, {"until", "soon"}}), "until");
  EXPECT_EQ(fault({{"kind", "name"}, {"value", "ann"}, {"reason", ""}}), "reason");
  EXPECT_EQ(fault({{"kind", "name"}, {"value", "ann"}, {"reason", std::string(501, 'r')}}),
            "reason");
  EXPECT_EQ(
      end(made({{"kind", "name"}, {"value", "ann"}, {"reason", std::string(500, 'r')}})).status,
      204);
  EXPECT_EQ(problem_of(ask({"POST", bans_path, json_type + moderator(), "{"})), "json");
  EXPECT_EQ(problem_of(ask({"POST", bans_path, form_type + moderator(), "kind=name"})),
            "media-type");
  EXPECT_EQ(problem_of(ask({"POST", bans_path, json_type + moderator(),
                            R"({"kind":"name","value":"\ud800"})"})),
            "fields");
}

TEST_F(BansTest, AreForModeratorsWhoMeanIt) {
  const json body{{"kind", "name"}, {"value", "csrf"}};
  const Browser browser = browser_with(code_for("Banna"));
  EXPECT_EQ(
      problem_of(ask({"POST", bans_path, json_type + cookie(browser) + own_origin(), body.dump()})),
      "csrf");
  const Answer answer = ask({"POST", bans_path, json_type + meant(browser), body.dump()});
  EXPECT_EQ(answer.status, 201) << answer.body;
  const json ban = json::parse(answer.body);
  EXPECT_EQ(ban["made_by"], "Banna");
  const std::string one = bans_path + "/" + ban["id"].dump();
  EXPECT_EQ(problem_of(ask({"DELETE", one, cookie(browser) + own_origin()})), "csrf");
  EXPECT_EQ(problem_of(ask({"DELETE", one, bearer(service().token(Role::exporter))})), "role");
  EXPECT_EQ(problem_of(ask({"POST", bans_path, json_type, body.dump()})), "unauthorized");
  EXPECT_EQ(ask({"DELETE", one, meant(browser)}).status, 204);
}

TEST_F(BansTest, AnAddressGoesInAndNowhereOut) {
  const json body{{"kind", "author"}, {"value", "canary.banned@example.com"}, {"reason", "rude"}};
  std::string all = post(body).body + post(body).body;
  all += post({{"kind", "domain"}, {"value", "canary.banned@example"}}).body;
  all += post({{"kind", "name"}, {"value", "*canary.banned@example.com*"}}).body;
  const json newest = list("?limit=1")["items"][0];
  all += newest.dump();
  all += ask({"GET", "/api/v1/sites/main/audit", bearer(service().token(Role::admin))}).body;
  EXPECT_EQ(all.find("canary"), std::string::npos) << all;
  EXPECT_EQ(newest["value"].get<std::string>().size(), 32U);
  pqxx::connection owner{service().database().owner_conninfo()};
  pqxx::nontransaction look{owner};
  EXPECT_EQ(look.exec("SELECT count(*) FROM ban WHERE ban::text LIKE '%canary%'")[0][0].as<int>(),
            0);
  EXPECT_EQ(end(newest).status, 204);
}

TEST_F(BansTest, TheLimitIsTold) {
  const json before = list();
  for (const json& old : before["items"]) end(old);
  change_rows(
      "INSERT INTO ban (site_id, kind, pattern, made_by, made_at) SELECT site.id, 'name', "
      "'filled ' || n, 1, now() FROM site, generate_series(1, 9999) n WHERE site.name = 'main'");
  const json last = made({{"kind", "name"}, {"value", "the last"}});
  EXPECT_EQ(problem_of(post({{"kind", "name"}, {"value", "too many"}})), "too-many-bans");
  EXPECT_EQ(problem_of(post({{"kind", "name"}, {"value", "the last"}})), "banned-already");
  EXPECT_EQ(problem_of(say({{"author", "filled 9999"}})), "refused") << "all are in memory";
  EXPECT_EQ(end(last).status, 204);
  EXPECT_EQ(made({{"kind", "name"}, {"value", "another"}})["value"], "another");
  change_rows("DELETE FROM ban");
}

}  // namespace
}  // namespace copytaster::http::testing
