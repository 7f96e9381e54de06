#include "domain/rules/pattern_set.hpp"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace copytaster {
namespace {

using Found = PatternSet::Found;
using Pattern = PatternSet::Pattern;

std::vector<Found> found_in(const std::vector<Pattern>& patterns, std::string_view text,
                            std::size_t max = 50) {
  const auto made = PatternSet::make(patterns);
  std::vector<Found> found;
  EXPECT_TRUE(std::get<PatternSet>(made).find_in(views_of(text), text, max, found));
  return found;
}

std::vector<PatternSet::Wrong> wrong_in(const std::vector<Pattern>& patterns) {
  auto made = PatternSet::make(patterns);
  auto* wrong = std::get_if<std::vector<PatternSet::Wrong>>(&made);
  return wrong == nullptr ? std::vector<PatternSet::Wrong>{} : std::move(*wrong);
}

TEST(PatternSet, FindsWhatAnEyeReads) {
  const std::vector<Pattern> patterns{{R"(\b(earn|make) \$?\d+)"}, {R"(CASIN[O0])"}};
  EXPECT_EQ(found_in(patterns, "Über: Earn $500 a day"), (std::vector<Found>{{0, {6, 15}}}));
  EXPECT_EQ(found_in(patterns, "c\u0430s\u0456no, c&#97;sino"),
            (std::vector<Found>{{1, {0, 6}}, {1, {8, 18}}}));
  EXPECT_EQ(found_in(patterns, "c.a.s.i.n.o"), (std::vector<Found>{{1, {0, 11}}}));
  EXPECT_TRUE(found_in(patterns, "earnest").empty());
}

TEST(PatternSet, LettersOfAPatternAreReadAsThoseOfATextAre) {
  EXPECT_EQ(found_in({{"caf\u00E9 stra\u00DFe"}}, "CAFÉ STRASSE").size(), 1U);
  EXPECT_EQ(found_in({{"caf[\u00E9\u00E8]"}}, "cafe").size(), 1U);
}

TEST(PatternSet, AsWrittenLooksAtTheTextItself) {
  const std::vector<Pattern> patterns{{"[A-Z]{5}", true}, {"\u00E9", true}, {"&#\\d+;", true}};
  EXPECT_EQ(found_in(patterns, "\u00E9 SHOUT"), (std::vector<Found>{{1, {0, 1}}, {0, {2, 7}}}));
  EXPECT_EQ(found_in(patterns, "&#97;"), (std::vector<Found>{{2, {0, 5}}}));
  EXPECT_TRUE(found_in(patterns, "shout e").empty());
}

TEST(PatternSet, FindsInEachReading) {
  EXPECT_EQ(found_in({{"halfway"}, {"<b>"}}, "<b>half</b>way"),
            (std::vector<Found>{{1, {0, 3}}, {0, {3, 14}}}));
}

TEST(PatternSet, SaysWhatIsWrong) {
  const auto wrong = wrong_in({{"fine"}, {"(open"}, {"a*"}, {"(?=x)"}, {std::string(4'001, 'a')}});
  ASSERT_EQ(wrong.size(), 4U);
  EXPECT_EQ(wrong[0].pattern, 1U);
  EXPECT_NE(wrong[0].reason.find("missing )"), std::string::npos);
  EXPECT_EQ(wrong[1].pattern, 2U);
  EXPECT_EQ(wrong[2].pattern, 3U);
  EXPECT_NE(wrong[3].reason.find("4000"), std::string::npos);
  EXPECT_TRUE(wrong_in({{std::string(4'000, 'a')}}).empty());
  EXPECT_EQ(wrong_in({{"((a{100}){100}){100}"}}).size(), 1U);
}

TEST(PatternSet, HasALimit) {
  std::vector<Pattern> patterns(PatternSet::patterns_max, {"casino"});
  EXPECT_TRUE(wrong_in(patterns).empty());
  patterns.push_back({"casino"});
  ASSERT_EQ(wrong_in(patterns).size(), 1U);
  EXPECT_EQ(wrong_in(patterns)[0].pattern, PatternSet::patterns_max);
}

TEST(PatternSet, ShowsAFewPlacesOfEach) {
  const std::string text(100, 'a');
  EXPECT_EQ(found_in({{"a"}}, text).size(), PatternSet::places_max);
  EXPECT_EQ(found_in({{"a"}}, text, 2).size(), 2U);
  EXPECT_TRUE(found_in({}, text).empty());
}

TEST(PatternSet, StaysLinearWhereOthersExplode) {
  std::string text(64 * 1'024, 'a');
  EXPECT_TRUE(found_in({{"(a+)+$b"}, {"(a|aa)+c"}, {"(.*a){20}x"}}, text).empty());
}

}  // namespace
}  // namespace copytaster
