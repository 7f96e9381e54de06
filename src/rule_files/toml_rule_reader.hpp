// Rule files as editors write them: TOML and word lists. The only room that knows the format.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "copytaster/app/rules.hpp"

namespace copytaster::rule_files {

/// All that is wrong with all files at once, but no more than this.
inline constexpr std::size_t rule_errors_max = 100;

/// The same files give the same set for as long as anybody has it: a SIGHUP that changes something
/// else compiles nothing.
class TomlRuleReader final : public RuleReader {
 public:
  /// `version_of`: the name of the exact set, from its files.
  explicit TomlRuleReader(std::function<std::string(const RuleFiles&)> version_of);

  ReadRules read(const RuleFiles& files) const override;

 private:
  class Known;
  std::function<std::string(const RuleFiles&)> version_of_;
  std::shared_ptr<Known> known_;
};

}  // namespace copytaster::rule_files
