// Word lists as they go round: one term a line.
#pragma once

#include <string>
#include <vector>

#include "copytaster/app/rules.hpp"

namespace copytaster::rule_files {

inline constexpr std::size_t list_terms_max = 100'000;

/// Empty lines, lines that begin with '#' and repetitions are passed over; line ends may be of any
/// system.
std::vector<TermSpec> read_word_list(const std::string& file, const std::string& lines,
                                     RuleErrors& errors);

}  // namespace copytaster::rule_files
