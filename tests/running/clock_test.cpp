#include "running/clock.hpp"

#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace copytaster::running {
namespace {

using namespace std::chrono_literals;

constexpr Instant noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23} + 12h};

TEST(Clock, TellsTheDatabasesTime) {
  Clock clock;
  clock.follow(noon);
  EXPECT_GE(clock.now(), noon);
  EXPECT_LT(clock.now(), noon + 1min);
  clock.follow(noon + 1h);
  EXPECT_GE(clock.now(), noon + 1h);
}

TEST(Clock, DoesNotGoBackWithIt) {
  Clock clock;
  clock.follow(noon);
  const Instant before = clock.now();
  clock.follow(noon - 1h);
  EXPECT_GE(clock.now(), before);
  EXPECT_LT(clock.now(), noon + 1min);
}

TEST(Clock, NobodyReadsHalfOfAChange) {
  Clock clock;
  clock.follow(noon);
  std::atomic<bool> done = false;
  std::atomic<int> wrong = 0;
  std::vector<std::thread> readers;
  for (int i = 0; i < 3; ++i)
    readers.emplace_back([&] {
      Instant latest = noon;
      while (!done) {
        const Instant now = clock.now();
        if (now < latest || now > noon + 24h) ++wrong;
        latest = now;
      }
    });
  for (int i = 0; i < 20'000; ++i) clock.follow(noon + i * 1s - (i % 2) * 1h);
  done = true;
  for (auto& reader : readers) reader.join();
  EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace copytaster::running
