// One attempt, however often and however many at a time: one comment, one answer.
#include <mutex>
#include <set>
#include <thread>

#include <pqxx/pqxx>

#include "tests/http/a_server.hpp"
#include "tests/http/a_service.hpp"

namespace copytaster::http::testing {
namespace {

class ExactlyOnceTest : public ApiTest {
 protected:
  /// The different bodies of answers to the same request, sent by many at once.
  static std::set<std::string> answers_to_many(const std::string& article, const json& comment,
                                               const std::string& headers) {
    constexpr int clients = 50;
    std::mutex mutex;
    std::set<std::string> bodies;
    {
      std::vector<std::jthread> threads;
      for (int i = 0; i < clients; ++i) {
        threads.emplace_back([&] {
          const Answer answer = submit(article, comment, headers);
          const std::lock_guard lock{mutex};
          EXPECT_EQ(answer.status, 202) << answer.body;
          bodies.insert(answer.body);
        });
      }
    }
    return bodies;
  }
  static int stored(const std::string& text) {
    pqxx::connection owner{service().database().owner_conninfo()};
    return pqxx::nontransaction{owner}
        .exec_params("SELECT count(*) FROM comment WHERE text = $1", text)[0][0]
        .as<int>();
  }
};

TEST_F(ExactlyOnceTest, FiftyAtOnceWithOneKey) {
  const auto article = put_article("fifty-keys");
  const json body = comment("fifty with a key");
  EXPECT_EQ(answers_to_many(article, body, "Idempotency-Key: fifty\r\n").size(), 1U);
  EXPECT_EQ(stored("fifty with a key"), 1);
}

TEST_F(ExactlyOnceTest, FiftyAtOnceWithoutAKey) {
  const auto article = put_article("fifty-clicks");
  const json body = comment("fifty clicks");
  EXPECT_EQ(answers_to_many(article, body, "X-Forwarded-For: 203.0.113.50\r\n").size(), 1U);
  EXPECT_EQ(stored("fifty clicks"), 1);
}

/// All but the address stands on the page; who guesses it right must not be told so, and least of
/// all be given the author's receipt.
TEST_F(ExactlyOnceTest, SomebodyElseIsNotAnsweredAsTheAuthor) {
  const auto article = put_article("guessed");
  const json body = comment("a guessed address");
  const Answer author = submit(article, body, "X-Forwarded-For: 203.0.113.51\r\n");
  const Answer right = submit(article, body, "X-Forwarded-For: 203.0.113.52\r\n");
  EXPECT_EQ(right.status, author.status);
  EXPECT_FALSE(right.headers.contains("idempotency-replayed"));
  EXPECT_NE(json::parse(right.body)["receipt"], json::parse(author.body)["receipt"]);
}

/// The first answer was the answer, whatever has become of comment and article.
TEST_F(ExactlyOnceTest, AReplayIsTheSameToTheByte) {
  const auto article = put_article("bytes");
  const json body = comment("the same to the byte");
  const std::string key = "Idempotency-Key: bytes\r\n";
  const Answer first = submit(article, body, key);
  const json decision{
      {"decisions",
       {{{"id", json::parse(first.body)["id"]}, {"version", 1}, {"decision", "approve"}}}}};
  EXPECT_EQ(ask({"POST", "/api/v1/sites/main/moderation/decisions",
                 json_type + bearer(service().token(Role::moderator)), decision.dump()})
                .status,
            200);
  put_article("bytes", {{"url", "https://elsewhere.example/"}, {"state", "closed"}});
  const Answer again = submit(article, body, key);
  EXPECT_EQ(again.status, first.status);
  EXPECT_EQ(again.body, first.body);
}

}  // namespace
}  // namespace copytaster::http::testing
