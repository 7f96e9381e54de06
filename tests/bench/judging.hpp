#pragma once
// What script/bench reads with: real comments joined to about 300 bytes, and the shipped rules with
// 50,000 terms and 200 regexes more. The data is where COPYTASTER_TEST_DATA says, ../shared by
// default.

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "domain/rules/pattern_set.hpp"
#include "domain/rules/term_index.hpp"
#include "tests/rule_files/sets.hpp"

namespace copytaster::bench {

inline constexpr std::size_t terms_count = 50'000;
inline constexpr std::size_t patterns_count = 200;
inline constexpr std::size_t comment_bytes = 300;

inline std::vector<std::string> lines_of(const std::string& name) {
  const char* place = std::getenv("COPYTASTER_TEST_DATA");
  const std::string path =
      (place == nullptr ? std::string{"../shared"} : std::string{place}) + "/data/" + name;
  std::ifstream file{path};
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);)
    if (!line.empty()) lines.push_back(line);
  if (lines.empty()) {
    std::cerr << "no data in " << path << '\n';
    std::exit(2);
  }
  return lines;
}

/// The fourth column of id,author,date,text,label, whose texts hold no line ends.
inline std::string text_of(const std::string& row) {
  std::size_t at = 0;
  for (int column = 0; column < 3; ++column) {
    const bool quoted = at < row.size() && row[at] == '"';
    at = row.find(quoted ? "\"," : ",", at + 1);
    if (at == row.npos) return {};
    at += quoted ? 2 : 1;
  }
  std::string text = row.substr(at, row.rfind(',') - at);
  if (text.size() >= 2 && text.front() == '"') text = text.substr(1, text.size() - 2);
  return text;
}

inline std::vector<std::string> joined(const std::vector<std::string>& texts) {
  std::vector<std::string> made{""};
  for (const std::string& text : texts) {
    if (made.back().size() + text.size() / 2 >= comment_bytes) made.emplace_back();
    if (!made.back().empty()) made.back() += ' ';
    made.back() += text;
  }
  return made;
}

/// As a news site publishes them.
inline const std::vector<std::string>& news_comments() {
  static const auto made = joined(lines_of("news_comments/news_comments.txt"));
  return made;
}

/// Three thousand of these, and those from under three videos, half of them spam.
inline const std::vector<std::string>& comments() {
  static const auto made = [] {
    std::vector<std::string> texts = lines_of("news_comments/news_comments.txt");
    texts.resize(std::min<std::size_t>(texts.size(), 3'000));
    for (const char* name : {"psy", "katyperry", "lmfao"})
      for (const std::string& row : lines_of("youtube_spam/" + std::string{name} + ".csv"))
        texts.push_back(text_of(row));
    return joined(texts);
  }();
  return made;
}

/// Of all parts of the list alike.
inline const std::vector<std::string>& terms() {
  static const auto made = [] {
    const auto lines = lines_of("wordlists/splorp_blocklist.txt");
    std::vector<std::string> some;
    for (std::size_t i = 0; i < terms_count; ++i)
      some.push_back(lines[i * lines.size() / terms_count]);
    return some;
  }();
  return made;
}

inline std::vector<TermIndex::Term> terms(Match match) {
  std::vector<TermIndex::Term> made;
  for (const std::string& term : terms()) made.push_back({term, match});
  return made;
}

inline std::vector<PatternSet::Pattern> patterns() {
  const std::vector<std::string> verbs{"earn", "make", "win", "get", "claim",
                                       "buy",  "sell", "try", "see", "join"};
  const std::vector<std::string> things{"money", "cash",  "bonus", "pills", "loans",
                                        "views", "likes", "coins", "watch", "tickets"};
  std::vector<PatternSet::Pattern> made;
  for (const auto& verb : verbs)
    for (const auto& thing : things) {
      made.push_back({"\\b" + verb + "\\s+(free|cheap|real)?\\s*" + thing + "\\b"});
      made.push_back({"\\b" + thing + ".{0,30}\\b(" + verb + "|online|per day|\\d+ ?%)"});
    }
  made.resize(patterns_count);
  return made;
}

/// The shipped rules, the terms as one list and each of the patterns as a rule.
inline std::shared_ptr<const RuleSet> compiled_rules(const std::string& match) {
  RuleFiles files = test::shipped_files();
  std::string& list = files["words/bench.txt"];
  for (const std::string& term : terms()) list += term + "\n";
  std::string& rules = files["rules.d/bench.toml"];
  rules = "[[list]]\nid = \"bench\"\nfile = \"words/bench.txt\"\nmatch = \"" + match +
          "\"\nscore = 1\nexplain = \"{found}\"\n";
  std::size_t number = 0;
  for (const auto& pattern : patterns())
    rules += "[[regex]]\nid = \"bench-" + std::to_string(++number) + "\"\npattern = '''" +
             pattern.text + "'''\nscore = 1\nexplain = \"{found}\"\n";
  const ReadRules read = test::read(files);
  std::cerr << test::lines_of(read);
  return std::get<std::shared_ptr<const RuleSet>>(read);
}

inline const std::shared_ptr<const RuleSet>& rules(Match match) {
  static const auto words = compiled_rules("word");
  static const auto substrings = compiled_rules("substring");
  return match == Match::word ? words : substrings;
}

}  // namespace copytaster::bench
