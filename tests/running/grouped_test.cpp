#include "running/grouped.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <new>
#include <thread>

#include <gtest/gtest.h>

namespace copytaster::running {
namespace {

using Doubled = Grouped<int, int>;

bool always(std::span<const int> /*group*/, int /*next*/) noexcept { return true; }

/// Takes long enough for others to come, and notes how many each call carried.
struct Carrier {
  std::shared_ptr<std::mutex> mutex = std::make_shared<std::mutex>();
  std::vector<std::size_t> groups;
  std::function<void(std::span<const int>)> refuse = nullptr;

  std::vector<int> operator()(std::span<const int> questions) {
    {
      const std::lock_guard lock{*mutex};  // who goes alone goes beside others
      groups.push_back(questions.size());
    }
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
    if (refuse) refuse(questions);
    std::vector<int> answers;
    for (const int question : questions) answers.push_back(2 * question);
    return answers;
  }
  std::size_t largest() const { return *std::ranges::max_element(groups); }
};

/// Each thread asks again and again, and hands `tell` its question and what became of it.
void ask_at_once(Doubled& doubled, const std::function<void(int, std::optional<int>)>& tell) {
  constexpr int askers = 6;
  constexpr int turns = 50;
  std::vector<std::thread> threads;
  for (int asker = 0; asker < askers; ++asker)
    threads.emplace_back([&, asker] {
      for (int question = asker; question < askers * turns; question += askers) {
        try {
          tell(question, doubled.ask(question));
        } catch (const std::exception&) {
          tell(question, std::nullopt);
        }
      }
    });
  for (std::thread& thread : threads) thread.join();
}

TEST(Grouped, WhoIsAloneGoesAtOnceAndAlone) {
  Carrier carrier;
  Doubled doubled{std::ref(carrier), always};
  EXPECT_EQ(doubled.ask(21), 42);
  EXPECT_EQ(doubled.ask(4), 8);
  EXPECT_EQ(carrier.groups, (std::vector<std::size_t>{1, 1}));
}

TEST(Grouped, WhoComesMeanwhileGoesTogetherAndGetsHerOwnAnswer) {
  Carrier carrier;
  Doubled doubled{std::ref(carrier), always};
  std::atomic<int> right = 0;
  ask_at_once(doubled, [&](int question, std::optional<int> answer) noexcept {
    right += answer == 2 * question;
  });
  EXPECT_EQ(right, 300);
  EXPECT_GT(carrier.largest(), 1U);
}

TEST(Grouped, NoGroupIsLargerThanItMayBe) {
  Carrier carrier;
  Doubled doubled{std::ref(carrier),
                  [](std::span<const int> group, int) noexcept { return group.size() < 2; }};
  std::atomic<int> answered = 0;
  ask_at_once(doubled,
              [&](int, std::optional<int> answer) noexcept { answered += answer.has_value(); });
  EXPECT_EQ(answered, 300);
  EXPECT_EQ(carrier.largest(), 2U);
}

TEST(Grouped, AFaultIsToldToItsCauseAlone) {
  Carrier carrier;
  carrier.refuse = [](std::span<const int> questions) {
    for (const int question : questions) {
      if (question % 10 == 0) throw StoreFault{"a bad row"};
      if (question % 10 == 1 && questions.size() > 1) throw StoreBusy{"a lock"};
    }
  };
  Doubled doubled{std::ref(carrier), always};
  std::atomic<int> right = 0;
  ask_at_once(doubled, [&](int question, std::optional<int> answer) {
    right += question % 10 == 0 ? !answer.has_value() : answer == 2 * question;
  });
  EXPECT_EQ(right, 300);
  EXPECT_GT(carrier.largest(), 1U);
}

/// Nobody knows what it has done: asking again is for whoever asked.
TEST(Grouped, WhatIsInDoubtIsToldToAllWhomItConcerns) {
  Carrier carrier;
  std::atomic<int> refused = 0;
  carrier.refuse = [&](std::span<const int> questions) {
    if (questions.size() == 1) return;
    refused += static_cast<int>(questions.size());
    if (questions.front() % 2 == 0) throw std::bad_alloc{};
    throw InDoubt{"lost"};
  };
  Doubled doubled{std::ref(carrier), always};
  std::atomic<int> told = 0;
  ask_at_once(doubled,
              [&](int, std::optional<int> answer) noexcept { told += !answer.has_value(); });
  EXPECT_GT(told, 0);
  EXPECT_EQ(told, refused);
}

}  // namespace
}  // namespace copytaster::running
