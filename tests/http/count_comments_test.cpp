// How many comments the articles of a front page have.

#include <atomic>
#include <thread>

#include "tests/http/a_server.hpp"
#include "tests/http/a_thread.hpp"

namespace copytaster::http::testing {
namespace {

constexpr auto counts_of_main = "/api/v1/sites/main/counts?articles=";

class CountsTest : public ThreadTest {
 protected:
  static std::string counts(const std::string& articles) {
    return get(counts_of_main + articles).body;
  }
  static std::string keys(int count) {
    std::string keys;
    for (int n = 0; n < count; ++n) keys += (n == 0 ? "k" : ",k") + std::to_string(n);
    return keys;
  }
};

TEST_F(CountsTest, AreOfWhatIsApproved) {
  const auto some = open_article("counts-some");
  const auto none = open_article("counts-none");
  const auto parent = shown(some, "one");
  shown(some, reply_to(parent, "two"));
  add_hidden(some);
  add_hidden(none);
  EXPECT_EQ(counts("counts-some,counts-none,nosuch"),
            R"({"counts":{"counts-none":0,"counts-some":2,"nosuch":0}})");
  decide(parent, 1, "reject");
  EXPECT_EQ(counts("counts-some"), R"({"counts":{"counts-some":1}})")
      << "a removed parent is not counted for its reply";
  EXPECT_EQ(get("/api/v1/sites/other/counts?articles=counts-some").body,
            R"({"counts":{"counts-some":0}})");
}

TEST_F(CountsTest, ChangeWithWhateverOfTheirArticlesDoes) {
  const auto first = open_article("counts-first");
  const auto second = put_article("counts-second");
  const std::string both = "counts-first,counts-second";
  EXPECT_EQ(counts(both), R"({"counts":{"counts-first":0,"counts-second":0}})");
  shown(first, "at once");
  EXPECT_EQ(counts(both), R"({"counts":{"counts-first":1,"counts-second":0}})");
  const auto id = held(second, comment("later"));
  EXPECT_EQ(counts(both), R"({"counts":{"counts-first":1,"counts-second":0}})");
  decide(id, 1, "approve");
  EXPECT_EQ(counts(both), R"({"counts":{"counts-first":1,"counts-second":1}})");
}

TEST_F(CountsTest, NameEachArticleOnce) {
  EXPECT_EQ(counts("b,a,b"), R"({"counts":{"a":0,"b":0}})");
  EXPECT_EQ(counts("a%2Cb"), R"({"counts":{"a":0,"b":0}})");
  EXPECT_EQ(get(counts_of_main + std::string("a,b")).headers.at("etag"),
            get(counts_of_main + std::string("b,a,a")).headers.at("etag"));
}

TEST_F(CountsTest, AreForAHundredArticlesAtMost) {
  EXPECT_EQ(json::parse(counts(keys(100)))["counts"].size(), 100U);
  EXPECT_EQ(json::parse(counts(keys(100) + ",k0"))["counts"].size(), 100U);
  const Answer many = get(counts_of_main + keys(101));
  EXPECT_EQ(many.status, 422);
  EXPECT_EQ(problem_of(many), "fields");
  EXPECT_EQ(json::parse(many.body)["errors"][0]["field"], "articles");
}

TEST_F(CountsTest, WhatIsNoListOfKeysIsRefused) {
  const std::string long_key(200, 'k');
  EXPECT_EQ(get(counts_of_main + long_key).status, 200);
  for (const std::string& wrong :
       {std::string{}, std::string{","}, std::string{"a,"}, std::string{",a"}, std::string{"a,,b"},
        std::string{"a,%20b"}, std::string{"a!b"}, std::string{".."}, "k" + long_key}) {
    const Answer answer = get(counts_of_main + wrong);
    EXPECT_EQ(problem_of(answer), "fields") << wrong;
    EXPECT_EQ(json::parse(answer.body)["errors"][0]["field"], "articles") << wrong;
  }
  EXPECT_EQ(problem_of(get("/api/v1/sites/main/counts")), "fields");
  EXPECT_EQ(problem_of(get("/api/v1/sites/nosuch/counts?articles=a")), "site");
}

TEST_F(CountsTest, AreAPageThatIsFreshForAMoment) {
  const std::string target = counts_of_main + std::string("1");
  EXPECT_EQ(get(target).headers.at("cache-control"), "max-age=10");
  EXPECT_EQ(get(target).headers.at("content-type"), "application/json; charset=utf-8");
  expect_like_a_page(target);
}

TEST_F(CountsTest, NobodyElseWaitsForThem) {
  const std::string admin = bearer(service().token(Role::admin));
  pqxx::connection owner{service().database().owner_conninfo()};
  pqxx::work in_the_way{owner};
  in_the_way.exec("LOCK TABLE article IN ACCESS EXCLUSIVE MODE");
  constexpr int at_once = 80;  // one is at work, 64 may wait
  std::atomic<int> sent_away = 0;
  std::vector<std::thread> readers;
  for (int n = 0; n < at_once; ++n)
    readers.emplace_back([&sent_away, n] {
      const Answer answer = get(counts_of_main + ("waits" + std::to_string(n)));
      if (answer.status == 503 && answer.headers.contains("retry-after")) ++sent_away;
    });
  wait_for("those who find no place", [&]() noexcept { return sent_away >= at_once - 65; });
  EXPECT_EQ(ask({"GET", "/api/v1/sites/main/audit", admin}).status, 200);
  in_the_way.abort();
  for (auto& reader : readers) reader.join();
  EXPECT_EQ(counts("waits1"), R"({"counts":{"waits1":0}})");
}

}  // namespace
}  // namespace copytaster::http::testing
