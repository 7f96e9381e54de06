#include "domain/rules/pattern_set.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <re2/re2.h>

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

/// Words of these patterns and of none, in an order that does not come again.
class RandomWords {
 public:
  std::string next(std::size_t bytes) {
    std::string text;
    while (text.size() < bytes) {
      random_ = random_ * 1'664'525U + 1'013'904'223U;
      text += words_[(random_ >> 16U) % words_.size()];
    }
    return text;
  }

 private:
  std::vector<std::string> words_ = {"earn ", "win ", "money", "a day ",  "$5 ", ". ",
                                     "x",     "yz ",  "!",     "5551234", "\n",  "of the town "};
  std::uint32_t random_ = 1;
};

const std::vector<Pattern> counting = {{R"(\b(earn|win)\b[^.!?]{0,12}money)"},
                                       {R"(money.{4,9}(day|\$\d))"},
                                       {R"(\d{7,}\W{0,5}win)"},
                                       {R"((\w+ ){0,4}xyz)"},
                                       {R"((money){2})"},
                                       {R"(x[a-z ]{20,40}town)"},
                                       {R"((win [^!]{0,9}money|yz )!*x?\$5.*\d{7})"},
                                       {R"(win (.{0,9}x|a day )?yz|!.{0,8}town)"},
                                       {R"((x.{0,30}yz ){2}.*(?:day[^x]*win|\d{7}))"}};

// However long a text is, and however it is therefore looked at.
TEST(PatternSet, FindsWhatEachPatternByItselfFinds) {
  const auto set = std::get<PatternSet>(PatternSet::make(counting));
  RandomWords words;
  std::vector<std::size_t> times(counting.size());
  std::vector<Found> found;
  for (const std::size_t bytes : {20U, 60U, 200U, 1'000U, 4'080U, 4'120U, 9'000U}) {
    for (int i = 0; i < 60; ++i) {
      const std::string text = words.next(bytes);
      const TextViews views = views_of(text);
      ASSERT_TRUE(set.find_in(views, text, 100, found));
      for (std::size_t one = 0; one < counting.size(); ++one) {
        const RE2 alone{"(?i)" + counting[one].text};
        bool stands = RE2::PartialMatch(views.folded.text, alone);
        for (const View& other : views.others)
          stands = stands || RE2::PartialMatch(other.text, alone);
        ASSERT_EQ(std::any_of(found.begin(), found.end(),
                              [one](const Found& place) { return place.pattern == one; }),
                  stands)
            << counting[one].text << " in " << text;
        times[one] += stands ? 1U : 0U;
      }
    }
  }
  for (const std::size_t one : times) EXPECT_GT(one, 10U);
}

/// Of what stands far apart a pattern that counts may only be near.
std::vector<Pattern> never_near(std::size_t count) {
  std::vector<Pattern> patterns;
  for (std::size_t i = 0; i < count; ++i)
    patterns.push_back({"begin" + std::string(i + 1, 'n') + "?[^!]{0,20}end"});
  return patterns;
}

TEST(PatternSet, SaysWhenALongTextWasNotLookedThrough) {
  const std::string begins = "begin" + std::string(30, 'n') + " ";
  std::string text = begins + std::string(64'000, 'x') + " end";
  std::vector<Found> found;
  for (const auto& [count, ran] : {std::pair{8U, true}, std::pair{9U, false}}) {
    const auto set = std::get<PatternSet>(PatternSet::make(never_near(count)));
    EXPECT_EQ(set.find_in(views_of(text), text, 50, found), ran) << count;
  }
}

}  // namespace
}  // namespace copytaster
