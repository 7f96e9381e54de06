#include "copytaster/app/models.hpp"

#include <array>

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
    const auto progress = [this](double) noexcept { return ++asked_ <= goes_on_until_; };
    return learn(site, now, afresh, {store_, rules_, progress, policy_});
  }
  Learnt learnt(bool afresh = false, Instant now = noon + 10h) {
    return std::get<Learnt>(learn_now(afresh, now));
  }
  bool is_due(Instant now, const std::string& rules) {
    return is_training_due(site, now, rules, store_);
  }
  bool is_due(Instant now) { return is_due(now, rules_->version()); }
  Reading reading_of(const std::string& text) const {
    return read_stored({"Ann", std::nullopt, text}, rules_);
  }

  test::FakeModelStore store_;
  LearningPolicy policy_{LearningMode::on};
  std::shared_ptr<const RuleSet> rules_ = test::rules_of({});
  std::size_t goes_on_until_ = 1'000'000;
  std::size_t asked_ = 0;
};

TEST_F(ModelsTest, LearnsOnceThereIsEnough) {
  store_.decide(18, noon);
  EXPECT_FALSE(is_due(noon));
  EXPECT_EQ(std::get<NotTrained>(learn_now()), NotTrained::too_few);
  EXPECT_TRUE(store_.kept.empty());
  store_.decide(2, noon);
  EXPECT_TRUE(is_due(noon));
  const Learnt first = learnt();
  EXPECT_EQ(first.number, 1);
  EXPECT_EQ(first.examples, 20U);
  const ModelVersion& version = store_.kept.at(1).version;
  EXPECT_EQ(version.examples, 20U);
  EXPECT_EQ(version.rules_version, rules_->version());
  EXPECT_EQ(version.until.decision, noon + 10h - 10s);
  EXPECT_EQ(version.until.comment, CommentId{20});
  EXPECT_EQ(version.bytes, store_.kept.at(1).bytes.size());
}

TEST_F(ModelsTest, IsNotDueWhereOneKindIsMissing) {
  store_.decide(60, noon);
  std::size_t refused = 0;
  for (DecidedComment& comment : store_.comments)
    comment.wanted = comment.wanted || ++refused >= examples_of_a_kind_min;
  EXPECT_FALSE(is_due(noon + 1h));
  store_.add("cheap pills", false, noon);
  EXPECT_TRUE(is_due(noon + 1h));
}

TEST_F(ModelsTest, IsDueAgainWhenEnoughWasDecided) {
  store_.decide(60, noon);
  learnt();
  EXPECT_TRUE(std::holds_alternative<NothingNew>(learn_now()));
  EXPECT_FALSE(is_due(noon + 11h));
  store_.decide(19, noon + 10h);
  EXPECT_FALSE(is_due(noon + 11h));
  EXPECT_TRUE(is_due(noon + 10h + 24h)) << "once a day in any case";
  store_.decide(1, noon + 10h);
  EXPECT_TRUE(is_due(noon + 11h));
  const Learnt second = learnt(false, noon + 11h);
  EXPECT_EQ(second.examples, 80U) << "all that are still there";
  EXPECT_EQ(second.model->figures().examples, 80U);
}

TEST_F(ModelsTest, WhatWasUndoneOrWithdrawnIsNotDueForEver) {
  store_.decide(60, noon);
  learnt();
  store_.comments.pop_back();
  EXPECT_FALSE(is_due(noon + 1000h));
  EXPECT_TRUE(std::holds_alternative<NothingNew>(learn_now(false, noon + 1000h)));
}

TEST_F(ModelsTest, IsDueAnewWhereTheRulesAreOthers) {
  store_.decide(60, noon);
  learnt();
  EXPECT_FALSE(is_due(noon + 10h + 9min, "other rules")) << "they may be tried out";
  EXPECT_TRUE(is_due(noon + 10h + 10min, "other rules"));
}

TEST_F(ModelsTest, RemembersTheRefusedThatWerePurged) {
  store_.decide(200, noon);
  learnt();
  const auto on_pills = [this](const Learnt& learnt) {
    return learnt.model->judge(reading_of("Pills, cheap")).probability;
  };
  std::erase_if(store_.comments, [](const DecidedComment& one) noexcept { return !one.wanted; });
  for (int i = 0; i < 20; ++i)
    store_.add("Rolex watches, number " + std::to_string(i), false, noon + 12h);
  const double with_memory = on_pills(learnt(false, noon + 24h));
  const double without = on_pills(learnt(true, noon + 24h));
  EXPECT_GT(with_memory, without + 0.1);
  EXPECT_GT(with_memory, 0.5);
}

