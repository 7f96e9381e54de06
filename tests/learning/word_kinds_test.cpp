#include "learning/word_kinds.hpp"

#include <set>

#include <gtest/gtest.h>

namespace copytaster::learning {
namespace {

std::set<std::string> named(const std::string& folded) {
  std::set<std::string> names;
  each_kind_mark(kind_marks_of(Symbols{folded}),
                 [&names](std::size_t number) { names.insert(kind_mark_name(number)); });
  return names;
}

using Names = std::set<std::string>;

TEST(WordKinds, AreOfWholeWords) {
  EXPECT_EQ(named(""), Names{});
  EXPECT_EQ(named("the ferry"), Names{});
  EXPECT_EQ(named("my"), Names{"an own thing"});
  EXPECT_EQ(named("...my!"), Names{"an own thing"});
  for (const char* other : {"myth", "amy", "m y", "my\xC3\xA9"})
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
  const auto usual = [](const std::string& folded) {
    double sum = 0;
    each_kind_mark(kind_marks_of(Symbols{folded}),
                   [&sum](std::size_t number) { sum += usual_weight(number); });
    return sum;
  };
  EXPECT_GT(usual("please visit my page"), 2);
  EXPECT_LT(usual("i think they should keep it because of the children"), 0);
  EXPECT_EQ(usual("the ferry"), 0);
}

}  // namespace
}  // namespace copytaster::learning
