#include "copytaster/app/models.hpp"

#include <gtest/gtest.h>

#include "tests/app/model_fakes.hpp"
#include "tests/domain/builders.hpp"

namespace copytaster {
namespace {

using namespace std::chrono_literals;

constexpr SiteId site{1};
constexpr Instant noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23} + 12h};

class ModelsTest : public ::testing::Test {
 protected:
  LearnOutcome learn_now(bool afresh = false, Instant now = noon + 10h) {
    const auto progress = [this](double) noexcept { return goes_on_; };
    return learn(site, now, afresh, policy_, {store_, rules_, progress});
  }
  Learnt learnt(bool afresh = false) { return std::get<Learnt>(learn_now(afresh)); }
  Reading reading_of(const std::string& text) const {
    return read_stored({"Ann", std::nullopt, text}, rules_);
  }

  test::FakeModelStore store_;
  LearningPolicy policy_{LearningMode::on};
  std::shared_ptr<const RuleSet> rules_ = test::rules_of({});
  bool goes_on_ = true;
};

TEST_F(ModelsTest, LearnsOnceThereIsEnough) {
  store_.decide(18, noon);
  EXPECT_FALSE(is_training_due(site, noon, store_));
  EXPECT_EQ(std::get<NotTrained>(learn_now()), NotTrained::too_few);
  EXPECT_TRUE(store_.kept.empty());
  store_.decide(2, noon);
  EXPECT_TRUE(is_training_due(site, noon, store_));
  const Learnt first = learnt();
  EXPECT_EQ(first.number, 1);
  EXPECT_EQ(first.examples, 20U);
  const ModelVersion& version = store_.kept.at(1).version;
  EXPECT_EQ(version.examples, 20U);
  EXPECT_EQ(version.rules_version, rules_->version());
  EXPECT_EQ(version.until.decision, noon + 17min);
  EXPECT_EQ(version.until.comment, CommentId{20});
  EXPECT_EQ(version.bytes, store_.kept.at(1).bytes.size());
}

TEST_F(ModelsTest, IsDueAgainWhenEnoughWasDecided) {
  store_.decide(60, noon);
  learnt();
  EXPECT_TRUE(std::holds_alternative<NothingNew>(learn_now()));
  EXPECT_FALSE(is_training_due(site, noon + 11h, store_));
  store_.decide(19, noon + 2h);
  EXPECT_FALSE(is_training_due(site, noon + 11h, store_));
  EXPECT_TRUE(is_training_due(site, noon + 10h + 24h, store_)) << "once a day in any case";
  store_.decide(1, noon + 3h);
  EXPECT_TRUE(is_training_due(site, noon + 11h, store_));
  const Learnt second = learnt();
  EXPECT_EQ(second.examples, 80U) << "all that are still there";
  EXPECT_EQ(second.model->figures().examples, 80U);
}

TEST_F(ModelsTest, GoesOnFromWhatItKnowsWhereMuchIsGone) {
  store_.decide(60, noon);
  learnt();
  store_.comments.erase(store_.comments.begin(), store_.comments.begin() + 50);
  store_.decide(19, noon + 2h);
  const Learnt second = learnt();
  EXPECT_EQ(second.examples, 19U);
  EXPECT_EQ(second.model->figures().examples, 79U);
  EXPECT_EQ(learnt(true).model->figures().examples, 29U) << "afresh";
}

TEST_F(ModelsTest, WhatWasBroughtInTeachesToo) {
  store_.decide(60, noon);
  learnt();
  store_.decide(30, noon - 1000h);
  for (auto one = store_.comments.begin() + 60; one != store_.comments.end(); ++one)
    one->by = std::nullopt;
  EXPECT_TRUE(is_training_due(site, noon + 11h, store_));
  EXPECT_EQ(learnt().examples, 90U);
  EXPECT_EQ(store_.kept.at(2).version.until.decision, noon + 59min);
  EXPECT_EQ(store_.kept.at(2).version.until.comment, CommentId{90});
}

TEST_F(ModelsTest, EndsWhereItIsToldTo) {
  store_.decide(60, noon);
  goes_on_ = false;
  EXPECT_EQ(std::get<NotTrained>(learn_now()), NotTrained::stopped);
  EXPECT_TRUE(store_.kept.empty());
}

TEST_F(ModelsTest, TheStoredModelJudgesAsTheTrainedOne) {
  store_.decide(60, noon);
  const Learnt first = learnt();
  const auto loaded = load_model(site, 1, store_);
  ASSERT_TRUE(loaded);
  const Reading spam = reading_of("Visit my channel for cheap pills");
  EXPECT_EQ(loaded->judge(spam).probability, first.model->judge(spam).probability);
  EXPECT_GT(loaded->judge(spam).probability, 0.7);
  EXPECT_LT(loaded->judge(reading_of("The council should keep the ferry")).probability, 0.3);
  EXPECT_FALSE(load_model(site, 2, store_));
  store_.kept.at(1).bytes.resize(100);
  EXPECT_FALSE(load_model(site, 1, store_)) << "what cannot be read is none";
}

TEST_F(ModelsTest, AFilterMarksWhatItReads) {
  store_.decide(60, noon);
  const Learnt first = learnt();
  Reading reading = reading_of("Visit my channel for cheap pills and win number 7");
  SiteFilter{}.judge(reading);
  EXPECT_FALSE(reading.learned);
  reading = reading_of("Visit my channel for cheap pills and win number 7");
  policy_.mode = LearningMode::shadow;
  filter_of(first.number, first.model, policy_).judge(reading);
  ASSERT_TRUE(reading.learned);
  EXPECT_EQ(reading.learned->model, 1);
  EXPECT_TRUE(reading.learned->shadow);
  EXPECT_EQ(reading.learned->asks, Action::hold);
  EXPECT_TRUE(reading.folded.text.empty()) << "nobody needs it any more";
}

TEST_F(ModelsTest, SaysSpamOnlyWhereTheHistoryIsSureOfIt) {
  ModelFigures figures;
  figures.held_out.wanted = 1'000;
  figures.held_out.held = 0.002;
  const auto may = [&](double most) {
    return may_say_spam(figures, {.mode = LearningMode::on, .wanted_spam_max = most});
  };
  EXPECT_FALSE(may(0)) << "nobody asked for it";
  EXPECT_FALSE(may(0.005)) << "two of a thousand may be seven (Wilson)";
  EXPECT_TRUE(may(0.008));
  figures.held_out.wanted = 50;
  figures.held_out.held = 0;
  EXPECT_FALSE(may(0.05)) << "none of fifty may be seven of a hundred";
}

TEST(LearningMode, IsReadByItsName) {
  for (const auto mode : {LearningMode::off, LearningMode::shadow, LearningMode::on})
    EXPECT_EQ(parse_learning_mode(name_of(mode)), mode);
  EXPECT_FALSE(parse_learning_mode("yes"));
}

}  // namespace
}  // namespace copytaster
