#include "commands/rule_files.hpp"

#include <array>
#include <filesystem>
#include <string_view>
#include <utility>

#include "commands/startup.hpp"
#include "embedded_files.hpp"
#include "security/hashing.hpp"

namespace copytaster::commands {
namespace {

namespace fs = std::filesystem;

/// Folder and ending.
constexpr std::array<std::pair<std::string_view, std::string_view>, 2> places{{
    {"rules.d", ".toml"},
    {"words", ".txt"},
}};

/// Looked at before a file is read: a directory may hold anything.
void refuse_if_too_much(const RuleFiles& files, std::uintmax_t bytes,
                        const std::string& directory) {
  if (files.size() >= rule_files_max)
    throw Refused("a set of rules has at most " + std::to_string(rule_files_max) +
                  " files, there are more in " + directory);
  if (bytes > rule_files_bytes_max)
    throw Refused("a set of rules has at most 4 MiB, there is more in " + directory);
}

void read_folder(const std::string& directory, std::string_view folder, std::string_view ending,
                 RuleFiles& files) {
  std::uintmax_t bytes = 0;
  for (const auto& [name, content] : files) bytes += content.size();
  std::error_code error;
  // A directory may have the one folder alone.
  for (fs::directory_iterator entry{fs::path{directory} / folder, error}, end;
       !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (name.starts_with('.') || !name.ends_with(ending) || !entry->is_regular_file(error))
      continue;
    bytes += entry->file_size(error);
    refuse_if_too_much(files, bytes, directory);
    files.emplace(std::string{folder} + "/" + name,
                  read_whole(entry->path().string(), "a file of rules"));
  }
  if (error && error != std::errc::no_such_file_or_directory)
    throw Refused("cannot read " + directory + "/" + std::string{folder} + ": " + error.message());
}

/// The folder of each mode has the same places.
RuleFiles shipped(RulesMode mode) {
  RuleFiles files;
  const std::string_view config = mode == RulesMode::wordpress ? "config/wordpress/" : "config/";
  for (const EmbeddedFile& file : embedded_files()) {
    for (const auto& [folder, ending] : places) {
      const std::string place = std::string{config} + std::string{folder} + "/";
      if (file.path.starts_with(place) && file.path.ends_with(ending))
        files.emplace(file.path.substr(config.size()), file.bytes);
    }
  }
  return files;
}

/// With their lengths, so that no two sets are told as one.
std::string version_of(const RuleFiles& files) {
  std::string all;
  for (const auto& [name, content] : files) {
    all += std::to_string(name.size()) + ":" + name;
    all += std::to_string(content.size()) + ":" + content;
  }
  return security::short_hash(all);
}

}  // namespace

RuleFiles rule_files_in(const std::string& directory) {
  RuleFiles files;
  for (const auto& [folder, ending] : places) read_folder(directory, folder, ending, files);
  if (files.empty())
    throw Refused("there are no rules in " + directory +
                  ": neither rules.d/*.toml nor words/*.txt");
  return files;
}

FoundRules found_rules(const std::string& directory, RulesMode mode) {
  if (directory.empty()) return {shipped(mode), RuleSource::shipped};
  return {rule_files_in(directory), RuleSource::files};
}

RuleFiles rule_files_for(const RuleFilesWanted& wanted, const Settings& settings) {
  if (!wanted.directory.empty()) return rule_files_in(wanted.directory);
  if (wanted.asked) return shipped(*wanted.asked);
  return found_rules(settings.rules.directory, wanted.otherwise).files;
}

FoundRules found_for(RulesMode mode, const FoundRules& found) {
  return found.source == RuleSource::shipped ? found_rules("", mode) : found;
}

rule_files::TomlRuleReader rule_reader() { return rule_files::TomlRuleReader{version_of}; }

std::shared_ptr<const RuleSet> read_rules(const RuleFiles& files) {
  const ReadRules read = rule_reader().read(files);
  if (const auto* errors = std::get_if<RuleErrors>(&read)) throw Refused(line_for(errors->front()));
  return std::get<std::shared_ptr<const RuleSet>>(read);
}

}  // namespace copytaster::commands
