// What a running service takes over from changed settings, and what it does not.
#include <atomic>
#include <thread>

#include "commands/startup.hpp"
#include "tests/http/a_server.hpp"
#include "tests/http/a_service.hpp"

namespace copytaster::http::testing {
namespace {

class ReloadTest : public ApiTest {
 protected:
  void TearDown() override {
    service().reload([](Settings&) noexcept {});
  }
};

std::string state_of(const Answer& answer) {
  return json::parse(answer.body).value("state", answer.body);
}

TEST_F(ReloadTest, SitesRulesAndLimitsChangeWhileItRuns) {
  const auto article = put_article("reload", {{"premoderation", nullptr}});
  EXPECT_EQ(state_of(submit(article, comment("good weather"))), "pending");
  EXPECT_EQ(ask({"GET", "/api/v1/sites/third/articles/1/comments"}).status, 404);

  const auto waiting = service().reload(
      [](Settings& settings) {
        settings.sites["main"].policy.site.premoderation = Premoderation::rules;
        settings.sites["third"] = {};
        settings.sites.erase("other");
        settings.intake.flood = {1, 1};
        settings.http.trusted_proxies = {};
      },
      "weather\n");
  EXPECT_TRUE(waiting.empty());
  EXPECT_EQ(problem_of(ask({"GET", "/api/v1/sites/third/articles/1/comments"})), "article");
  EXPECT_EQ(problem_of(ask({"GET", "/api/v1/sites/other/articles/1/comments"})), "site");
  // Nobody is trusted now, so all these come from one reader.
  EXPECT_EQ(state_of(submit(article, comment("bad weather"))), "pending");
  EXPECT_EQ(problem_of(submit(article, comment("a blockedword"))), "too-fast");

  service().reload([](Settings& settings) {
    settings.sites["main"].policy.site.premoderation = Premoderation::rules;
  });
  EXPECT_EQ(state_of(submit(article, comment("bad weather"))), "approved");
  EXPECT_EQ(state_of(submit(article, comment("a blockedword"))), "pending");
}

TEST_F(ReloadTest, WhereTheSiteHasHostsNoOtherHostMakesAnArticle) {
  const std::string page = "Referer: http://" + service().host() + "/page\r\n";
  const auto with_host = [](const std::string& host) {
    service().reload([&host](Settings& settings) { settings.sites["main"].hosts = {host}; });
  };
  with_host("news.example");
  EXPECT_EQ(problem_of(submit("made-1", comment("hello"), page)), "article");
  with_host("127.0.0.1");
  EXPECT_EQ(submit("made-2", comment("hello"), page).status, 202);
}

TEST_F(ReloadTest, WhatNeedsARestartIsNamed) {
  const auto waiting = service().reload([](Settings& settings) {
    settings.http.threads += 1;
    settings.database.url = "host=elsewhere";
    settings.privacy.pseudonym_days = 3;
    settings.sites["main"].policy.site.links_max = 9;
  });
  EXPECT_EQ(waiting,
            (std::vector<std::string>{"http.threads", "database.url", "privacy.pseudonym_days"}));
}

TEST_F(ReloadTest, AWrongSettingChangesNothing) {
  const auto wrong = [](Settings& settings) {
    settings.sites.erase("other");
    settings.http.trusted_proxies = {"nonsense"};
  };
  EXPECT_THROW(service().reload(wrong), commands::Refused);
  EXPECT_EQ(problem_of(ask({"GET", "/api/v1/sites/other/articles/1/comments"})), "article");
}

TEST_F(ReloadTest, AHundredReloadsUnderLoadLoseNoAnswer) {
  const auto article = put_article("reload-load");
  std::atomic<bool> stop = false;
  std::atomic<int> answered = 0;
  std::vector<std::thread> readers;
  for (int i = 0; i < 4; ++i) {
    readers.emplace_back([&, i] {
      RawClient client{service().port()};
      for (int n = 0; !stop; ++n) {
        const std::string name = std::to_string(i) + "-" + std::to_string(n);
        const std::string body = json{
            {"author", "Ann"},
            {"email", name + "@example.com"},
            {"text", "text " + name}}.dump();
        const Answer answer =
            client.ask("POST " + comments_of(article) + " HTTP/1.1\r\nHost: " + service().host() +
                       "\r\n" + json_type + "X-Forwarded-For: 10." + std::to_string(20 + i) + "." +
                       std::to_string(n / 250 % 250) + "." + std::to_string(n % 250) +
                       "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
        ASSERT_TRUE(answer.status == 202 || answer.status == 429) << answer.body;
        ++answered;
      }
    });
  }
  for (int i = 0; i < 100; ++i) {
    service().reload([i](Settings& settings) { settings.sites["main"].policy.site.links_max = i; });
  }
  const int before = answered;
  wait_for("more answers", [&]() noexcept { return answered > before + 20; });
  stop = true;
  for (auto& reader : readers) reader.join();
}

}  // namespace
}  // namespace copytaster::http::testing
