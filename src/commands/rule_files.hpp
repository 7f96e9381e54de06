#pragma once
// Where rules come from before anybody keeps them: a directory of the operator's, or what travels
// inside the program.

#include <memory>
#include <optional>
#include <string>

#include "copytaster/app/rules.hpp"
#include "copytaster/domain/rule_set.hpp"
#include "rule_files/toml_rule_reader.hpp"
#include "settings.hpp"

namespace copytaster::commands {

/// `rules.d/*.toml` and `words/*.txt` of a directory, as one set. Throws Refused, also where it is
/// more than a set may hold.
RuleFiles rule_files_in(const std::string& directory);

/// Those of the settings' directory; without one, the set that is shipped for the mode. Throws
/// Refused.
FoundRules found_rules(const std::string& directory, RulesMode mode = RulesMode::copytaster);

/// What a command is to read: the directory that it names, else the set that is shipped for
/// `asked`, else what a site of the mode `otherwise` begins with. Throws Refused.
struct RuleFilesWanted {
  const std::string& directory;
  std::optional<RulesMode> asked;
  RulesMode otherwise = RulesMode::copytaster;
};
RuleFiles rule_files_for(const RuleFilesWanted& wanted, const Settings& settings);

/// What sites of this mode begin with where `found` is there for all.
FoundRules found_for(RulesMode mode, const FoundRules& found);

/// A set's version is a short hash of its files' names and contents.
rule_files::TomlRuleReader rule_reader();

/// Throws Refused with the first error.
std::shared_ptr<const RuleSet> read_rules(const RuleFiles& files);

}  // namespace copytaster::commands
