// What was learned is heard like a rule: it holds, it is exempted from, it never does more than it
// may.
#include <gtest/gtest.h>

#include "tests/domain/builders.hpp"

namespace copytaster {
namespace {

using test::a_list;
using test::a_rule;
using test::a_submission;
using test::rules_of;

using Rules = std::vector<RuleSpec>;

Learned learned(double probability, bool over = true) {
  Learned one;
  one.probability = probability;
  one.is_over_threshold = over;
  one.explanation = "like what was refused before: “pills”";
  one.spans = {{Field::text, 0, 5}};
  one.model = 7;
  return one;
}

RuleSpec a_word(double score) {
  return a_rule("word", [&](RuleSpec& rule) {
    rule.evidence = a_list({"pills"});
    rule.score = score;
    rule.action = {};
  });
}

Verdict judged(const Rules& rules, const Learned& learned,
               Premoderation mode = Premoderation::rules) {
  Reading reading = read_text(a_submission({.text = "pills are fine"}), rules_of(rules));
  reading.learned = learned;
  return judge(reading, {.known_author = true}, {.premoderation = mode});
}

TEST(LearnedRule, HoldsAndSaysWhy) {
  const Verdict verdict = judged({a_word(0.5)}, learned(0.9));
  EXPECT_EQ(verdict.state, State::pending);
  EXPECT_EQ(verdict.model_version, 7);
  ASSERT_EQ(verdict.hits.size(), 2U);
  const Hit& hit = verdict.hits[1];
  EXPECT_EQ(hit.rule, learned_rule);
  EXPECT_DOUBLE_EQ(hit.score, 2.7);
  EXPECT_EQ(hit.explanation, "like what was refused before: “pills”");
  EXPECT_EQ(hit.spans, (std::vector<Span>{{Field::text, 0, 5}}));
  EXPECT_NE(verdict_json(verdict, {}).find("\"model_version\":7"), std::string::npos);
}

TEST(LearnedRule, BelowItsThresholdItIsSilent) {
  const Verdict verdict = judged({a_word(0.5)}, learned(0.9, false));
  EXPECT_EQ(verdict.state, State::approved);
  EXPECT_EQ(verdict.hits.size(), 1U);
  EXPECT_EQ(verdict.model_version, 7);
}

TEST(LearnedRule, NeverMakesSpamOfWhatRulesOnlyHold) {
  EXPECT_EQ(judged({a_word(7.9)}, learned(1)).state, State::pending);
  EXPECT_EQ(judged({a_word(8)}, learned(1)).state, State::spam) << "the rules say so";
}

TEST(LearnedRule, OnlyHolds) { EXPECT_EQ(judged({}, learned(1)).state, State::pending); }

TEST(LearnedRule, InShadowItOnlyCounts) {
  Learned shadow = learned(0.99);
  shadow.shadow = true;
  const Verdict verdict = judged({}, shadow);
  EXPECT_EQ(verdict.state, State::approved);
  ASSERT_EQ(verdict.hits.size(), 1U);
  EXPECT_TRUE(verdict.hits[0].shadow);
}

TEST(LearnedRule, IsExemptedFromByNameAndByAll) {
  for (const char* whom : {"learned", "*"}) {
    const Rules rules{a_rule("trust", [&](RuleSpec& rule) {
      rule.when = {{Metric::known_author, Comparison::at_least, 1, false}};
      rule.score = 0;
      rule.action = Action::approve;
      rule.exempts = {whom};
    })};
    EXPECT_EQ(judged(rules, learned(0.9)).state, State::approved) << whom;
  }
}

TEST(LearnedRule, IsTheSoleCauseWhereNothingElseHolds) {
  Reading reading = read_text(a_submission({.text = "fine"}), rules_of({}));
  reading.learned = learned(0.9);
  EXPECT_EQ(sole_causes(reading, {.known_author = true}, {.premoderation = Premoderation::rules}),
            std::vector<std::string>{"learned"});
}

TEST(LearnedRule, NoOtherRuleHasItsName) {
  RuleSetSpec spec;
  spec.rules = {a_rule("learned", [](RuleSpec& rule) {
    rule.evidence = a_list({"pills"});
    rule.score = 1;
  })};
  EXPECT_TRUE(std::holds_alternative<std::vector<RuleError>>(compile_rules(std::move(spec), "v")));
}

}  // namespace
}  // namespace copytaster
