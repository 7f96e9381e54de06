#include <gtest/gtest.h>

#include "tests/domain/builders.hpp"

namespace copytaster {
namespace {

using test::a_list;
using test::a_rule;
using test::rules_of;

std::vector<ContentHit> hits(const RuleSpec& rule, const std::string& text) {
  static std::shared_ptr<const RuleSet> rules;
  rules = rules_of({rule});
  return content_hits(read_stored({"Ann", std::nullopt, text}, rules));
}

RuleSpec scored(double score, std::optional<Action> action = {}) {
  return a_rule("words", [&](RuleSpec& rule) {
    rule.evidence = a_list({"casino", "viagra"});
    rule.score = score;
    rule.action = action;
  });
}

TEST(ContentHits, WeighWhatHoldsByItselfAsOne) {
  EXPECT_TRUE(hits(scored(3), "the ferry").empty());
  const auto hit = hits(scored(3), "a casino");
  ASSERT_EQ(hit.size(), 1U);
  EXPECT_EQ(hit[0].rule, "words");
  EXPECT_EQ(hit[0].weight, 1);
  EXPECT_FALSE(hit[0].shadow);
  EXPECT_EQ(hits(scored(1.5), "a casino")[0].weight, 0.5);
  EXPECT_EQ(hits(scored(0, Action::hold), "a casino")[0].weight, 1);
  EXPECT_EQ(hits(scored(-3, Action::approve), "a casino")[0].weight, -1);
}

// When a decision is learned from, the address is sealed: what counts must be seen then, too.
TEST(ContentHits, AreNoneInTheAddress) {
  RuleSpec rule = scored(3);
  rule.fields = {Field::text, Field::email};
  rule.hits_max = 2;
  const auto rules = rules_of({rule});
  const auto weight = [&rules](const std::string& text, const std::string& email) {
    const auto found =
        content_hits(read_text(test::a_submission({.email = email, .text = text}), rules));
    return found.empty() ? 0 : found[0].weight;
  };
  EXPECT_EQ(weight("the ferry", "ann@casino.example"), 0);
  EXPECT_EQ(weight("viagra", "ann@nest.example"), 1);
  EXPECT_EQ(weight("viagra", "ann@casino.example"), 1);
}

TEST(ContentHits, CountWhatDiffersUpToTheRulesLimit) {
  RuleSpec rule = scored(3);
  EXPECT_EQ(hits(rule, "casino viagra")[0].weight, 1);
  rule.hits_max = 2;
  EXPECT_EQ(hits(rule, "casino viagra casino")[0].weight, 2);
}

TEST(ContentHits, AskOnlyWhatTheCommentItselfSays) {
  const auto with = [](Metric metric) {
    RuleSpec rule = scored(3);
    rule.when = {{metric, Comparison::at_least, 0}};
    return hits(rule, "a casino").size();
  };
  for (const Metric metric : all_metrics()) {
    const bool is_asked =
        !is_of_history(metric) && !is_of_sending(metric) && metric != Metric::invisible_characters;
    EXPECT_EQ(with(metric), is_asked ? 1U : 0U) << name_of(metric);
  }
}

TEST(ContentHits, NeedAllConditions) {
  RuleSpec rule = scored(3);
  rule.when = {{Metric::words, Comparison::at_most, 3}, {Metric::links, Comparison::under, 1}};
  EXPECT_EQ(hits(rule, "a casino").size(), 1U);
  EXPECT_TRUE(hits(rule, "a casino here in town").empty());
  EXPECT_TRUE(hits(rule, "casino https://a.example").empty());
}

}  // namespace
}  // namespace copytaster
