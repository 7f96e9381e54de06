// The shipped rules on real comments that nobody wrote for them. What they must do there is in the
// design; a figure that falls below it is a rule that went wrong.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/domain/builders.hpp"
#include "tests/rule_files/sets.hpp"

namespace copytaster {
namespace {

std::string place_of(const std::string& name) {
  const char* given = std::getenv("COPYTASTER_TEST_DATA");
  const std::string root = given == nullptr ? COPYTASTER_SOURCE_DIR "/../shared" : given;
  return root + "/data/" + name;
}

struct Judged {
  std::size_t comments = 0;
  std::size_t held = 0;
  std::size_t unexplained = 0;
  std::size_t masked = 0;
  double share() const { return static_cast<double>(held) / static_cast<double>(comments); }
};

class ShippedRules : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto read = test::read(test::shipped_files());
    ASSERT_EQ(test::lines_of(read), "");
    rules_ = std::get<std::shared_ptr<const RuleSet>>(read);
  }

  void judge_one(const std::string& text, Judged& judged) const {
    const auto checked = check_form(test::a_form({.text = text}));
    if (!std::holds_alternative<Submission>(checked)) return;
    const Reading reading = read_text(std::get<Submission>(checked), rules_);
    const Verdict verdict =
        judge(reading, {.known_author = true}, {.premoderation = Premoderation::rules});
    ++judged.comments;
    if (reading.changed_by_masking) ++judged.masked;
    if (verdict.state == State::approved) return;
    ++judged.held;
    const bool all_explained = std::all_of(
        verdict.hits.begin(), verdict.hits.end(),
        [](const Hit& hit) { return !hit.explanation.empty() && hit.explanation.size() < 500; });
    if (verdict.hits.empty() || !all_explained) ++judged.unexplained;
  }

  std::shared_ptr<const RuleSet> rules_;
};

/// Records of RFC 4180: a quoted field may hold commas, quotes and lines.
std::vector<std::vector<std::string>> records_of(const std::string& text) {
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

TEST_F(ShippedRules, LetNewsReadersPass) {
  std::ifstream file{place_of("news_comments/news_comments.txt")};
  if (!file) GTEST_SKIP() << "no news comments: " << place_of("news_comments");
  Judged judged;
  for (std::string line; std::getline(file, line);) {
    if (!line.empty()) judge_one(line, judged);
  }
  std::printf("news comments: %zu, held %.2f %%, masked %zu\n", judged.comments,
              100 * judged.share(), judged.masked);
  EXPECT_GT(judged.comments, 35'000U);
  EXPECT_LE(judged.share(), 0.005);
  EXPECT_LT(static_cast<double>(judged.masked), 0.001 * static_cast<double>(judged.comments));
  EXPECT_EQ(judged.unexplained, 0U);
}

TEST_F(ShippedRules, HoldWhatPromotesItself) {
  Judged spam;
  Judged wanted;
  for (const std::string name : {"psy", "katyperry", "lmfao"}) {
    const std::string text = test::file_text(place_of("youtube_spam/" + name + ".csv"));
    if (text.empty()) GTEST_SKIP() << "no comments on videos: " << place_of("youtube_spam");
    const auto records = records_of(text);
    const auto& head = records.front();
    const auto column = [&head](const char* title) {
      return static_cast<std::size_t>(std::find(head.begin(), head.end(), title) - head.begin());
    };
    for (std::size_t i = 1; i < records.size(); ++i) {
      if (records[i].size() != head.size()) continue;
      const std::string& label = records[i][column("label")];
      judge_one(records[i][column("text")], label == "spam" || label == "1" ? spam : wanted);
    }
  }
  std::printf("comments on videos: of %zu unwanted held %.1f %%, of %zu wanted %.2f %%\n",
              spam.comments, 100 * spam.share(), wanted.comments, 100 * wanted.share());
  EXPECT_GT(spam.comments, 500U);
  EXPECT_GT(wanted.comments, 500U);
  EXPECT_GE(spam.share(), 0.80);
  EXPECT_LE(wanted.share(), 0.01);
}

}  // namespace
}  // namespace copytaster
