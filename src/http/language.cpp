#include "http/language.hpp"

#include <algorithm>
#include <map>
#include <optional>

#include "http/header_lists.hpp"
#include "http/page.hpp"

namespace copytaster::http {
namespace {

constexpr std::size_t languages_read_max = 50;

/// "de-AT" is German; `*`, whatever there is, is English.
std::optional<Language> spoken(std::string_view range) {
  const std::string_view primary = range.substr(0, range.find('-'));
  if (equal_ignoring_case(primary, "de")) return Language::german;
  if (equal_ignoring_case(primary, "en") || range == "*") return Language::english;
  return std::nullopt;
}

using Words = std::map<std::string_view, std::string_view>;

std::string_view cut_line(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('\n'), rest.size());
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return line;
}

/// Two lines each: English, and the same in the other language.
Words words_in(std::string_view file) {
  Words words;
  while (!file.empty()) {
    const std::string_view english = cut_line(file);
    if (english.empty() || english.starts_with('#')) continue;
    const std::string_view said = cut_line(file);
    if (said.empty()) throw TemplateFault("not translated: " + std::string(english));
    words.emplace(english, said);
  }
  return words;
}

const Words& german() {
  static const Words words = words_in(web_file("words_de.txt"));
  return words;
}

}  // namespace

Language language_of(std::string_view accept_language) {
  Language dearest = Language::english;
  int weight = 0;
  for (const Weighed& one : weighed_list(accept_language, languages_read_max)) {
    const auto language = spoken(one.name);
    if (!language || one.weight <= weight) continue;
    dearest = *language;
    weight = one.weight;
  }
  return dearest;
}

std::string_view tag_of(Language language) {
  switch (language) {
    case Language::english: return "en";
    case Language::german: return "de";
  }
  return "en";
}

std::string_view say(std::string_view english, Language language) {
  switch (language) {
    case Language::english: return english;
    case Language::german: break;
  }
  const auto found = german().find(english);
  return found == german().end() ? english : found->second;
}

std::string say(std::string_view english, std::initializer_list<Said> put_in, Language language) {
  std::string_view rest = say(english, language);
  std::string out;
  for (std::size_t begin; (begin = rest.find("{{")) != std::string_view::npos;) {
    const std::size_t end = std::min(rest.find("}}", begin), rest.size());
    const std::string_view name = rest.substr(begin + 2, end - begin - 2);
    const auto* const found = std::find_if(put_in.begin(), put_in.end(),
                                           [name](const Said& one) { return one.name == name; });
    if (found == put_in.end()) throw TemplateFault("no words: " + std::string(name));
    out += rest.substr(0, begin);
    out += found->words;
    rest.remove_prefix(std::min(end + 2, rest.size()));
  }
  return out += rest;
}

}  // namespace copytaster::http
