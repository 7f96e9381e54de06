#include <gtest/gtest.h>

#include "tests/domain/builders.hpp"

namespace copytaster {
namespace {

std::vector<std::string> found_in(const WordList& list, std::string_view text) {
  std::vector<std::string> terms;
  for (const auto& found : list.find_in(text)) terms.emplace_back(found.term);
  return terms;
}

TEST(WordList, FindsWholeWordsInAnyCase) {
  const auto list = WordList::from_lines("cialis\nCasino\nstraße\n");
  EXPECT_EQ(found_in(list, "CIALIS, casino!"), (std::vector<std::string>{"cialis", "Casino"}));
  EXPECT_TRUE(found_in(list, "He is a specialist").empty());
  EXPECT_TRUE(found_in(list, "casinos and cialisx").empty());
}

TEST(WordList, FindsTermsOfSeveralWordsAcrossAnyGap) {
  const auto list = WordList::from_lines("online betting\n");
  EXPECT_EQ(found_in(list, "try ONLINE -- betting now").size(), 1U);
  EXPECT_TRUE(found_in(list, "online").empty());
  EXPECT_TRUE(found_in(list, "betting online").empty());
}

TEST(WordList, GivesThePlaceInBytes) {
  const std::string text = "für Casino";
  const auto found = WordList::from_lines("casino").find_in(text);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(text.substr(found[0].start, found[0].end - found[0].start), "Casino");
}

TEST(WordList, PassesOverCommentsAndEmptyLines) {
  const auto list = WordList::from_lines("# casino\n\n  \n...\nviagra\r\nlast");
  EXPECT_EQ(list.size(), 2U);
  EXPECT_TRUE(found_in(list, "casino").empty());
  EXPECT_EQ(found_in(list, "viagra last").size(), 2U);
  EXPECT_TRUE(WordList{}.find_in("anything").empty());
}

TEST(WordList, IsLinearInAHostileText) {
  const auto list = WordList::from_lines("a a a a a a a a b\n");
  std::string text;
  while (text.size() < 65'000) text += "a ";
  EXPECT_TRUE(found_in(list, text).empty());
}

}  // namespace
}  // namespace copytaster
