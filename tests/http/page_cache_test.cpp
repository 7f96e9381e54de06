#include "http/page_cache.hpp"

#include <atomic>
#include <stdexcept>
#include <thread>

#include <gtest/gtest.h>

#include "http/replies.hpp"

namespace copytaster::http {
namespace {

constexpr SiteId site{1};
using namespace std::chrono_literals;

constexpr std::size_t roomy = std::size_t{1} << 20U;

PageKey key(const std::string& article, const std::string& form = "") {
  return {site, article, form};
}
CachedPagePtr page(const std::string& body, std::optional<Instant> good_until = std::nullopt) {
  return std::make_shared<const CachedPage>(json_reply(200, body), good_until);
}
std::string body_of(const CachedPagePtr& page) {
  if (page == nullptr) return "none";
  const auto& form = page->form_for(Request{});
  return form->bytes.substr(form->body_at);
}
CachedPagePtr found(const PageCache& cache, const PageKey& key) {
  static const running::Clock clock;
  return cache.find(key, clock);
}
void nobody_waits(const PageCache::Fetched& /*fetched*/) noexcept {}

void keep(PageCache& cache, const PageKey& key, const CachedPagePtr& page) {
  const auto joined = cache.join(key, nobody_waits);
  cache.finish(joined.mine, page);
}
void keep(PageCache& cache, const PageKey& key, const std::string& body) {
  keep(cache, key, page(body));
}

TEST(PageCache, HasWhatWasFetchedUntilItsArticleChanges) {
  PageCache cache{roomy};
  EXPECT_EQ(found(cache, key("a")), nullptr);
  keep(cache, key("a"), "first");
  keep(cache, key("a", "newest"), "second");
  keep(cache, key("b"), "other");
  EXPECT_EQ(body_of(found(cache, key("a"))), "first");
  EXPECT_EQ(body_of(found(cache, key("a", "newest"))), "second");
  cache.drop(site, "a");
  EXPECT_EQ(found(cache, key("a")), nullptr);
  EXPECT_EQ(found(cache, key("a", "newest")), nullptr);
  EXPECT_EQ(body_of(found(cache, key("b"))), "other");
  cache.drop_all();
  EXPECT_EQ(cache.counts().pages, 0U);
  EXPECT_EQ(cache.counts().bytes, 0U);
}

TEST(PageCache, APageWhoseTimeIsOverIsFoundByNobodyButWhoCanMakeNoOther) {
  constexpr Instant noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23} + 12h};
  PageCache cache{roomy};
  running::Clock clock;
  clock.follow(noon);
  keep(cache, key("closing"), page("open", noon + 1h));
  keep(cache, key("never"), page("open"));
  EXPECT_EQ(body_of(cache.find(key("closing"), clock)), "open");
  clock.follow(noon + 59min);
  EXPECT_EQ(body_of(cache.find(key("closing"), clock)), "open");
  clock.follow(noon + 1h);
  EXPECT_EQ(cache.find(key("closing"), clock), nullptr);
  EXPECT_EQ(body_of(cache.find_late(key("closing"))), "open");
  EXPECT_EQ(body_of(cache.find(key("never"), clock)), "open");

  const auto before = cache.counts();
  keep(cache, key("closing"), page("shut"));
  EXPECT_EQ(body_of(cache.find(key("closing"), clock)), "shut");
  EXPECT_EQ(cache.counts().pages, before.pages) << "it takes the place of the one before";
  EXPECT_EQ(cache.counts().bytes, before.bytes);
  cache.drop(site, "closing");
  EXPECT_EQ(cache.find_late(key("closing")), nullptr);
}

TEST(PageCache, APageOfTheWholeSiteGoesWithAnyOfItsArticles) {
  PageCache cache{roomy};
  constexpr SiteId other{2};
  keep(cache, key("", "counts a b"), "both");
  keep(cache, {other, "", "counts a b"}, "elsewhere");
  keep(cache, key("b"), "other");
  const auto under_way = cache.join(key("", "counts b"), nobody_waits);
  cache.drop(site, "a");
  cache.finish(under_way.mine, page("before"));
  EXPECT_EQ(found(cache, key("", "counts a b")), nullptr);
  EXPECT_EQ(found(cache, key("", "counts b")), nullptr);
  EXPECT_EQ(body_of(found(cache, {other, "", "counts a b"})), "elsewhere");
  EXPECT_EQ(body_of(found(cache, key("b"))), "other");
}

