#pragma once
// A set of rules that can judge: compiled once, never changed, shared by whoever reads with it.

#include <cstddef>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "copytaster/domain/rule_spec.hpp"

namespace copytaster {

/// So many rules and cases a set may hold, so many regexes among them, so many terms in all lists.
inline constexpr std::size_t rules_max = 5'000;
inline constexpr std::size_t regexes_max = 1'000;
inline constexpr std::size_t terms_max = 500'000;
inline constexpr std::size_t rule_cases_max = 5'000;

class RuleSet {
 public:
  struct Compiled;  ///< of src/domain/rules
  RuleSet(std::string version, std::unique_ptr<const Compiled> compiled) noexcept;
  ~RuleSet();
  RuleSet(const RuleSet&) = delete;
  RuleSet& operator=(const RuleSet&) = delete;

  /// Names the exact set; stored with each verdict.
  const std::string& version() const { return version_; }
  std::size_t rules() const;
  /// Of all rules, in the order of the set.
  std::vector<std::string> ids() const;
  /// By a rule's place in the set.
  bool is_in_shadow(std::size_t rule) const;
  std::size_t terms() const;
  /// Terms of list files in which nothing is left to be found.
  std::size_t terms_passed_over() const;
  std::size_t cases() const;
  const Compiled& compiled() const { return *compiled_; }

 private:
  std::string version_;
  std::unique_ptr<const Compiled> compiled_;
};

/// All errors that there are, in no order.
using CompiledRules = std::variant<std::shared_ptr<const RuleSet>, std::vector<RuleError>>;
CompiledRules compile_rules(RuleSetSpec spec, std::string version);

/// Judges the editor's own cases; one error for each that comes out otherwise.
std::vector<RuleError> failed_cases(const std::vector<CaseSpec>& cases,
                                    const std::shared_ptr<const RuleSet>& rules);

}  // namespace copytaster
