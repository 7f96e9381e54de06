#include "settings_source.hpp"

#include <algorithm>
#include <charconv>

namespace copytaster {
namespace {

constexpr std::string_view prefix = "COPYTASTER_";
constexpr std::string_view sites_prefix = "COPYTASTER_SITES_";

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

/// "http.listen" → "COPYTASTER_HTTP_LISTEN".
std::string name_for(std::string_view path) {
  std::string name{prefix};
  for (const char c : path) name += c == '.' ? '_' : upper(c);
  return name;
}

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const auto end = std::min(text.find(separator), text.size());
    auto part = text.substr(0, end);
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    if (!part.empty()) parts.emplace_back(part);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

toml::table read_file(const std::string& file) {
  if (file.empty()) return {};
  try {
    return toml::parse_file(file);
  } catch (const toml::parse_error& error) {
    const auto at = error.source().begin;
    throw SettingsError("COPYTASTER_CONFIG: " + file + ":" + std::to_string(at.line) + ":" +
                        std::to_string(at.column) + ": " + std::string{error.description()});
  }
}

void collect_paths(const toml::table& table, const std::string& before,
                   std::vector<std::string>& paths) {
  for (const auto& [key, node] : table) {
    const std::string path = before + std::string{key.str()};
    if (const auto* inner = node.as_table())
      collect_paths(*inner, path + ".", paths);
    else
      paths.push_back(path);
  }
}

}  // namespace

SettingsSource::SettingsSource(const Environment& environment, const std::string& file)
    : environment_(environment), file_(read_file(file)) {}

void SettingsSource::refuse(std::string_view path, std::string_view value,
                            std::string_view allowed) {
  constexpr std::size_t shown_max = 80;
  throw SettingsError(std::string{path} + " (" + name_for(path) + ") is '" +
                      std::string{value.substr(0, shown_max)} +
                      "'; allowed: " + std::string{allowed});
}

std::optional<std::string> SettingsSource::from_environment(std::string_view path) {
  const std::string name = name_for(path);
  known_names_.insert(name);
  if (const auto found = environment_.find(name); found != environment_.end()) return found->second;
  const auto other = aliases_.find(std::string{path});
  if (other == aliases_.end()) return std::nullopt;
  if (const auto found = environment_.find(other->second); found != environment_.end())
    return found->second;
  return std::nullopt;
}

const toml::node* SettingsSource::from_file(std::string_view path) {
  known_paths_.insert(std::string{path});
  return file_.at_path(path).node();
}

void SettingsSource::text(std::string_view path, std::string& value) {
  const auto* node = from_file(path);
  if (const auto given = from_environment(path)) {
    value = *given;
  } else if (node != nullptr) {
    const auto* text = node->as_string();
    if (text == nullptr) refuse(path, "not a text", "a text in quotes");
    value = text->get();
  }
}

std::int64_t SettingsSource::whole_number(std::string_view path, std::int64_t value, Range range) {
  const auto* node = from_file(path);
  const std::string allowed =
      "a whole number from " + std::to_string(range.min) + " to " + std::to_string(range.max);
  std::string shown = std::to_string(value);
  if (const auto given = from_environment(path)) {
    shown = *given;
    const auto* end = given->data() + given->size();
    const auto [stopped, error] = std::from_chars(given->data(), end, value);
    if (error != std::errc{} || stopped != end) refuse(path, shown, allowed);
  } else if (node != nullptr) {
    const auto* number = node->as_integer();
    if (number == nullptr) refuse(path, "not a whole number", allowed);
    value = number->get();
    shown = std::to_string(value);
  }
  if (value < range.min || value > range.max) refuse(path, shown, allowed);
  return value;
}

void SettingsSource::number(std::string_view path, int& value, Range range) {
  value = static_cast<int>(whole_number(path, value, range));
}

void SettingsSource::number(std::string_view path, std::size_t& value, Range range) {
  value = static_cast<std::size_t>(whole_number(path, static_cast<std::int64_t>(value), range));
}

void SettingsSource::flag(std::string_view path, bool& value) {
  const auto* node = from_file(path);
  if (const auto given = from_environment(path)) {
    if (*given != "true" && *given != "false") refuse(path, *given, "true or false");
    value = *given == "true";
  } else if (node != nullptr) {
    const auto* flag = node->as_boolean();
    if (flag == nullptr) refuse(path, "not a boolean", "true or false");
    value = flag->get();
  }
}

void SettingsSource::list(std::string_view path, std::vector<std::string>& value) {
  const auto* node = from_file(path);
  if (const auto given = from_environment(path)) {
    value = split(*given, ',');
  } else if (node != nullptr) {
    const auto* array = node->as_array();
    if (array == nullptr) refuse(path, "not a list", "a list of texts");
    value.clear();
    for (const auto& element : *array) {
      const auto* text = element.as_string();
      if (text == nullptr) refuse(path, "a list with another type in it", "a list of texts");
      value.push_back(text->get());
    }
  }
}

void SettingsSource::alias(std::string_view name, std::string_view path) {
  aliases_[std::string{path}] = std::string{name};
  known_names_.insert(std::string{name});
}

std::set<std::string> SettingsSource::site_names() const {
  std::set<std::string> names;
  if (const auto* sites = file_["sites"].as_table()) {
    for (const auto& [name, node] : *sites) names.insert(std::string{name.str()});
  }
  for (const auto& [name, value] : environment_) {
    if (!name.starts_with(sites_prefix)) continue;
    std::string site = name.substr(sites_prefix.size());
    site.resize(std::min(site.find('_'), site.size()));
    std::transform(site.begin(), site.end(), site.begin(), lower);
    names.insert(site);
  }
  return names;
}

void SettingsSource::refuse_unknown() const {
  std::vector<std::string> paths;
  collect_paths(file_, "", paths);
  for (const auto& path : paths) {
    if (!known_paths_.contains(path))
      throw SettingsError(path + " is not a setting; config/copytaster.toml lists them all");
  }
  for (const auto& [name, value] : environment_) {
    if (name.starts_with("COPYTASTER_TEST_") || known_names_.contains(name)) continue;
    throw SettingsError(name + " is not a setting; config/copytaster.toml lists them all");
  }
}

}  // namespace copytaster
