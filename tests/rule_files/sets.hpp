#pragma once
// Sets of rule files as tests write them, and the shipped one.

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include "rule_files/toml_rule_reader.hpp"

namespace copytaster::test {

inline ReadRules read(const RuleFiles& files) {
  return rule_files::TomlRuleReader{[](const RuleFiles&) { return std::string{"test"}; }}.read(
      files);
}

inline std::string file_text(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

inline RuleFiles files_under(const std::string& directory) {
  RuleFiles files;
  for (const std::string folder : {"rules.d", "words"}) {
    for (const auto& entry : std::filesystem::directory_iterator{directory + "/" + folder})
      files[folder + "/" + entry.path().filename().string()] = file_text(entry.path().string());
  }
  return files;
}

inline RuleFiles shipped_files() { return files_under(COPYTASTER_SOURCE_DIR "/config"); }

/// What sites with rules_mode = "wordpress" begin with.
inline RuleFiles wordpress_files() {
  return files_under(COPYTASTER_SOURCE_DIR "/config/wordpress");
}

/// "file:line:column: reason; remedy", a line each.
inline std::string lines_of(const ReadRules& read) {
  const auto* errors = std::get_if<RuleErrors>(&read);
  if (errors == nullptr) return "";
  std::string lines;
  for (const RuleError& error : *errors)
    lines += error.place.file + ":" + std::to_string(error.place.line) + ":" +
             std::to_string(error.place.column) + ": " + error.reason + "; " + error.remedy + "\n";
  return lines;
}

}  // namespace copytaster::test
