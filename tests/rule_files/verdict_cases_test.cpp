// Whole-policy cases are data: one small file each under tests/domain/verdicts, so that an editor
// can add one. They judge by the shipped rules with a list of three words, or by the set that
// `rules:` names.

#include <filesystem>
#include <fstream>
#include <map>

#include <gtest/gtest.h>

#include "tests/domain/builders.hpp"
#include "tests/rule_files/sets.hpp"

namespace copytaster {
namespace {

using Case = std::map<std::string, std::string>;
using Rules = std::shared_ptr<const RuleSet>;

Case read_case(const std::filesystem::path& path) {
  Case result;
  std::ifstream file{path};
  for (std::string line; std::getline(file, line);) {
    const auto colon = line.find(':');
    if (line.empty() || line.front() == '#' || colon == std::string::npos) continue;
    const auto value = line.find_first_not_of(' ', colon + 1);
    result[line.substr(0, colon)] = value == std::string::npos ? "" : line.substr(value);
  }
  return result;
}

bool says(const Case& c, const std::string& key, const std::string& word) {
  const auto found = c.find(key);
  return found != c.end() && found->second.find(word) != std::string::npos;
}

std::string or_else(const Case& c, const std::string& key, const std::string& otherwise) {
  const auto found = c.find(key);
  return found == c.end() ? otherwise : found->second;
}

std::string hits_of(const Verdict& verdict) {
  std::string names;
  for (const auto& hit : verdict.hits) {
    names += (names.empty() ? "" : ", ") + hit.rule;
    if (hit.shadow) names += " (shadow)";
    if (hit.exempted) names += " (exempted)";
  }
  return names;
}

/// The shipped rules with another list, as a site may give them.
Rules shipped_with_words(const std::string& words) {
  auto files = test::shipped_files();
  files["words/blocked.txt"] = words;
  const auto read = test::read(files);
  EXPECT_EQ(test::lines_of(read), "");
  return std::get<Rules>(read);
}

Rules kinds() {
  const std::string path = COPYTASTER_SOURCE_DIR "/tests/data/kinds_of_rules.toml";
  const auto read = test::read({{"kinds_of_rules.toml", test::file_text(path)}});
  EXPECT_EQ(test::lines_of(read), "");
  return std::get<Rules>(read);
}

Facts facts_of(const Case& c) {
  Facts facts;
  facts.known_author = says(c, "facts", "known_author");
  facts.said_before = says(c, "facts", "said_before");
  if (says(c, "facts", "approved_three_times")) facts.approved_before = 3;
  return facts;
}

TEST(VerdictCases, ComeOutAsWritten) {
  const std::filesystem::path folder{COPYTASTER_SOURCE_DIR "/tests/domain/verdicts"};
  const Rules shipped = shipped_with_words("casino\nviagra\nonline betting\n");
  const Rules of_each_kind = kinds();
  int cases = 0;
  for (const auto& entry : std::filesystem::directory_iterator{folder}) {
    const Case c = read_case(entry.path());
    SCOPED_TRACE(entry.path().filename().string() + ": " + or_else(c, "why", ""));
    const auto submission =
        test::a_submission({.author = or_else(c, "author", "Ann Reader"),
                            .url = or_else(c, "url", ""),
                            .text = or_else(c, "body", "A fair point."),
                            .sending = {.trap_filled = says(c, "facts", "trap")}});
    const auto mode = parse_premoderation(or_else(c, "premoderation", "rules"));
    ASSERT_TRUE(mode);
    const Rules& rules = says(c, "rules", "kinds_of_rules") ? of_each_kind : shipped;
    const auto verdict =
        judge(read_text(submission, rules), facts_of(c),
              {.premoderation = *mode, .links_max = 2, .section = or_else(c, "section", "")});
    EXPECT_EQ(name_of(verdict.state), or_else(c, "verdict", ""));
    EXPECT_EQ(hits_of(verdict), or_else(c, "hits", ""));
    ++cases;
  }
  EXPECT_GE(cases, 20);
}

}  // namespace
}  // namespace copytaster
