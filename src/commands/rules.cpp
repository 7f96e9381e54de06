// The rules of a site on the command line, beside a service that may be running: it follows.

#include <iostream>

#include "commands/commands.hpp"
#include "commands/keyed_stores.hpp"
#include "commands/rule_files.hpp"
#include "commands/startup.hpp"
#include "copytaster/domain/text.hpp"
#include "http/rules_json.hpp"
#include "postgres/rule_store.hpp"

namespace copytaster::commands {
namespace {

constexpr std::size_t versions_page = 100;

std::string activation_words(const RuleVersion& version) {
  if (!version.active_since) return "";
  std::string words = "\tactive since " + rfc3339(*version.active_since);
  if (!version.activated_by.empty()) words += " by " + version.activated_by;
  if (version.activation_source)
    words += " (" + std::string{name_of(*version.activation_source)} + ")";
  return words;
}

void print_words(const RuleVersion& version) {
  std::cout << version.number << '\t' << version.hash << '\t' << rfc3339(version.made_at) << '\t'
            << name_of(version.source) << '\t' << (version.made_by.empty() ? "-" : version.made_by)
            << activation_words(version) << '\n';
}

/// On the other stream: a program that reads the list meets nothing new in it.
void tell_waiting(SiteId site, RuleStore& store) {
  const auto active = store.active(site);
  const auto waiting = active ? waiting_rules(site, *active, store) : std::nullopt;
  if (!waiting) return;
  const std::string number = std::to_string(waiting->number);
  std::cerr << (waiting->source == RuleSource::shipped ? "a newer shipped set"
                                                       : "what newer files say")
            << " is version " << number << ": copytaster rules diff " << number
            << ", copytaster rules activate " << number << '\n';
}

/// What writes into the audit needs the key that binds its words.
class Changing {
 public:
  explicit Changing(const Settings& settings) : keyed_(settings) {}

  SiteId site(const std::string& name) { return keyed_.stores().site(name); }
  RuleChangeTools tools() { return {rows_, reader_, keyed_.chain()}; }
  RuleActivation by_command() {
    return {{RuleSource::command, "", std::nullopt}, keyed_.stores().now(), std::nullopt};
  }
  void close() { keyed_.stores().close(); }

 private:
  KeyedStores keyed_;
  postgres::RuleRows rows_{keyed_.stores().pool()};
  const rule_files::TomlRuleReader reader_ = rule_reader();
};

int refuse(const RuleErrors& errors) {
  for (const RuleError& error : errors) std::cerr << "copytaster: " << line_for(error) << '\n';
  return 1;
}

int say_active(const SiteRules& rules) {
  std::cout << "version " << rules.version.number << " (" << rules.version.hash << ") judges\n";
  return 0;
}

}  // namespace

int list_rules(const Settings& settings, const RulesWanted& wanted) {
  settle_in(settings);
  start_log(settings.log);
  Stores stores{settings};
  postgres::RuleRows rows{stores.pool()};
  const SiteId site = stores.site(wanted.site);
  std::optional<std::int64_t> before;
  while (true) {
    const auto page = rows.versions(site, before, versions_page);
    for (const RuleVersion& version : page) {
      if (wanted.json)
        std::cout << http::version_json(version) << '\n';
      else
        print_words(version);
    }
    if (page.size() < versions_page) break;
    before = page.back().number;
  }
  tell_waiting(site, rows);
  stores.close();
  return 0;
}

int activate_rules(const Settings& settings, const RulesWanted& wanted) {
  Changing changing{settings};
  const auto outcome = copytaster::activate_rules(changing.site(wanted.site), wanted.named,
                                                  changing.by_command(), changing.tools());
  changing.close();
  if (std::holds_alternative<NoSuchRules>(outcome))
    throw Refused("there is no version " + wanted.named);
  if (const auto* errors = std::get_if<RuleErrors>(&outcome)) return refuse(*errors);
  return say_active(std::get<SiteRules>(outcome));
}

int put_rules(const Settings& settings, const RulesWanted& wanted) {
  const RuleFiles files = rule_files_in(wanted.named);  // while we may still be root
  Changing changing{settings};
  const auto outcome = copytaster::put_rules(changing.site(wanted.site), files,
                                             changing.by_command(), changing.tools());
  changing.close();
  if (const auto* errors = std::get_if<RuleErrors>(&outcome)) return refuse(*errors);
  return say_active(std::get<RulesPut>(outcome).rules);
}

}  // namespace copytaster::commands