TEST_F(ModelsTest, RemembersWhatTheChosenOneKnewAndNotWhatTheNewestDid) {
  store_.decide(60, noon);
  const Learnt first = learnt();
  for (int i = 0; i < 60; ++i) store_.add("Poison of somebody's day", false, noon + 11h);
  learnt(false, noon + 12h);
  store_.activate(site, 1, true, noon);
  std::erase_if(store_.comments, [](const DecidedComment& one) noexcept { return !one.wanted; });
  for (int i = 0; i < 20; ++i)
    store_.add("Rolex watches, number " + std::to_string(i), false, noon + 13h);
  const auto probability = [this](const Learnt& learnt) {
    return learnt.model->judge(reading_of("Poison of somebody's day")).probability;
  };
  const double after_the_chosen = probability(learnt(false, noon + 24h));
  store_.kept.erase(3);
  store_.activate(site, 2, false, noon);
  EXPECT_GT(probability(learnt(false, noon + 24h)), after_the_chosen + 0.1);
}

TEST_F(ModelsTest, WhatWasBroughtInTeachesToo) {
  store_.decide(60, noon);
  learnt();
  store_.decide(30, noon - 1000h);
  for (auto one = store_.comments.begin() + 60; one != store_.comments.end(); ++one)
    one->by = std::nullopt;
  EXPECT_TRUE(is_due(noon + 11h));
  EXPECT_EQ(learnt().examples, 90U);
  EXPECT_EQ(store_.kept.at(2).version.until.comment, CommentId{90});
}

TEST_F(ModelsTest, TakesHalfOfEitherKindAndNoMore) {
  for (std::size_t i = 0; i < examples_max / 2 + 7; ++i) store_.add("", true, noon);
  store_.decide(40, noon);
  const Learnt learnt = this->learnt();
  EXPECT_EQ(learnt.model->figures().wanted, examples_max / 2);
  EXPECT_EQ(learnt.model->figures().unwanted, 20U);
}

TEST_F(ModelsTest, EndsWhereItIsToldTo) {
  store_.decide(60, noon);
  goes_on_until_ = 5;
  EXPECT_EQ(std::get<NotTrained>(learn_now()), NotTrained::stopped);
  EXPECT_TRUE(store_.kept.empty());
  EXPECT_LE(asked_, 7U) << "it is asked for each comment";
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
  EXPECT_TRUE(reading.folded.text.empty()) << "nobody needs it any more";
}

/// A site under the rules alone, where only what the filter holds is ever decided: days of many
/// wanted comments and some others, of which a few are told from wanted ones with difficulty.
class LivingSite : public ModelsTest {
 protected:
  struct Day {
    std::size_t caught = 0;
    std::size_t held = 0;
  };
  static constexpr std::size_t wanted_a_day = 600;
  static constexpr std::size_t unwanted_a_day = 60;

  std::string text(bool wanted) {
    static constexpr std::array talk{"ferry", "council", "harbour", "school", "winter", "bridge",
                                     "mayor", "market",  "library", "budget", "night",  "road"};
    static constexpr std::array trade{"pills",  "cheap",   "order", "channel", "win",  "visit",
                                      "casino", "watches", "prize", "click",   "free", "loan"};
    // Three words in ten are of the other kind.
    std::string text;
    for (int word = 0; word < 8; ++word)
      text += std::string{(drawn() % 10 < 3) == wanted ? trade[drawn() % trade.size()]
                                                       : talk[drawn() % talk.size()]} +
              ' ';
    return text;
  }

  /// One day is chance: what counts is the sum of several days on several sites.
  struct Sums {
    double caught = 0;
    double held = 0;
    void add(const Day& day) noexcept {
      caught += static_cast<double>(day.caught);
      held += static_cast<double>(day.held);
    }
  };
  static constexpr std::size_t sites = 4;

  void begin(std::size_t seed) {
    store_ = {};
    state_ = seed * 7'919;
    for (int i = 0; i < 300; ++i) store_.add(text(i % 3 != 0), i % 3 != 0, noon);
  }

