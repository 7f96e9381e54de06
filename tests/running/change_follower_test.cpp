#include "running/change_follower.hpp"

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace copytaster::running {
namespace {

class Scripted final : public ChangeStore {
 public:
  Changes changes_from(std::uint64_t transaction) override {
    asked_from = transaction;
    if (is_away) throw std::runtime_error("away");
    return next;
  }
  Changes next;
  bool is_away = false;
  std::uint64_t asked_from = 0;
};

struct Told {
  std::vector<std::string> articles;
  int everything = 0;
  ChangeFollower::Listener listener() {
    return {[this](const Change& change) { articles.push_back(change.article); },
            [this]() noexcept { ++everything; }};
  }
};

Change a_change(std::uint64_t transaction, std::int64_t id, const std::string& article) {
  return {transaction, id, {1}, article};
}

class ChangeFollowerTest : public ::testing::Test {
 protected:
  void look_at(std::uint64_t settled, std::vector<Change> changes, bool is_whole = true) {
    store.next = {settled, std::move(changes), is_whole};
    follower.look();
  }
  Scripted store;
  Told told;
  ChangeFollower follower{store, told.listener()};
};

TEST_F(ChangeFollowerTest, KnowsNothingOfWhatWasBeforeItsFirstLook) {
  look_at(10, {a_change(4, 1, "old")});
  EXPECT_EQ(told.everything, 1);
  EXPECT_TRUE(told.articles.empty());
}

TEST_F(ChangeFollowerTest, TellsEachChangeOnce) {
  look_at(10, {});
  look_at(12, {a_change(10, 1, "a"), a_change(11, 2, "b")});
  look_at(14, {a_change(13, 3, "a")});
  EXPECT_EQ(told.articles, (std::vector<std::string>{"a", "b", "a"}));
  EXPECT_EQ(told.everything, 1);
  EXPECT_EQ(store.asked_from, 12U);
}

TEST_F(ChangeFollowerTest, TellsOnceWhatALongTransactionKeepsFromBeingSettled) {
  look_at(10, {});
  look_at(10, {a_change(12, 1, "a")});
  look_at(10, {a_change(12, 1, "a"), a_change(14, 3, "b")});
  EXPECT_EQ(told.articles, (std::vector<std::string>{"a", "b"}));
}

TEST_F(ChangeFollowerTest, MissesNoTransactionThatCommitsLate) {
  look_at(10, {});
  look_at(10, {a_change(12, 1, "quick")});
  look_at(13, {a_change(10, 2, "slow"), a_change(12, 1, "quick")});
  EXPECT_EQ(told.articles, (std::vector<std::string>{"quick", "slow"}));
}

TEST_F(ChangeFollowerTest, TellsOnceWhatThisInstanceHasCommittedItself) {
  const std::vector<Change> own{a_change(12, 1, "own"), a_change(12, 2, "too")};
  follower.tell(own);
  EXPECT_TRUE(told.articles.empty()) << "nobody has been told of anything before";
  look_at(10, {});
  follower.tell(own);
  look_at(10, {own[0], own[1], a_change(13, 3, "another")});
  look_at(14, {own[0], own[1], a_change(13, 3, "another")});
  EXPECT_EQ(told.articles, (std::vector<std::string>{"own", "too", "another"}));
  follower.tell(own);
  EXPECT_EQ(told.articles.size(), 3U) << "a look has told it before";
}

TEST_F(ChangeFollowerTest, ToldOfMoreThanAStoreTellsAtOnceAllHasChanged) {
  look_at(10, {});
  look_at(20, {a_change(11, 1, "a")}, false);
  EXPECT_EQ(told.everything, 2);
  EXPECT_TRUE(told.articles.empty());
}

TEST_F(ChangeFollowerTest, ADatabaseWithLessHistoryIsAnotherOne) {
  look_at(1'000, {});
  look_at(20, {});
  EXPECT_EQ(told.everything, 2);
}

TEST_F(ChangeFollowerTest, AfterHalfADayWithoutALookAllMayHaveChanged) {
  const auto start = std::chrono::steady_clock::now();
  store.next = {10, {}, true};
  follower.look(start);
  follower.look(start + std::chrono::minutes{12 * 60 - 1});
  EXPECT_EQ(told.everything, 1);
  follower.look(start + std::chrono::hours{24});
  EXPECT_EQ(told.everything, 2);
}

TEST_F(ChangeFollowerTest, WhatAListenerCouldNotTakeIsToldAgain) {
  int tries = 0;
  const auto fails_once = [&tries](const Change&) {
    if (++tries == 1) throw std::runtime_error("no memory");
  };
  ChangeFollower other{store, {fails_once, []() noexcept {}}};
  store.next = {10, {}, true};
  other.look();
  store.next = {12, {a_change(10, 1, "a")}, true};
  EXPECT_THROW(other.look(), std::runtime_error);
  other.look();
  EXPECT_EQ(tries, 2);
}

TEST_F(ChangeFollowerTest, WhatCouldNotBeReadIsToldWithTheNextLook) {
  look_at(10, {});
  store.is_away = true;
  EXPECT_THROW(follower.look(), std::runtime_error);
  store.is_away = false;
  look_at(12, {a_change(10, 1, "a")});
  EXPECT_EQ(told.articles, std::vector<std::string>{"a"});
}

/// Everything that was written before somebody asked.
class Growing final : public ChangeStore {
 public:
  Changes changes_from(std::uint64_t) override {
    ++looks;
    const std::int64_t all = written;
    std::this_thread::sleep_for(std::chrono::milliseconds{1});  // the others come meanwhile
    return {1, {{2, all, {1}, std::to_string(all)}}, true};
  }
  std::atomic<std::int64_t> written = 0;
  std::atomic<int> looks = 0;
};

TEST(ChangeFollower, WhoLooksIsToldOfWhatSheWroteAlsoByAnothersLook) {
  constexpr int writers = 4;
  constexpr int each = 50;
  Growing store;
  std::atomic<std::int64_t> told = 0;
  ChangeFollower follower{
      store, {[&told](const Change& change) noexcept { told = change.id; }, []() noexcept {}}};
  follower.look();
  std::atomic<int> late = 0;
  std::vector<std::thread> all;
  for (int writer = 0; writer < writers; ++writer)
    all.emplace_back([&] {
      for (int n = 0; n < each; ++n) {
        const std::int64_t mine = ++store.written;
        follower.look();
        if (told < mine) ++late;
      }
    });
  for (auto& one : all) one.join();
  EXPECT_EQ(late, 0);
  EXPECT_LT(store.looks, writers * each) << "nobody has shared one";
}

}  // namespace
}  // namespace copytaster::running
