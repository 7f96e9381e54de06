#include "copytaster/app/rule_figures.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/domain/builders.hpp"

namespace copytaster {
namespace {

using ::testing::ElementsAre;

class FakeRuleHits final : public RuleHitStore {
 public:
  CountedHits count_hits(SiteId, Instant from, std::size_t comments_max) override {
    most = comments_max;
    return {40, from, hits};
  }
  std::vector<RuleHits> hits;
  std::size_t most = 0;
};

std::vector<std::string> lines(const CountedHits& counted) {
  std::vector<std::string> all;
  for (const RuleHits& one : counted.rules)
    all.push_back(one.rule + (one.shadow ? " shadow " : " ") + std::to_string(one.hits));
  return all;
}

RuleSpec a_word(const std::string& id, bool shadow) {
  return test::a_rule(id, [&](RuleSpec& rule) {
    rule.evidence = test::a_list({id});
    rule.shadow = shadow;
  });
}

TEST(RuleFigures, TellEveryRuleOfTheSetInItsOrderAndThenThoseOfBefore) {
  const auto set =
      test::rules_of({a_word("zebra", false), a_word("ant", true), a_word("bee", true)});
  FakeRuleHits store;
  store.hits = {{"gone", false, 2, 0, 0}, {"bee", false, 5, 0, 0}, {"ant", true, 3, 1, 2}};
  const CountedHits counted = rule_figures({1}, Instant{}, *set, store);
  EXPECT_EQ(counted.comments, 40U);
  EXPECT_EQ(store.most, figures_comments_max);
  EXPECT_THAT(lines(counted),
              ElementsAre("zebra 0", "ant shadow 3", "bee 5", "bee shadow 0", "gone 2"));
}

TEST(RuleFigures, ARuleIsAsGoodAsWhatPeopleRefusedOfIt) {
  EXPECT_DOUBLE_EQ((RuleHits{"a", true, 40, 1, 30}.precision().share), 30.0 / 31);
  EXPECT_EQ((RuleHits{"a", true, 40, 0, 0}.precision().high), 1) << "nobody knows";
}

}  // namespace
}  // namespace copytaster
