#pragma once
// What a RuleSet is made of once it can judge.

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "copytaster/domain/rule_set.hpp"
#include "domain/rules/pattern_set.hpp"
#include "domain/rules/term_index.hpp"

namespace copytaster {

struct RuleSet::Compiled {
  struct Term {
    std::uint32_t rule = 0;
    std::string text;  ///< as the editor wrote it
  };

  Thresholds thresholds;
  std::vector<RuleSpec> rules;                    ///< without their terms
  std::vector<std::size_t> by_conditions;         ///< the rules without evidence, in their order
  std::vector<std::vector<std::size_t>> exempts;  ///< for each rule those that it exempts
  std::vector<bool> exempts_learned;              ///< and whether from what was learned
  TermIndex terms;
  std::vector<Term> term_of;  ///< for each term of the index
  PatternSet patterns;
  std::vector<std::uint32_t> rule_of_pattern;
  std::unordered_multimap<std::string, Term> names;  ///< by `name_key`
  std::size_t terms_passed_over = 0;
  std::size_t cases = 0;
  bool reads_addresses = false;  ///< a list looks at the author's e-mail address
};

/// A name in the form in which names are compared: `words` is a view of words.
std::string name_key(std::string_view words);

}  // namespace copytaster