  Day live(Instant morning) {
    const Learnt learnt = this->learnt(false, morning);
    const SiteFilter filter = filter_of(learnt.number, learnt.model, policy_);
    Day day;
    for (std::size_t i = 0; i < wanted_a_day + unwanted_a_day; ++i) {
      const bool wanted = i % 11 != 0;
      const std::string said = text(wanted);
      Reading reading = reading_of(said);
      filter.judge(reading);
      const Instant at = morning + std::chrono::minutes{i};
      if (reading.learned->is_over_threshold) {
        ++(wanted ? day.held : day.caught);
        store_.add(said, wanted, at);
      } else {
        store_.unread.push_back({{}, {"Ann", std::nullopt, said}, true, at, std::nullopt, i});
      }
    }
    return day;
  }

 private:
  std::size_t drawn() { return state_ = state_ * 48'271 % 2'147'483'647; }
  std::size_t state_ = 1;
};

TEST_F(LivingSite, DoesNotLearnFromItsOwnHolds) {
  Sums early;
  Sums late;
  std::string told;
  for (std::size_t seed = 1; seed <= sites; ++seed) {
    begin(seed);
    for (int day = 0; day < 10; ++day) {
      const Day lived = live(noon + day * 24h);
      told += std::to_string(lived.caught) + " caught, " + std::to_string(lived.held) + " held; ";
      if (day >= 2 && day < 6) early.add(lived);
      if (day >= 6) late.add(lived);
    }
    told += '\n';
  }
  EXPECT_GE(late.caught, 0.75 * early.caught) << told;
  EXPECT_GE(late.caught, sites * 4 * 10) << told;
  // As many as were allowed, and what chance may add to it.
  EXPECT_LE(late.held, sites * (4 * policy_.wanted_held_max * wanted_a_day + 10)) << told;
}

TEST_F(ModelsTest, WhatPassedUnseenAndIsLikeWhatWasRefusedDoesNotSilenceIt) {
  store_.decide(200, noon);
  for (int i = 0; i < 400; ++i)
    store_.unread.push_back(
        {{},
         {"Ann", std::nullopt, "The ferry should sail, said " + std::to_string(i)},
         true,
         noon + std::chrono::minutes{i},
         std::nullopt,
         0});
  for (int i = 0; i < 20; ++i)
    store_.unread.push_back({{},
                             {"Ann", std::nullopt, "Visit my channel for cheap pills and win"},
                             true,
                             noon + std::chrono::minutes{i},
                             std::nullopt,
                             0});
  const Learnt learnt = this->learnt(false, noon + 48h);
  EXPECT_EQ(learnt.model->figures().held_out.published, 420U);
  EXPECT_TRUE(learnt.model->judge(reading_of("Visit my channel for cheap pills and win"))
                  .is_over_threshold);
}

TEST_F(ModelsTest, WhatIsNewlyPublishedMayStillBeReported) {
  store_.decide(60, noon);
  store_.unread = {{{}, {"Ann", std::nullopt, "The ferry"}, true, noon + 1h, std::nullopt, 0}};
  EXPECT_EQ(learnt(true, noon + 25h).model->figures().held_out.published, 0U);
  EXPECT_EQ(learnt(true, noon + 25h + 1s).model->figures().held_out.published, 1U);
}

TEST_F(ModelsTest, TheThresholdIsThatOfThePolicyOfNow) {
  store_.decide(200, noon);
  const Learnt learnt = this->learnt();
  const SiteFilter strict = filter_of(1, learnt.model, {LearningMode::on, 0.0001});
  const SiteFilter usual = filter_of(1, learnt.model, policy_);
  EXPECT_GT(strict.threshold, usual.threshold);
  EXPECT_EQ(usual.threshold, learnt.model->figures().threshold);
  EXPECT_EQ(filter_of(1, nullptr, policy_).number, 0);
}

TEST_F(ModelsTest, ATurnEndsWithWhoeverTookIt) {
  {
    const TrainingTurn turn{store_, site, noon};
    EXPECT_TRUE(turn.is_mine());
    EXPECT_EQ(store_.turns_ended, 0);
  }
  EXPECT_EQ(store_.turns_ended, 1);
  store_.others_turn = true;
  EXPECT_FALSE((TrainingTurn{store_, site, noon}.is_mine()));
  EXPECT_EQ(store_.turns_ended, 1);
}

TEST(LearningMode, IsReadByItsName) {
  for (const auto mode : {LearningMode::off, LearningMode::shadow, LearningMode::on})
    EXPECT_EQ(parse_learning_mode(name_of(mode)), mode);
  EXPECT_FALSE(parse_learning_mode("yes"));
}

}  // namespace
}  // namespace copytaster
