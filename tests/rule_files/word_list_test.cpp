#include "rule_files/word_list.hpp"

#include <gtest/gtest.h>

namespace copytaster::rule_files {
namespace {

struct Read {
  std::vector<std::string> terms;
  std::vector<std::size_t> lines;
  RuleErrors errors;
};

Read read(const std::string& lines) {
  Read result;
  for (const TermSpec& term : read_word_list("words/a.txt", lines, result.errors)) {
    result.terms.push_back(term.text);
    result.lines.push_back(term.place.line);
  }
  return result;
}

TEST(WordList, TakesATermALineHoweverItEnds) {
  const auto list = read("casino\r\n  free spins \n\n# a comment\rviagra\ncasino\nlast");
  EXPECT_EQ(list.terms, (std::vector<std::string>{"casino", "free spins", "viagra", "last"}));
  EXPECT_EQ(list.lines, (std::vector<std::size_t>{1, 2, 5, 7}));
  EXPECT_TRUE(list.errors.empty());
}

TEST(WordList, PassesOverAByteOrderMark) {
  EXPECT_EQ(read("\xEF\xBB\xBF"
                 "casino")
                .terms,
            (std::vector<std::string>{"casino"}));
  EXPECT_TRUE(read("").terms.empty());
}

TEST(WordList, SaysWhereItIsNoList) {
  const auto list = read(
      "good\nca\xE9"
      "ts\n");
  ASSERT_EQ(list.errors.size(), 1U);
  EXPECT_EQ(list.errors[0].place, (Place{"words/a.txt", 2, 1}));
  EXPECT_TRUE(read(std::string(1000, 'x')).errors.empty());
  EXPECT_EQ(read(std::string(1001, 'x')).errors.size(), 1U);
}

TEST(WordList, HasALimit) {
  std::string lines;
  for (std::size_t term = 0; term < list_terms_max; ++term) lines += std::to_string(term) + "\n";
  EXPECT_EQ(read(lines).terms.size(), list_terms_max);
  EXPECT_TRUE(read(lines + "0\n").errors.empty()) << "it stands there already";
  EXPECT_EQ(read(lines + "one more\n").errors.size(), 1U);
}

}  // namespace
}  // namespace copytaster::rule_files
