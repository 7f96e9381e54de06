#pragma once
// Where a setting's value comes from: the environment twin, else the file, else the default.
// Knows at the end which names nobody asked for.

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <toml++/toml.h>

#include "settings.hpp"

namespace copytaster {

struct Range {
  std::int64_t min;
  std::int64_t max;
};

class SettingsSource {
 public:
  /// Throws SettingsError when the file cannot be read or is not TOML (with line and column).
  SettingsSource(const Environment& environment, const std::string& file);

  /// `path` is "section.key" or "sites.NAME.key".
  void text(std::string_view path, std::string& value);
  void number(std::string_view path, int& value, Range range);
  void number(std::string_view path, std::size_t& value, Range range);
  void flag(std::string_view path, bool& value);
  void list(std::string_view path, std::vector<std::string>& value);

  /// A second, shorter name for a key, such as COPYTASTER_LISTEN.
  void alias(std::string_view name, std::string_view path);
  /// Every site that the file or the environment names.
  std::set<std::string> site_names() const;
  /// Throws for the first name in file or environment that nobody has asked for.
  void refuse_unknown() const;

  [[noreturn]] static void refuse(std::string_view path, std::string_view value,
                                  std::string_view allowed);

 private:
  std::optional<std::string> from_environment(std::string_view path);
  const toml::node* from_file(std::string_view path);
  std::int64_t whole_number(std::string_view path, std::int64_t value, Range range);

  Environment environment_;
  toml::table file_;
  std::map<std::string, std::string> aliases_;  ///< path → name
  std::set<std::string> known_paths_;
  std::set<std::string> known_names_;
};

}  // namespace copytaster
