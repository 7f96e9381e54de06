// Articles with comments in every state, and what anyone may read of them.
#pragma once

#include <chrono>
#include <thread>

#include <pqxx/pqxx>

#include "tests/http/a_service.hpp"

namespace copytaster::http::testing {

class ThreadTest : public ApiTest {
 protected:
  /// Its comments are shown without a moderator.
  static std::string open_article(const std::string& key, json more = json::object()) {
    more["premoderation"] = "rules";
    return put_article(key, more);
  }
  static std::int64_t held(const std::string& article, const json& body) {
    const Answer answer = submit(article, body);
    EXPECT_EQ(answer.status, 202) << answer.body;
    return json::parse(answer.body)["id"];
  }
  /// A whole comment, or its text alone.
  static std::int64_t shown(const std::string& article, const json& said) {
    const Answer answer = submit(article, said.is_string() ? comment(said) : said);
    EXPECT_EQ(answer.status, 201) << answer.body;
    return json::parse(answer.body)["id"];
  }
  static json reply_to(std::int64_t parent, const std::string& text) {
    json reply = comment(text);
    reply["parent"] = parent;
    return reply;
  }
  static void decide(std::int64_t id, int version, const std::string& decision) {
    const std::string moderator = bearer(service().token(Role::moderator));
    const json one{{"id", id}, {"version", version}, {"decision", decision}};
    const Answer answer =
        ask({"POST", "/api/v1/sites/main/moderation/decisions", json_type + moderator,
             json{{"decisions", json::array({one})}}.dump()});
    EXPECT_EQ(json::parse(answer.body)["results"][0]["status"], 200) << answer.body;
  }
  /// One comment in each state that nobody may see.
  static void add_hidden(const std::string& article) {
    held(article, comment("a blockedword that waits"));
    decide(held(article, comment("a blockedword, rejected")), 1, "reject");
    decide(shown(article, "shown, then spam"), 1, "spam");
    withdraw(shown(article, "shown, then withdrawn"));
  }
  static void withdraw(std::int64_t id) {
    change_rows("UPDATE comment SET state = 4 WHERE id = " + std::to_string(id));
  }
  /// Behind the service's back: it still has what it has cached.
  static void change_rows(const std::string& sql) {
    pqxx::connection owner{service().database().owner_conninfo()};
    pqxx::nontransaction{owner}.exec(sql);
  }

  static Answer get(const std::string& target, const std::string& headers = "") {
    return ask({"GET", target, headers});
  }
  static std::string of(const std::string& article, const std::string& file) {
    return "/api/v1/sites/main/articles/" + article + "/" + file;
  }
  static std::size_t count_of(const std::string& piece, const std::string& text) {
    std::size_t count = 0;
    for (auto at = text.find(piece); at != std::string::npos; at = text.find(piece, at + 1))
      ++count;
    return count;
  }
  static Instant database_now() {
    postgres::Pool pool{{service().database().service_conninfo(), 1}};
    return postgres::database_now(pool);
  }

  /// What all pages that come out of the cache have in common.
  static void expect_like_a_page(const std::string& target) {
    const std::string own_origin = "http://" + service().host();
    const Answer first = get(target);
    ASSERT_EQ(first.status, 200) << first.body;
    const std::string tag = first.headers.at("etag");
    const Answer again = get(target, "If-None-Match: " + tag + "\r\n");
    EXPECT_EQ(again.status, 304);
    EXPECT_EQ(again.body, "");
    EXPECT_EQ(again.headers.at("cache-control"), first.headers.at("cache-control"));
    const Answer head = ask({"HEAD", target});
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.headers.at("content-length"), first.headers.at("content-length"));
    EXPECT_EQ(head.headers.at("etag"), tag);
    const Answer script = get(target, "Origin: " + own_origin + "\r\n");
    EXPECT_EQ(script.headers.at("access-control-allow-origin"), own_origin);
    EXPECT_EQ(script.headers.at("vary"), "Origin, Accept-Encoding");
    EXPECT_FALSE(get(target, "Origin: https://elsewhere.example\r\n")
                     .headers.contains("access-control-allow-origin"));
    EXPECT_EQ(ask({"OPTIONS", target}).status, 204);
    EXPECT_EQ(ask({"POST", target}).status, 405);
  }
};

}  // namespace copytaster::http::testing
