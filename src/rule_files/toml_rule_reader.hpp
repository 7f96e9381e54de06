// Rule files as editors write them: TOML and word lists. The only room that knows the format.
#pragma once

#include <functional>
#include <string>

#include "copytaster/app/rules.hpp"

namespace copytaster::rule_files {

/// All that is wrong with all files at once, but no more than this.
inline constexpr std::size_t rule_errors_max = 100;

class TomlRuleReader final : public RuleReader {
 public:
  /// `version_of`: the name of the exact set, from its files.
  explicit TomlRuleReader(std::function<std::string(const RuleFiles&)> version_of) noexcept
      : version_of_(std::move(version_of)) {}

  ReadRules read(const RuleFiles& files) const override;

 private:
  std::function<std::string(const RuleFiles&)> version_of_;
};

}  // namespace copytaster::rule_files
