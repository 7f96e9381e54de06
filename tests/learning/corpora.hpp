#pragma once
// Real comments that people have decided about, as far as they are there: where
// COPYTASTER_TEST_DATA says, ../shared by default.

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <variant>
#include <vector>

#include "copytaster/domain/learning.hpp"
#include "copytaster/domain/masking.hpp"
#include "tests/rule_files/sets.hpp"

namespace copytaster::test {

struct Told {
  std::string author;
  std::string text;
  bool wanted = false;
  Instant at;
};

inline std::string corpus_text(const std::string& name) {
  const char* given = std::getenv("COPYTASTER_TEST_DATA");
  const std::string root = given == nullptr ? COPYTASTER_SOURCE_DIR "/../shared" : given;
  return file_text(root + "/data/" + name);
}

/// Records of RFC 4180: a quoted field may hold commas, quotes and lines.
inline std::vector<std::vector<std::string>> csv_records(const std::string& text) {
  std::vector<std::vector<std::string>> records(1, {""});
  bool quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    std::string& field = records.back().back();
    if (quoted && c == '"' && at + 1 < text.size() && text[at + 1] == '"')
      field += text[++at];
    else if (c == '"')
      quoted = !quoted;
    else if (c == ',' && !quoted)
      records.back().emplace_back();
    else if (c == '\n' && !quoted)
      records.push_back({""});
    else if (c != '\r' || quoted)
      field += c;
  }
  return records;
}

/// Comments under one video (id,author,date,text,label), in order of time; empty: not there.
inline std::vector<Told> video_comments(const std::string& video) {
  std::vector<Told> comments;
  for (const auto& record : csv_records(corpus_text("youtube_spam/" + video + ".csv"))) {
    if (record.size() != 5 || record[4] == "label") continue;
    comments.push_back({record[1], record[3], record[4] == "ham",
                        parse_instant(record[2] + "Z").value_or(Instant{})});
  }
  return comments;
}
inline const std::vector<std::string> videos{"psy", "katyperry", "lmfao"};

/// Published comments of a newspaper, two an hour from when the videos were commented, all by
/// others.
inline std::vector<Told> news_comments() {
  std::vector<Told> comments;
  std::istringstream lines{corpus_text("news_comments/news_comments.txt")};
  Instant at = std::chrono::sys_days{std::chrono::year{2013} / 11 / 1};
  for (std::string line; std::getline(lines, line); at += std::chrono::minutes{150})
    if (!line.empty())
      comments.push_back({"Reader " + std::to_string(comments.size()), line, true, at});
  return comments;
}

inline Features features_in(const Told& told, const std::shared_ptr<const RuleSet>& rules) {
  return features_of(
      read_stored({told.author, std::nullopt, mask_addresses(told.text).text}, rules));
}

inline std::vector<Example> examples_of(const std::vector<Told>& comments,
                                        const std::shared_ptr<const RuleSet>& rules) {
  std::vector<Example> examples;
  examples.reserve(comments.size());
  for (const Told& told : comments)
    examples.push_back({features_in(told, rules), told.wanted, told.at, {}});
  return examples;
}

inline std::shared_ptr<const RuleSet> shipped_rules() {
  return std::get<std::shared_ptr<const RuleSet>>(read(shipped_files()));
}

}  // namespace copytaster::test
