// Whole-policy cases are data: one small file each under tests/domain/verdicts, so that an editor
// can add one.

#include <filesystem>
#include <fstream>
#include <map>

#include <gtest/gtest.h>

#include "tests/domain/builders.hpp"

namespace copytaster {
namespace {

using Case = std::map<std::string, std::string>;

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
  for (const auto& hit : verdict.hits)
    names += (names.empty() ? "" : ", ") + std::string{name_of(hit.rule)};
  return names;
}

TEST(VerdictCases, ComeOutAsWritten) {
  const std::filesystem::path folder{COPYTASTER_SOURCE_DIR "/tests/domain/verdicts"};
  int cases = 0;
  for (const auto& entry : std::filesystem::directory_iterator{folder}) {
    const Case c = read_case(entry.path());
    SCOPED_TRACE(entry.path().filename().string() + ": " + or_else(c, "why", ""));
    const auto submission = test::a_submission({.author = or_else(c, "author", "Ann Reader"),
                                                .url = or_else(c, "url", ""),
                                                .text = or_else(c, "body", "A fair point."),
                                                .trap_filled = says(c, "facts", "trap")});
    Facts facts;
    facts.known_author = says(c, "facts", "known_author");
    facts.said_before = says(c, "facts", "said_before");
    const auto mode = parse_premoderation(or_else(c, "premoderation", "rules"));
    ASSERT_TRUE(mode);
    const auto verdict = judge(read_text(submission, test::some_rules()), facts,
                               {.premoderation = *mode, .links_max = 2});
    EXPECT_EQ(name_of(verdict.state), or_else(c, "verdict", ""));
    EXPECT_EQ(hits_of(verdict), or_else(c, "hits", ""));
    ++cases;
  }
  EXPECT_GE(cases, 10);
}

}  // namespace
}  // namespace copytaster