TEST(PageCache, ThousandsOfPagesGoAtOnce) {
  PageCache cache{std::size_t{64} << 20U};
  for (int i = 0; i < 20'000; ++i) keep(cache, key("", std::to_string(i)), "page");
  keep(cache, key("b"), "other");
  const auto before = std::chrono::steady_clock::now();
  cache.drop(site, "a");
  EXPECT_LT(std::chrono::steady_clock::now() - before, 1s);
  EXPECT_EQ(cache.counts().pages, 1U);
  EXPECT_EQ(found(cache, key("", "7")), nullptr);
  EXPECT_EQ(body_of(found(cache, key("b"))), "other");
  cache.drop(site, "b");
  EXPECT_EQ(cache.counts().bytes, 0U);
}

TEST(PageCache, AnotherCacheIsAnother) {
  {
    PageCache cache{roomy};
    keep(cache, key("a"), "first");
    EXPECT_EQ(body_of(found(cache, key("a"))), "first");
  }
  PageCache cache{roomy};
  keep(cache, key("b"), "second");
  EXPECT_EQ(found(cache, key("a")), nullptr);
}

TEST(PageCache, OneFetchesForAllWhoWait) {
  PageCache cache{roomy};
  std::vector<std::string> got;
  const auto then = [&got](const PageCache::Fetched& fetched) {
    got.push_back(body_of(std::get<CachedPagePtr>(fetched)));
  };
  const auto first = cache.join(key("a"), then);
  ASSERT_NE(first.mine, nullptr);
  EXPECT_EQ(cache.join(key("a"), then).mine, nullptr);
  EXPECT_NE(cache.join(key("b"), then).mine, nullptr);
  cache.finish(first.mine, page("one"));
  EXPECT_EQ(got, (std::vector<std::string>{"one", "one"}));
}

TEST(PageCache, NotMoreThanSomeThousandsWait) {
  PageCache cache{roomy};
  int answered = 0;
  const auto then = [&answered](const auto&) noexcept { ++answered; };
  const auto first = cache.join(key("a"), then);
  for (int i = 1; i < 4096; ++i) ASSERT_FALSE(cache.join(key("a"), then).is_full);
  EXPECT_TRUE(cache.join(key("a"), then).is_full);
  cache.finish(first.mine, page("one"));
  EXPECT_EQ(answered, 4096);
  EXPECT_FALSE(cache.join(key("a"), then).is_full);
}

TEST(PageCache, WhatChangedWhileItWasFetchedIsKeptForNobody) {
  PageCache cache{roomy};
  std::string early;
  std::string late;
  const auto into = [](std::string& got) {
    return [&got](const PageCache::Fetched& fetched) {
      got = body_of(std::get<CachedPagePtr>(fetched));
    };
  };
  const auto old = cache.join(key("a"), into(early));
  cache.drop(site, "a");
  const auto fresh = cache.join(key("a"), into(late));
  ASSERT_NE(fresh.mine, nullptr) << "nobody joins a fetch of before";
  cache.finish(old.mine, page("before"));
  EXPECT_EQ(early, "before");
  EXPECT_EQ(found(cache, key("a")), nullptr);
  cache.finish(fresh.mine, page("after"));
  EXPECT_EQ(late, "after");
  EXPECT_EQ(body_of(found(cache, key("a"))), "after");
}

TEST(PageCache, AFaultIsToldToAllAndKeptForNobody) {
  PageCache cache{roomy};
  int faults = 0;
  const auto first = cache.join(key("a"), [&faults](const PageCache::Fetched& fetched) noexcept {
    if (std::holds_alternative<std::exception_ptr>(fetched)) ++faults;
  });
  cache.finish(first.mine, std::make_exception_ptr(std::runtime_error("away")));
  EXPECT_EQ(faults, 1);
  EXPECT_NE(cache.join(key("a"), nobody_waits).mine, nullptr);
}

TEST(PageCache, IsBoundedAndKeepsWhatIsAskedFor) {
  PageCache cache{100'000};
  keep(cache, key("asked"), std::string(1000, 'x'));
  for (int i = 2; i < 200; ++i) {
    EXPECT_NE(found(cache, key("asked")), nullptr) << i;
    keep(cache, key(std::to_string(i)), std::string(1000, 'x'));
    ASSERT_LE(cache.counts().bytes, 100'000U);
  }
  EXPECT_LT(cache.counts().pages, 100U);
  EXPECT_GT(cache.counts().pages, 20U);
  keep(cache, key("too large"), std::string(20'000, 'x'));
  EXPECT_EQ(found(cache, key("too large")), nullptr);
}

TEST(PageCache, ReadersOnOtherThreadsNeverFindAPageOfBefore) {
  PageCache cache{roomy};
  std::atomic<int> current = 0;
  std::atomic<bool> done = false;
  std::atomic<int> stale = 0;
  std::vector<std::thread> readers;
  readers.reserve(3);
  for (int i = 0; i < 3; ++i)
    readers.emplace_back([&] {
      while (!done) {
        const int least = current;
        const auto got = found(cache, key("a"));
        if (got != nullptr && std::stoi(body_of(got)) < least) ++stale;
      }
    });
  for (int i = 1; i < 2000; ++i) {
    keep(cache, key("a"), std::to_string(i));
    cache.drop(site, "a");
    current = i + 1;
  }
  done = true;
  for (auto& reader : readers) reader.join();
  EXPECT_EQ(stale, 0);
}

}  // namespace
}  // namespace copytaster::http
