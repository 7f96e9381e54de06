#include "running/learner.hpp"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "tests/app/model_fakes.hpp"
#include "tests/domain/builders.hpp"
#include "tests/support/captured_log.hpp"

namespace copytaster::running {
namespace {

constexpr SiteId here{1};

class LearnerTest : public ::testing::Test {
 protected:
  LearnerTest() {
    SiteRules rules;
    rules.version.number = 1;
    rules.set = test::rules_of({});
    rules_.put(here, rules);
  }
  std::map<SiteId, LearningPolicy> sites(LearningMode mode = LearningMode::on) const {
    return {{here, {mode}}};
  }
  void learn_and_follow() {
    learner_.learn(sites());
    learner_.follow(sites());
  }

  test::FakeModelStore store_;
  CurrentRules rules_;
  CurrentModels models_;
  Clock clock_;
  Learner learner_{{store_, rules_, models_, clock_}};
};

TEST_F(LearnerTest, TrainsWhenItIsDueAndThenJudgesByIt) {
  store_.decide(10, clock_.now() - std::chrono::hours{2});
  learn_and_follow();
  EXPECT_EQ(models_.of(here).number, 0);
  EXPECT_EQ(store_.turns_asked, 0) << "nobody waits for nothing";
  store_.decide(30, clock_.now() - std::chrono::hours{2});
  learn_and_follow();
  EXPECT_EQ(models_.of(here).number, 1);
  EXPECT_TRUE(models_.of(here).model);
  EXPECT_EQ(store_.turns_ended, 1);
  learn_and_follow();
  EXPECT_EQ(store_.kept.size(), 1U) << "nothing new";
}

TEST_F(LearnerTest, LeavesItToTheInstanceThatIsAtIt) {
  store_.decide(40, clock_.now() - std::chrono::hours{2});
  store_.others_turn = true;
  learner_.learn(sites());
  EXPECT_TRUE(store_.kept.empty());
  EXPECT_EQ(store_.turns_ended, 0) << "it was not its own";
}

TEST_F(LearnerTest, WhereItIsOffNothingIsLearnedAndNothingJudges) {
  store_.decide(40, clock_.now() - std::chrono::hours{2});
  learner_.learn(sites(LearningMode::off));
  EXPECT_TRUE(store_.kept.empty());
  learn_and_follow();
  ASSERT_EQ(models_.of(here).number, 1);
  learner_.follow(sites(LearningMode::off));
  EXPECT_EQ(models_.of(here).number, 0);
  EXPECT_FALSE(models_.of(here).model);
}

TEST_F(LearnerTest, WhereItIsOffItSaysOnceThatThereIsEnoughToLearnFrom) {
  const test::CapturedLog log{spdlog::level::info};
  store_.decide(49, clock_.now() - std::chrono::hours{2});
  learner_.learn(sites(LearningMode::off));
  EXPECT_EQ(log.text(), "");
  store_.decide(1, clock_.now() - std::chrono::hours{1});
  learner_.learn(sites(LearningMode::off));
  learner_.learn(sites(LearningMode::off));
  const std::string told = log.text();
  EXPECT_NE(told.find("site 1 has 50 decisions and more"), std::string::npos) << told;
  EXPECT_EQ(std::ranges::count(told, '\n'), 1);
}

TEST_F(LearnerTest, FollowsWhatIsChosenAndHow) {
  store_.decide(40, clock_.now() - std::chrono::hours{2});
  learn_and_follow();
  learner_.follow(sites(LearningMode::shadow));
  EXPECT_TRUE(models_.of(here).shadow);
  store_.activate(here, 0, true, clock_.now());
  learner_.follow(sites());
  EXPECT_EQ(models_.of(here).number, 0);
  store_.activate(here, 1, true, clock_.now());
  learner_.follow(sites());
  EXPECT_EQ(models_.of(here).number, 1);
}

TEST_F(LearnerTest, WhatCannotBeReadLeavesWhatJudgesAndIsToldOnce) {
  store_.decide(40, clock_.now() - std::chrono::hours{2});
  learn_and_follow();
  store_.kept[2].bytes = "from a later program";
  store_.activate(here, 2, true, clock_.now());
  const test::CapturedLog log{spdlog::level::err};
  learner_.follow(sites());
  learner_.follow(sites());
  EXPECT_EQ(models_.of(here).number, 1);
  const std::string told = log.text();
  EXPECT_NE(told.find("model 2 of site 1 cannot be read here"), std::string::npos);
  EXPECT_EQ(std::ranges::count(told, '\n'), 1);
  store_.is_away = true;
  EXPECT_THROW(learner_.follow(sites()), StoreUnavailable);
  EXPECT_EQ(models_.of(here).number, 1);
}

TEST_F(LearnerTest, RestsAfterWhatCameToNothing) {
  store_.decide(40, clock_.now() - std::chrono::hours{2});
  store_.reads_fail = true;
  const test::CapturedLog log{spdlog::level::warn};
  learner_.learn(sites());
  learner_.learn(sites());
  EXPECT_NE(log.text().find("site 1 learns nothing for now: away"), std::string::npos);
  EXPECT_TRUE(store_.kept.empty());
  EXPECT_EQ(store_.turns_asked, 1);
  EXPECT_EQ(store_.turns_ended, 1);
}

TEST_F(LearnerTest, ReadsNothingWhereOneKindIsMissing) {
  store_.decide(40, clock_.now() - std::chrono::hours{2});
  for (DecidedComment& comment : store_.comments) comment.wanted = true;
  learner_.learn(sites());
  EXPECT_EQ(store_.readings, 0) << "there is nothing to tell apart";
  EXPECT_EQ(store_.turns_asked, 0);
}

TEST_F(LearnerTest, ATrainingEndsWithTheService) {
  store_.decide(40, clock_.now() - std::chrono::hours{2});
  store_.on_reading = [this]() noexcept { learner_.stop(); };
  learner_.learn(sites());
  EXPECT_EQ(store_.readings, 2);
  EXPECT_TRUE(store_.kept.empty());
}

}  // namespace
}  // namespace copytaster::running
