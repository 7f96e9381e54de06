// What stands under each heading of a rule file: scores, rules of five kinds, tests.
#pragma once

#include <array>
#include <string_view>

#include "copytaster/app/rules.hpp"
#include "rule_files/rule_table.hpp"

namespace copytaster::rule_files {

inline constexpr std::array<std::string_view, 5> rule_kinds = {"list", "regex", "limit", "names",
                                                               "trust"};

/// Whatever of it is right, so that other errors can be found as well.
RuleSpec read_rule(std::string_view kind, RuleTable& table, const RuleFiles& files);

Thresholds read_scores(RuleTable& table);

CaseSpec read_case(RuleTable& table);

}  // namespace copytaster::rule_files
