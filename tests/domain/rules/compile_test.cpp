#include <gtest/gtest.h>

#include "tests/domain/builders.hpp"

namespace copytaster {
namespace {

using test::a_list;
using test::a_rule;

std::vector<RuleError> errors_of(std::vector<RuleSpec> rules) {
  RuleSetSpec spec;
  spec.rules = std::move(rules);
  auto compiled = compile_rules(std::move(spec), "test");
  if (auto* errors = std::get_if<std::vector<RuleError>>(&compiled)) return std::move(*errors);
  return {};
}

/// The only error's reason; or how many there are.
std::string error_of(std::vector<RuleSpec> rules) {
  const auto errors = errors_of(std::move(rules));
  return errors.size() == 1 ? errors[0].reason : std::to_string(errors.size()) + " errors";
}

RuleSpec plain(const std::string& id) {
  return a_rule(id, [](RuleSpec&) noexcept {});
}

TEST(CompileRules, CountsWhatASetHolds) {
  const auto rules = test::rules_of({plain("limit"),
                                     a_rule("list",
                                            [](RuleSpec& rule) {
                                              rule.evidence = a_list({"a", "b"});
                                            }),
                                     a_rule("names", [](RuleSpec& rule) {
                                       rule.evidence = NamesSpec{{{"Ed", {}}}};
                                     })});
  EXPECT_EQ(rules->rules(), 3U);
  EXPECT_EQ(rules->terms(), 3U);
  EXPECT_EQ(rules->terms_passed_over(), 0U);
  EXPECT_EQ(rules->version(), "test");
}

TEST(CompileRules, TakesIdsOfOneKind) {
  for (const std::string& id : {std::string{"a"}, std::string{"a-b_9"}, std::string(64, 'x')})
    EXPECT_EQ(error_of({plain(id)}), "0 errors") << id;
  EXPECT_EQ(error_of({plain("Too Many")}), "`Too Many` cannot be an id");
  EXPECT_EQ(error_of({plain("")}), "`` cannot be an id");
  EXPECT_EQ(error_of({plain(std::string(65, 'x'))}),
            "`" + std::string(65, 'x') + "` cannot be an id");
  EXPECT_EQ(error_of({plain(std::string{unchecked_rule})}), "`not_checked` is the service's own");
  EXPECT_EQ(error_of({plain("a"), plain("b"), plain("a")}),
            "there is a rule `a` already, at rules.d/test.toml:1");
}

TEST(CompileRules, NamesTheRuleThatWasMeant) {
  const auto exempting = [](const std::string& id) {
    return a_rule("trust", [&id](RuleSpec& rule) { rule.exempts = {id}; });
  };
  EXPECT_TRUE(errors_of({exempting("*"), exempting("too_many_links")}).size() > 0);
  EXPECT_EQ(error_of({exempting("*")}), "0 errors");
  const auto errors = errors_of({exempting("to_many_links"), plain("too_many_links")});
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors[0].reason, "`trust` exempts `to_many_links`, which is no rule of this set");
  EXPECT_EQ(errors[0].remedy, "did you mean `too_many_links`?");
}

TEST(CompileRules, ShowsARegexInItsPlace) {
  const auto errors = errors_of({a_rule("open", [](RuleSpec& rule) {
    rule.evidence = RegexSpec{"(casino", {"rules.d/a.toml", 7, 11}, false};
  })});
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors[0].place, (Place{"rules.d/a.toml", 7, 11}));
  EXPECT_NE(errors[0].reason.find("missing )"), std::string::npos) << errors[0].reason;
}

TEST(CompileRules, RefusesAnOwnTermOfNothingAndPassesOverOthers) {
  const auto list = [](bool from_file) {
    return a_rule("list", [from_file](RuleSpec& rule) {
      auto terms = a_list({"casino", "...", "#!"});
      terms.from_file = from_file;
      rule.evidence = std::move(terms);
    });
  };
  const auto errors = errors_of({list(false)});
  ASSERT_EQ(errors.size(), 2U);
  EXPECT_EQ(errors[0].reason, "nothing is left of \"...\" to be looked for");
  EXPECT_EQ(errors[0].place, (Place{"rules.d/test.toml", 2, 3}));
  const auto rules = test::rules_of({list(true)});
  EXPECT_EQ(rules->terms(), 1U);
  EXPECT_EQ(rules->terms_passed_over(), 2U);
}

TEST(CompileRules, RefusesMoreThanASetMayHold) {
  const auto rules = [](std::size_t count) {
    std::vector<RuleSpec> all;
    for (std::size_t rule = 0; rule < count; ++rule)
      all.push_back(plain("r" + std::to_string(rule)));
    return all;
  };
  EXPECT_EQ(error_of(rules(rules_max)), "0 errors");
  EXPECT_EQ(error_of(rules(rules_max + 1)), "there are 5001 rules");
}

}  // namespace
}  // namespace copytaster
