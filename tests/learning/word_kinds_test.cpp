#include "learning/word_kinds.hpp"

#include <set>

#include <gtest/gtest.h>

namespace copytaster::learning {
namespace {

std::set<std::string> named(std::string_view folded) {
  const KindMarks marks = kind_marks_of(folded);
  std::set<std::string> names;
  for (std::size_t number = 0; number < kind_marks; ++number)
    if (marks[number]) names.insert(kind_mark_name(number));
  return names;
}

using Names = std::set<std::string>;

TEST(WordKinds, AreOfWholeWords) {
  EXPECT_EQ(named(""), Names{});
  EXPECT_EQ(named("the ferry"), Names{});
  EXPECT_EQ(named("my"), Names{"an own thing"});
  EXPECT_EQ(named("...my!"), Names{"an own thing"});
  for (const char* other : {"myth", "amy", "my2", "m y", "my\xC3\xA9"})
    EXPECT_EQ(named(other), Names{}) << other;
}

TEST(WordKinds, AreOfAnyOfTheLanguages) {
  for (const char* plea : {"please", "bitte", "svp", "ayuda"})
    EXPECT_EQ(named(plea), Names{"a plea"}) << plea;
  EXPECT_EQ(named("i'm"), Names{"oneself"});
}

TEST(WordKinds, TellWhatIsThereTwice) {
  EXPECT_EQ(named("thanks thanks"), (Names{"thanks", "thanks twice", "thanks before thanks"}));
  EXPECT_EQ(named("thanks a b c d e f thanks"), (Names{"thanks", "thanks twice"}));
}

TEST(WordKinds, TellWhatFollowsShortlyInThisOrder) {
  EXPECT_TRUE(
      named("my own small and quite channel").contains("an own thing before a place on the net"));
  EXPECT_FALSE(named("my own small and also quite channel")
                   .contains("an own thing before a place on the net"));
  EXPECT_FALSE(named("channel my").contains("an own thing before a place on the net"));
  EXPECT_TRUE(named("channel my").contains("a place on the net before an own thing"));
}

TEST(WordKinds, EachHaveTheirName) {
  Names names;
  for (std::size_t number = 0; number < kind_marks; ++number) names.insert(kind_mark_name(number));
  EXPECT_EQ(names.size(), kind_marks);
}

TEST(WordKinds, AreBelievedToTellWhatPromotionIsMadeOf) {
  const auto usual = [](std::string_view folded) {
    const KindMarks marks = kind_marks_of(folded);
    double sum = 0;
    for (std::size_t number = 0; number < kind_marks; ++number)
      if (marks[number]) sum += usual_weight(number);
    return sum;
  };
  EXPECT_GT(usual("please visit my page"), 2);
  EXPECT_LT(usual("i think they should keep it because of the children"), 0);
  EXPECT_EQ(usual("the ferry"), 0);
}

}  // namespace
}  // namespace copytaster::learning
