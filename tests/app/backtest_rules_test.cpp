#include "copytaster/app/backtest_rules.hpp"

#include <chrono>
#include <tuple>

#include <gtest/gtest.h>

#include "tests/app/model_fakes.hpp"
#include "tests/domain/builders.hpp"

namespace copytaster {
namespace {

using test::a_list;
using test::a_rule;
using test::rules_of;

class FakeJudgedComments final : public JudgedComments {
 public:
  void read(SiteId, const BacktestPeriod& period, const Take& take) override {
    asked = period;
    for (const JudgedComment& one : all) {
      if (!take({&one, 1})) return;
    }
  }
  std::vector<JudgedComment> all;
  BacktestPeriod asked;
};

class BacktestTest : public ::testing::Test {
 protected:
  void said(const std::string& text, State then, State state, bool by_person = true) {
    JudgedComment comment;
    comment.id = {static_cast<std::int64_t>(comments_.all.size()) + 1};
    comment.words = {"Ann", std::nullopt, text, 0, {}};
    comment.facts.known_author = true;
    comment.then = then;
    comment.state = state;
    comment.decided_by_person = by_person;
    comments_.all.push_back(comment);
  }
  Backtest tested(std::vector<RuleSpec> rules, std::size_t comments_max = 1000) {
    return backtest_rules({{1},
                           rules_of(std::move(rules)),
                           {.premoderation = Premoderation::all},
                           {{}, Instant::max(), comments_max},
                           filter_},
                          {comments_, [this]() noexcept { return time_us_ += step_us_; },
                           [this](std::size_t done) noexcept { return done < stop_after_; }});
  }
  static RuleSpec word(const std::string& id, const std::string& text, double score = 3) {
    return a_rule(id, [&](RuleSpec& rule) {
      rule.evidence = a_list({text});
      rule.score = score;
      rule.action = {};
    });
  }

