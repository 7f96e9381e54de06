#include "running/workers.hpp"

#include <atomic>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

#include "running/clock.hpp"
#include "running/jobs.hpp"

namespace copytaster::running {
namespace {

using namespace std::chrono_literals;

constexpr auto patience = 20s;

TEST(Workers, DoEveryJobBeforeTheyStop) {
  std::atomic<int> done = 0;
  {
    Workers workers{"test", 3, 1000};
    for (int i = 0; i < 500; ++i) ASSERT_TRUE(workers.offer([&done]() noexcept { ++done; }));
  }
  EXPECT_EQ(done, 500);
}

TEST(Workers, RefuseWhatDoesNotFitTheLine) {
  std::promise<void> begun;
  std::promise<void> go_on;
  Workers workers{"test", 1, 2};
  ASSERT_TRUE(workers.offer([&] {
    begun.set_value();
    go_on.get_future().wait();
  }));
  ASSERT_EQ(begun.get_future().wait_for(patience), std::future_status::ready);
  EXPECT_TRUE(workers.offer([]() noexcept {}));
  EXPECT_TRUE(workers.offer([]() noexcept {}));
  EXPECT_FALSE(workers.offer([]() noexcept {})) << "two may wait";
  go_on.set_value();
  workers.stop();
  EXPECT_FALSE(workers.offer([]() noexcept {})) << "stopped";
  workers.stop();
}

TEST(Workers, DoNotDoWhatCameToItsTurnTooLate) {
  std::promise<void> go_on;
  std::vector<std::string> done;
  Workers workers{"test", 1, 10};
  workers.offer([&] { go_on.get_future().wait(); });
  for (const auto patience_left : {std::chrono::milliseconds{-1}, std::chrono::milliseconds{1h}})
    workers.offer([&] { done.emplace_back("done"); }, patience_left,
                  [&] { done.emplace_back("late"); });
  go_on.set_value();
  workers.stop();
  EXPECT_EQ(done, (std::vector<std::string>{"late", "done"}));
}

TEST(Workers, DoFirstWhatGoesFirstAndForgetTheRestWhenAbandoned) {
  std::promise<void> begun;
  std::promise<void> go_on;
  std::vector<int> done;
  auto held = std::make_shared<int>();
  Workers workers{"test", 1, 10};
  workers.offer([&] {
    begun.set_value();
    go_on.get_future().wait();
  });
  ASSERT_EQ(begun.get_future().wait_for(patience), std::future_status::ready);
  std::promise<void> second;
  workers.offer([&] {
    done.push_back(2);
    second.set_value();
    std::this_thread::sleep_for(50ms);
  });
  workers.offer([&done, held] { done.push_back(3); });
  EXPECT_TRUE(workers.go_first([&] { done.push_back(1); }));
  go_on.set_value();
  ASSERT_EQ(second.get_future().wait_for(patience), std::future_status::ready);
  workers.abandon();
  EXPECT_EQ(done, (std::vector<int>{1, 2}));
  EXPECT_EQ(held.use_count(), 1) << "what a forgotten job held is free";
  EXPECT_FALSE(workers.go_first([]() noexcept {})) << "stopped";
}

TEST(Workers, OutliveAJobThatThrows) {
  spdlog::set_level(spdlog::level::off);
  std::promise<void> after;
  Workers workers{"test", 1, 10};
  workers.offer([] { throw std::runtime_error("a fault"); });
  workers.offer([&after] { after.set_value(); });
  EXPECT_EQ(after.get_future().wait_for(patience), std::future_status::ready);
}

TEST(Jobs, RunAtTheStartAndAgainAfterAFault) {
  spdlog::set_level(spdlog::level::off);
  std::atomic<int> runs = 0;
  std::promise<void> twice;
  Jobs jobs;
  jobs.every(1s, "test", [&] {
    if (++runs == 2) twice.set_value();
    throw std::runtime_error("a fault");
  });
  jobs.start();
  EXPECT_EQ(twice.get_future().wait_for(patience), std::future_status::ready);
  jobs.stop();
  jobs.stop();
}

TEST(Jobs, StopAtOnceHoweverLongThePeriod) {
  std::promise<void> ran;
  Jobs jobs;
  jobs.every(3600s, "test", [&ran] { ran.set_value(); });
  jobs.start();
  EXPECT_EQ(ran.get_future().wait_for(patience), std::future_status::ready);
  jobs.stop();
}

TEST(Clock, BelievesTheDatabaseFromTheFirstAndNeverGoesBack) {
  Clock clock;
  const Instant local = clock.now();
  clock.follow(local - 1h);
  EXPECT_LT(clock.now(), local);
  clock.follow(local + 1h);
  const Instant ahead = clock.now();
  EXPECT_GE(ahead, local + 1h);
  EXPECT_LT(ahead, local + 2h);
  clock.follow(local);
  EXPECT_GE(clock.now(), ahead);
}

TEST(Clock, DoesNotStandStillWhileTheDatabaseIsBehind) {
  Clock clock;
  const Instant first = clock.now();
  clock.follow(first);
  clock.follow(first - 1h);
  const Instant before = clock.now();
  std::this_thread::sleep_for(5ms);
  EXPECT_GT(clock.now(), before);
}

}  // namespace
}  // namespace copytaster::running
