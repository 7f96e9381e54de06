#pragma once
// What one run of the program was asked to do, and what its subcommands' words have in common.

#include <functional>
#include <optional>
#include <string>

#include <CLI/CLI.hpp>

#include "copytaster/domain/instant.hpp"
#include "settings.hpp"

namespace copytaster::commands {

using Command = std::function<int(const Settings&)>;

struct Chosen {
  std::string program;
  std::string site;
  Command command;
};

/// Throws what ends the program with the status of wrong usage.
[[noreturn]] void wrong_usage(const std::string& option, const std::string& allowed);

/// None for no words.
std::optional<Instant> instant_of(const std::string& option, const std::string& text);

/// Without --site: the only site there is. Throws Refused.
std::string chosen_site(const Settings& settings, const std::string& given);
void add_site(CLI::App& command, Chosen& chosen);

/// `ban …`
void add_bans(CLI::App& app, Chosen& chosen);
/// `model …`
void add_models(CLI::App& app, Chosen& chosen);
/// `import`
void add_import(CLI::App& app, Chosen& chosen);
/// `rules …`
void add_rules(CLI::App& app, Chosen& chosen);

}  // namespace copytaster::commands
