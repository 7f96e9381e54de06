#include "running/rules_follower.hpp"

#include <future>

#include <gtest/gtest.h>

#include "copytaster/app/faults.hpp"
#include "tests/app/rule_fakes.hpp"
#include "tests/support/captured_log.hpp"

namespace copytaster::running {
namespace {

constexpr SiteId here{1};

class LockedStore final : public RuleStore {
 public:
  std::optional<RuleVersion> active(SiteId site) override {
    const std::lock_guard lock{mutex_};
    return rows_.active(site);
  }
  std::vector<ActiveRules> active_everywhere() override {
    const std::lock_guard lock{mutex_};
    ++looks;
    if (is_away) throw StoreUnavailable("away");
    return rows_.active_everywhere();
  }
  std::vector<RuleVersion> versions(SiteId site, std::optional<std::int64_t> before,
                                    std::size_t limit) override {
    const std::lock_guard lock{mutex_};
    return rows_.versions(site, before, limit);
  }
  std::optional<RuleVersion> find(SiteId site, std::int64_t number) override {
    const std::lock_guard lock{mutex_};
    return rows_.find(site, number);
  }
  std::optional<RuleVersion> find_hash(SiteId site, const std::string& hash) override {
    const std::lock_guard lock{mutex_};
    return rows_.find_hash(site, hash);
  }
  std::optional<RuleFiles> files_of(SiteId site, std::int64_t number) override {
    const std::lock_guard lock{mutex_};
    return rows_.files_of(site, number);
  }
  std::optional<RuleVersion> newest_of_files(SiteId site) override {
    const std::lock_guard lock{mutex_};
    return rows_.newest_of_files(site);
  }
  AddedRules add(SiteId site, const RuleFiles& files, const RuleVersion& made,
                 const std::optional<RuleActivation>& activation) override {
    const std::lock_guard lock{mutex_};
    return rows_.add(site, files, made, activation);
  }
  SwitchedRules activate(SiteId site, std::int64_t number,
                         const RuleActivation& activation) override {
    const std::lock_guard lock{mutex_};
    return rows_.activate(site, number, activation);
  }
  std::atomic<bool> is_away = false;
  std::atomic<int> looks = 0;

 private:
  std::mutex mutex_;
  test::FakeRuleStore rows_;
};

class RulesFollowerTest : public ::testing::Test {
 protected:
  void TearDown() override { reading_.stop(); }

  void activate(const std::string& words) {
    store_.add(here, {{"words/a.txt", words}}, {0, words, {}, "", RuleSource::http, {}},
               RuleActivation{});
  }
  void serve() {
    const auto outcome = load_rules(here, {store_, reader_});
    rules_.put(here, std::get<SiteRules>(outcome));
  }
  /// Returns when it has looked.
  void look() {
    follower_.look_soon();
    std::promise<void> done;
    reading_.go_on([&done] { done.set_value(); });
    done.get_future().wait();
  }
  static int count_of(const std::string& part, const std::string& text) {
    int found = 0;
    for (auto at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++found;
    return found;
  }

  LockedStore store_;
  test::FakeRuleReader reader_;
  CurrentRules rules_;
  Workers reading_{"compiling", 1, 4};
  RulesFollower follower_{{store_, reader_}, rules_, reading_};
};

TEST_F(RulesFollowerTest, JudgesByWhatIsActive) {
  activate("one");
  serve();
  const auto held = rules_.of(here);
  activate("two");
  look();
  EXPECT_EQ(rules_.number_of(here), 2);
  EXPECT_NE(rules_.of(here), held) << "whoever began with the old one keeps it";
  EXPECT_EQ(held->version(), "hash of words/a.txt=one;");
}

TEST_F(RulesFollowerTest, ReadsNothingWhereNothingHasChanged) {
  activate("one");
  serve();
  const int reads = reader_.reads;
  look();
  look();
  EXPECT_EQ(reader_.reads, reads);
}

TEST_F(RulesFollowerTest, LeavesSitesAloneThatAreNotServedHere) {
  activate("one");
  look();
  EXPECT_EQ(rules_.number_of(here), 0);
  EXPECT_EQ(reader_.reads, 0);
}

TEST_F(RulesFollowerTest, WhatCannotBeReadIsToldOnceAndLeavesTheSetThatHolds) {
  activate("one");
  serve();
  activate("broken");
  std::string told;
  {
    const test::CapturedLog log{spdlog::level::info};
    look();
    look();
    look();
    told = log.text();
  }
  EXPECT_EQ(rules_.number_of(here), 1);
  EXPECT_EQ(count_of("version 2 of site 1 cannot be read here, version 1 stays: "
                     "words/a.txt:1:1: is broken; mend it",
                     told),
            1)
      << told;
  activate("three");
  look();
  EXPECT_EQ(rules_.number_of(here), 3);
}

TEST_F(RulesFollowerTest, GoesOnWhenTheDatabaseIsBack) {
  activate("one");
  serve();
  activate("two");
  store_.is_away = true;
  std::string told;
  {
    const test::CapturedLog log{spdlog::level::info};
    look();
    look();
    told = log.text();
  }
  EXPECT_EQ(rules_.number_of(here), 1);
  EXPECT_EQ(count_of("stay for now", told), 1) << told;
  store_.is_away = false;
  look();
  EXPECT_EQ(rules_.number_of(here), 2);
}

TEST_F(RulesFollowerTest, ManyWhoAskShareALook) {
  // A look goes before whatever waits: the thread must be busy before the first is asked for.
  std::promise<void> is_busy;
  std::promise<void> may_go_on;
  reading_.go_on([&] {
    is_busy.set_value();
    may_go_on.get_future().wait();
  });
  is_busy.get_future().wait();
  for (int i = 0; i < 100; ++i) follower_.look_soon();
  may_go_on.set_value();
  std::promise<void> done;
  reading_.go_on([&done] { done.set_value(); });
  done.get_future().wait();
  EXPECT_EQ(store_.looks, 1);
}

TEST(CurrentRules, ThrowsForASiteWithoutRules) {
  EXPECT_THROW(CurrentRules{}.of(here), std::out_of_range);
}

}  // namespace
}  // namespace copytaster::running
