#include "domain/rules/loosened.hpp"

#include <gtest/gtest.h>

namespace copytaster {
namespace {

TEST(Loosened, RepeatsAtWillWhatWasCounted) {
  EXPECT_EQ(loosened("earn.{0,30}day"), "earn.*day");
  EXPECT_EQ(loosened("[^.!?]{1,40}(a|b){4}"), "[^.!?]+(a|b)+");
  EXPECT_EQ(loosened("\\d{7,}\\w{2,30}?x"), "\\d+\\w+?x");
}

TEST(Loosened, LeavesWhatHardlyCounts) {
  for (const char* pattern : {"a{3}b{0,3}c{2,}", "a*b+c?", "x{,9}", "x{a}", "x{", "x{5"})
    EXPECT_EQ(loosened(pattern), pattern);
  EXPECT_EQ(loosened("a{4}"), "a+");
}

TEST(Loosened, TakesNoBraceForACountThatIsNone) {
  for (const char* pattern : {"\\{0,30}", "[{0,30}]", "[]{9}]", "[^]{9}\\]{9}]", "[[:alpha:]{9}]",
                              "\\p{L}", "\\x{1F600}", "\\Qa{9}\\E", "[{9}"})
    EXPECT_EQ(loosened(pattern), pattern);
  EXPECT_EQ(loosened("\\p{L}{9}\\x{41}{0,9}[a]{9}\\\\{9}"), "\\p{L}+\\x{41}*[a]+\\\\+");
}

}  // namespace
}  // namespace copytaster
