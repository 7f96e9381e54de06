#include "domain/rules/pattern_filter.hpp"

#include <gtest/gtest.h>

namespace copytaster {
namespace {

using Numbers = std::vector<int>;

TEST(PatternFilter, LeavesOutWhatNeedsOtherWords) {
  const PatternFilter filter{{"earn .*money", "(buy|order) pills", "BITCOIN"}};
  EXPECT_EQ(filter.possible_in("to earn some money"), Numbers{0});
  EXPECT_EQ(filter.possible_in("to earn nothing"), Numbers{});
  EXPECT_EQ(filter.possible_in("order pills for bitcoin, order pills"), (Numbers{1, 2}));
}

TEST(PatternFilter, KeepsWhatNeedsNoWord) {
  const PatternFilter filter{{"\\d{7}", "a|b", "casino"}};
  EXPECT_EQ(filter.possible_in("-"), (Numbers{0, 1}));
}

// Unicode has small letters for Cherokee, and folds them to its capitals.
TEST(PatternFilter, KeepsWhatMayBeFoldedOtherwise) {
  const PatternFilter filter{{"\u13A0\u13A1\u13A2", "\\x{13A0}{3}", "\u043A\u0430\u0437"}};
  EXPECT_EQ(filter.possible_in("-"), (Numbers{0, 1}));
  EXPECT_EQ(filter.possible_in("\u043A\u0430\u0437\u0438\u043D\u043E"), (Numbers{0, 1, 2}));
}

TEST(PatternFilter, OfNothingNothingIsPossible) {
  EXPECT_EQ(PatternFilter{{}}.possible_in("anything"), Numbers{});
}

}  // namespace
}  // namespace copytaster
