#include "commands/chosen.hpp"

#include "commands/startup.hpp"

namespace copytaster::commands {

void wrong_usage(const std::string& option, const std::string& allowed) {
  throw CLI::ValidationError(option, allowed);
}

std::optional<Instant> instant_of(const std::string& option, const std::string& text) {
  if (text.empty()) return std::nullopt;
  const auto instant = parse_instant(text);
  if (!instant) wrong_usage(option, "a date (2026-11-23) or a time (2026-11-23T10:00:00Z)");
  return instant;
}

std::string chosen_site(const Settings& settings, const std::string& given) {
  if (given.empty() && settings.sites.size() == 1) return settings.sites.begin()->first;
  if (given.empty()) throw Refused("there are several sites: name one with --site");
  if (!settings.sites.contains(given)) throw Refused("there is no site " + given);
  return given;
}

void add_site(CLI::App& command, Chosen& chosen) {
  command.add_option("--site", chosen.site, "the site (default: the only one)");
}

}  // namespace copytaster::commands