  FakeJudgedComments comments_;
  SiteFilter filter_;
  std::int64_t time_us_ = 0;
  std::int64_t step_us_ = 10;
  std::size_t stop_after_ = 1'000'000;
};

std::size_t cell(const Backtest& found, State then, State now) {
  return found.then_now[static_cast<std::size_t>(then)][static_cast<std::size_t>(now)];
}

std::vector<std::int64_t> examples(const Backtest& found) {
  std::vector<std::int64_t> ids;
  for (const RuleExample& example : found.rules.at(0).examples) ids.push_back(example.id.value);
  return ids;
}

TEST_F(BacktestTest, ARuleIsShownByWhatItHitsTheWantedFirst) {
  for (int i = 0; i < 6; ++i) said("a casino", State::pending, State::spam);
  said("a ferry", State::approved, State::approved);
  said("my casino", State::approved, State::approved);
  said("our casino", State::approved, State::approved);
  const Backtest found = tested({word("gambling", "casino")});
  EXPECT_EQ(examples(found), (std::vector<std::int64_t>{8, 9, 1, 2, 3}));
  const RuleExample& first = found.rules.at(0).examples.at(0);
  EXPECT_EQ(first.text, "my casino");
  EXPECT_EQ(first.now, State::pending);
  EXPECT_EQ(first.hit.rule, "gambling");
  EXPECT_EQ(first.hit.spans.at(0).start, 3U);
}

TEST_F(BacktestTest, ExamplesStaySmall) {
  const std::string casino = "casino ";
  said(casino + std::string(example_bytes_max - casino.size(), 'x'), State::pending, State::spam);
  said(casino + std::string(example_bytes_max - casino.size() + 1, 'x'), State::pending,
       State::spam);
  EXPECT_EQ(examples(tested({word("gambling", "casino")})), (std::vector<std::int64_t>{1}));
  for (int i = 0; i < 9; ++i) said("my casino", State::approved, State::approved);
  EXPECT_EQ(examples(tested({word("gambling", "casino")})).size(), rule_examples_max);
  std::vector<RuleSpec> many;
  for (int i = 0; i < 400; ++i) many.push_back(word("rule_" + std::to_string(i), "casino"));
  std::size_t bytes = 0;
  for (const RuleFigures& rule : tested(std::move(many)).rules) {
    for (const RuleExample& example : rule.examples) bytes += example.text.size();
  }
  EXPECT_LE(bytes, examples_bytes_max);
  EXPECT_GT(bytes, examples_bytes_max / 2);
}

TEST_F(BacktestTest, ComparesThenAndNow) {
  said("a casino", State::approved, State::spam);
  said("a casino", State::pending, State::rejected);
  said("a ferry", State::pending, State::approved);
  said("a ferry", State::approved, State::approved);
  said("a casino on a ferry", State::approved, State::approved);
  said("a casino", State::pending, State::pending, false);
  const Backtest found = tested({word("gambling", "casino")});
  EXPECT_EQ(found.comments, 6U);
  EXPECT_EQ(cell(found, State::approved, State::pending), 2U);
  EXPECT_EQ(cell(found, State::pending, State::pending), 2U);
  EXPECT_EQ(cell(found, State::pending, State::approved), 1U) << "premoderation does not count";
  EXPECT_EQ(cell(found, State::approved, State::approved), 1U);
  EXPECT_EQ(found.unwanted.total, 2U);
  EXPECT_EQ(found.unwanted.then, 1U);
  EXPECT_EQ(found.unwanted.now, 2U);
  EXPECT_EQ(found.wanted.total, 3U) << "what nobody has decided is neither";
  EXPECT_EQ(found.wanted.then, 1U);
  EXPECT_EQ(found.wanted.now, 1U);
  EXPECT_EQ(found.us_per_comment, 10);
}

TEST_F(BacktestTest, ShowsWantedOnesThatWouldBeStoppedFirst) {
  said("a casino", State::approved, State::spam);
  said("a ferry", State::pending, State::approved);
  said("a casino of old", State::approved, State::approved);
  said("the same", State::approved, State::approved);
  const Backtest found = tested({word("gambling", "casino")});
  EXPECT_EQ(found.changed_total, 3U);
  ASSERT_EQ(found.changed.size(), 3U);
  EXPECT_EQ(found.changed[0].comment.words.text, "a casino of old");
  EXPECT_EQ(found.changed[0].now.state, State::pending);
  EXPECT_EQ(found.changed[0].now.hits.at(0).rule, "gambling");
  EXPECT_EQ(found.changed[1].comment.words.text, "a casino");
  EXPECT_EQ(found.changed[2].comment.words.text, "a ferry");
}

TEST_F(BacktestTest, ShowsTwoHundredAtMost) {
  for (int i = 0; i < 150; ++i) said("a casino", State::approved, State::approved);
  for (int i = 0; i < 150; ++i) said("a casino", State::approved, State::spam);
  const Backtest found = tested({word("gambling", "casino")});
  EXPECT_EQ(found.changed_total, 300U);
  EXPECT_EQ(found.changed.size(), changed_shown_max);
  EXPECT_EQ(found.changed[149].comment.state, State::approved);
  EXPECT_EQ(found.changed[150].comment.state, State::spam);
}

TEST_F(BacktestTest, TellsWhatEachRuleDidAndWasTheOnlyCauseOf) {
  said("a casino", State::approved, State::spam);
  said("a casino and a lottery", State::approved, State::rejected);
  said("one lottery", State::approved, State::approved);
  auto on_trial = word("on_trial", "lottery");
  on_trial.shadow = true;
  auto regex = a_rule("regex", [](RuleSpec& rule) {
    rule.evidence = RegexSpec{"lotter(y|ies)", {}, false};
    rule.score = 1;
    rule.action = {};
  });
  const Backtest found =
      tested({word("gambling", "casino"), word("games", "lottery", 2), on_trial, regex});
  ASSERT_EQ(found.rules.size(), 4U);
  const auto& [gambling, games, trial, by_regex] =
      std::tie(found.rules[0], found.rules[1], found.rules[2], found.rules[3]);
  EXPECT_EQ(gambling.hits, 2U);
  EXPECT_EQ(gambling.unwanted, 2U);
  EXPECT_EQ(gambling.sole, 1U) << "the other two make three of the second";
  EXPECT_EQ(games.hits, 2U);
  EXPECT_EQ(games.wanted, 1U);
  EXPECT_EQ(games.sole, 1U) << "without it the third would be published";
  EXPECT_TRUE(trial.shadow);
  EXPECT_EQ(trial.hits, 2U);
  EXPECT_EQ(trial.sole, 0U);
  EXPECT_EQ(by_regex.sole, 1U);
  EXPECT_TRUE(by_regex.us && gambling.us) << "each is timed by itself";
}

TEST_F(BacktestTest, TimesNoMoreRulesThanThereIsTimeFor) {
  said("a casino", State::approved, State::approved);
  const auto limit = a_rule("limit", [](RuleSpec& rule) { rule.when = {{Metric::links}}; });
  step_us_ = 400'000;
  const Backtest found = tested({limit, word("one", "a"), word("two", "b"), word("three", "c")});
  EXPECT_FALSE(found.rules[0].us) << "there is nothing to look for";
  EXPECT_EQ(found.rules[1].us, 400'000);
  EXPECT_FALSE(found.rules[2].us);
  EXPECT_FALSE(found.rules[3].us);
}

TEST_F(BacktestTest, HasALimitAndCanBeEnded) {
  for (int i = 0; i < 5; ++i) said("x", State::approved, State::approved);
  tested({}, backtest_comments_max + 1);
  EXPECT_EQ(comments_.asked.comments_max, backtest_comments_max);
  tested({}, 7);
  EXPECT_EQ(comments_.asked.comments_max, 7U);
  stop_after_ = 2;
  EXPECT_EQ(tested({}).comments, 2U);
}

TEST(ShareOf, IsWilsonsInterval) {
  const Share share = share_of(10, 100);
  EXPECT_DOUBLE_EQ(share.share, 0.1);
  EXPECT_NEAR(share.low, 0.0552, 0.0001);
  EXPECT_NEAR(share.high, 0.1744, 0.0001);
  EXPECT_NEAR(share_of(0, 100).low, 0, 1e-9);
  EXPECT_NEAR(share_of(0, 100).high, 0.037, 0.0001);
  EXPECT_NEAR(share_of(100, 100).high, 1, 1e-9);
  EXPECT_EQ(share_of(0, 0).low, 0);
  EXPECT_EQ(share_of(0, 0).high, 1);
}

TEST_F(BacktestTest, TellsWhatTheModelHasLearnedFromAndDoesNotCountIt) {
  constexpr Instant monday{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23}};
  test::FakeModelStore store;
  store.decide(60, monday);
  const LearningPolicy policy{LearningMode::on};
  const auto learnt =
      std::get<Learnt>(learn({1}, monday + std::chrono::hours{2}, false,
                             {store, rules_of({}), [](double) noexcept { return true; }, policy}));
  const std::string spam = "Visit my channel for cheap pills and win";
  for (const auto minutes : {59, 60}) {
    said(spam, State::approved, State::spam);
    comments_.all.back().at = monday + std::chrono::minutes{minutes};
  }
  said(spam, State::approved, State::approved, false);
  EXPECT_EQ(tested({}).model, 0);
  EXPECT_EQ(tested({}).in_sample, 0U);
  filter_ = filter_of(7, learnt.model, policy);
  const Backtest found = tested({});
  EXPECT_EQ(found.model, 7);
  EXPECT_EQ(found.in_sample, 1U) << "the last one learned from, and none after it";
  EXPECT_EQ(found.unwanted.now, 2U);
  const RuleFigures& learned = found.rules.back();
  EXPECT_EQ(learned.rule, learned_rule);
  EXPECT_EQ(learned.hits, 3U);
  EXPECT_EQ(learned.unwanted, 1U);
}

}  // namespace
}  // namespace copytaster
