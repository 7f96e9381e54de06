// `rules diff`: what differs between two sets of rules, as diff(1) says it.

#include <filesystem>
#include <iostream>
#include <set>

#include "commands/commands.hpp"
#include "commands/rule_files.hpp"
#include "commands/startup.hpp"
#include "commands/stores.hpp"
#include "copytaster/domain/line_diff.hpp"
#include "postgres/rule_store.hpp"

namespace copytaster::commands {
namespace {

struct NamedRules {
  std::string name;
  RuleFiles files;
};

/// Of a directory; read while we may still be root.
std::optional<NamedRules> in_directory(const std::string& named) {
  if (!std::filesystem::is_directory(named)) return std::nullopt;
  std::string name = named;
  while (name.size() > 1 && name.ends_with('/')) name.pop_back();
  return NamedRules{name, rule_files_in(named)};
}

NamedRules kept_as(const std::optional<RuleVersion>& version, const std::string& named, SiteId site,
                   RuleStore& store) {
  auto files = version ? store.files_of(site, version->number) : std::nullopt;
  if (!files) throw Refused(named.empty() ? "no rules judge yet" : "there is no version " + named);
  return {std::to_string(version->number), std::move(*files)};
}

NamedText text_in(const NamedRules& rules, const std::string& file) {
  const auto found = rules.files.find(file);
  if (found == rules.files.end()) return {"/dev/null", ""};
  return {rules.name + "/" + file, found->second};
}

/// Whether anything does.
bool tell_difference(const NamedRules& before, const NamedRules& after) {
  std::set<std::string> names;
  for (const NamedRules* rules : {&before, &after}) {
    for (const auto& [name, content] : rules->files) names.insert(name);
  }
  bool differs = false;
  for (const std::string& name : names) {
    std::cout << unified_diff(text_in(before, name), text_in(after, name));
    differs = differs || !before.files.contains(name) || !after.files.contains(name) ||
              before.files.at(name) != after.files.at(name);
  }
  return differs;
}

}  // namespace

int diff_rules(const Settings& settings, const RuleDiffWanted& wanted) {
  auto one = in_directory(wanted.one);
  auto other = in_directory(wanted.other);
  settle_in(settings);
  start_log(settings.log);
  Stores stores{settings};
  const SiteId site = stores.site(wanted.site);
  postgres::RuleRows rows{stores.pool()};
  if (!one) one = kept_as(find_rules(site, wanted.one, rows), wanted.one, site, rows);
  const bool is_with_active = wanted.other.empty();
  if (!other)
    other = kept_as(is_with_active ? rows.active(site) : find_rules(site, wanted.other, rows),
                    wanted.other, site, rows);
  stores.close();
  const bool differs =
      is_with_active ? tell_difference(*other, *one) : tell_difference(*one, *other);
  return differs ? 1 : 0;
}

}  // namespace copytaster::commands
