#include "domain/rules/term_index.hpp"

#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace copytaster {
namespace {

using Found = TermIndex::Found;

std::vector<Found> find(const TermIndex& index, std::string_view text, std::size_t max = 50) {
  std::vector<Found> found;
  index.find_in(views_of(text), max, found);
  return found;
}

TermIndex words(const std::vector<std::string>& terms) {
  std::vector<TermIndex::Term> made;
  for (const auto& term : terms) made.push_back({term, Match::word});
  return TermIndex{made};
}

TermIndex substrings(const std::vector<std::string>& terms) {
  std::vector<TermIndex::Term> made;
  for (const auto& term : terms) made.push_back({term, Match::substring});
  return TermIndex{made};
}

TEST(TermIndex, FindsWholeWordsWithTheirPlaces) {
  const auto index = words({"cialis", "Casino", "straße"});
  EXPECT_EQ(find(index, "CIALIS, casino!"), (std::vector<Found>{{0, {0, 6}}, {1, {8, 14}}}));
  EXPECT_TRUE(find(index, "He is a specialist").empty());
  EXPECT_TRUE(find(index, "casinos and cialisx").empty());
  EXPECT_EQ(find(index, "für STRASSE"), (std::vector<Found>{{2, {4, 11}}}));
}

TEST(TermIndex, WhatIsMeantAsWrittenMatchesNothingButItself) {
  const TermIndex index{{{"cialis", Match::substring, true},
                         {"Stra\u00dfe", Match::substring, true},
                         {"...", Match::substring, true},
                         {"<b>", Match::substring, true}}};
  EXPECT_EQ(find(index, "a speCIALISt"), (std::vector<Found>{{0, {5, 11}}}));
  for (const auto* disguised : {"c1alis", "c.i.a.l.i.s", "ciialis", "c\u00efalis", "cia&#108;is",
                                "c\u0456alis", "cial\u200bis"})
    EXPECT_TRUE(find(index, disguised).empty()) << disguised;
  EXPECT_EQ(find(index, "f\u00fcr STRA\u00dfE"), (std::vector<Found>{{1, {4, 10}}}));
  EXPECT_TRUE(find(index, "STRASSE").empty());
  EXPECT_EQ(find(index, "well ..."), (std::vector<Found>{{2, {5, 8}}})) << "signs alone, too";
  EXPECT_EQ(find(index, "a <B>bold</B>"), (std::vector<Found>{{3, {2, 5}}}));
}

TEST(TermIndex, WhatIsMeantAsWrittenIsFoundInTagsAsWordPressKeepsThemAndWithoutThem) {
  const TermIndex index{
      {{"halfway", Match::substring, true}, {"href=\"http", Match::substring, true}}};
  EXPECT_EQ(find(index, "half<b>way</b>"), (std::vector<Found>{{0, {0, 10}}}));
  for (const auto* link : {"<a href=http://a.example/>x</a>", "<a href='http://a.example/'>x</a>",
                           "<a class=b href=\"http://a.example/\">x</a>"})
    EXPECT_EQ(find(index, link).size(), 1U) << link;
  EXPECT_TRUE(find(index, "href=http://a.example").empty()) << "no tag";
  EXPECT_TRUE(find(index, "<a href=>http://a.example").empty());
}

TEST(TermIndex, FindsTermsOfSeveralWordsAcrossAnyGap) {
  const auto index = words({"online betting", "online betting site", "betting"});
  EXPECT_EQ(find(index, "try ONLINE -- betting now"),
            (std::vector<Found>{{0, {4, 21}}, {2, {14, 21}}}));
  EXPECT_EQ(find(index, "online betting site").size(), 3U);
  EXPECT_EQ(find(index, "online online betting").size(), 2U);
  EXPECT_TRUE(find(index, "online").empty());
  EXPECT_TRUE(find(index, "online bet ting").empty());
}

TEST(TermIndex, AStarMatchesAnyEnding) {
  const auto index = words({"casino*", "free view*"});
  EXPECT_EQ(find(index, "casinos casino onlinecasino"),
            (std::vector<Found>{{0, {0, 7}}, {0, {8, 14}}}));
  EXPECT_EQ(find(index, "Free viewers, free vie"), (std::vector<Found>{{1, {0, 12}}}));
}

TEST(TermIndex, PunctuationAtATermsEndsIsPartOfIt) {
  const auto index = words({"c++", ".xyz", "#1"});
  EXPECT_TRUE(find(index, "c, xyz and 1").empty());
  EXPECT_EQ(find(index, "C++ at site.xyz: #1!").size(), 3U);
  EXPECT_TRUE(find(index, "abc++ site.xyzzy #12").empty());
}

TEST(TermIndex, FindsSubstringsWithTheirPunctuation) {
  const auto index = substrings({"cial", "ecialis", "a-b"});
  EXPECT_EQ(find(index, "Specialist"), (std::vector<Found>{{1, {2, 9}}, {0, {3, 7}}}));
  EXPECT_TRUE(find(index, "a b").empty());
  EXPECT_EQ(find(index, "xA-By"), (std::vector<Found>{{2, {1, 4}}}));
  EXPECT_EQ(find(index, "c\u0456\u0430l").size(), 1U);
}

TEST(TermIndex, SuffixesOfTermsAreFoundInTheirTerms) {
  const auto index = substrings({"abcde", "bcd", "cd", "d", "xbcd"});
  EXPECT_EQ(find(index, "abcde").size(), 4U);
  EXPECT_EQ(find(index, "abcdx").size(), 3U);
}

TEST(TermIndex, EqualTermsAreAllFound) {
  EXPECT_EQ(find(words({"Casino", "casino"}), "casino").size(), 2U);
  EXPECT_EQ(find(substrings({"Casino", "casino"}), "casino").size(), 2U);
}

TEST(TermIndex, DisguisedTextsAreFoundAtTheirPlace) {
  const auto index = words({"viagra", "casino", "halfway"});
  EXPECT_EQ(find(index, "buy v.i.a.g.r.a"), (std::vector<Found>{{0, {4, 15}}}));
  EXPECT_EQ(find(index, "the c4s1n0!"), (std::vector<Found>{{1, {4, 10}}}));
  EXPECT_EQ(find(index, "<b>half</b>way"), (std::vector<Found>{{2, {3, 14}}}));
  EXPECT_EQ(find(index, "caaasiinooo"), (std::vector<Found>{{1, {0, 11}}}));
}

TEST(TermIndex, ATermThatIsADisguiseFindsNothingElse) {
  for (const auto match : {Match::word, Match::substring}) {
    const TermIndex index{{{"th\u0435", match}, {"%20www", match}, {"\u00F1\u00E7", match}}};
    EXPECT_TRUE(find(index, "the other www, once").empty());
    EXPECT_EQ(find(index, "th\u0435 end"), (std::vector<Found>{{0, {0, 3}}}));
    EXPECT_EQ(find(index, "a%20www"), (std::vector<Found>{{1, {1, 7}}}));
  }
}

TEST(TermIndex, SaysWhichTermsCannotBeUsed) {
  const auto index = words({"...", "casino", "", " ", "*", std::string(1'001, 'a'), "\u200B"});
  EXPECT_EQ(index.unusable(), (std::vector<std::size_t>{0, 2, 3, 4, 5, 6}));
  EXPECT_EQ(find(index, "casino ...").size(), 1U);
  EXPECT_TRUE(words({std::string(1'000, 'a')}).unusable().empty());
  std::string many = "w";
  for (int i = 1; i < 50; ++i) many += " w";
  EXPECT_TRUE(words({many}).unusable().empty());
  EXPECT_EQ(words({many + " w"}).unusable().size(), 1U);
  EXPECT_TRUE(find(words({}), "anything").empty());
  EXPECT_TRUE(find(substrings({}), "anything").empty());
}

TEST(TermIndex, WhatIsRepeatedDoesNotCrowdOutTheRest) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "casino ";
  const auto found = find(words({"casino", "viagra"}), text + "viagra", 50);
  ASSERT_EQ(found.size(), TermIndex::places_max + 1);
  EXPECT_EQ(found.back().term, 1U);
  EXPECT_EQ(find(words({"casino", "viagra"}), "viagra casino", 1).size(), 1U);
}

TEST(TermIndex, IsLinearInHostileTexts) {
  std::vector<std::string> terms{"a a a a a a a a b", "casino", "viagra", "aab"};
  for (int i = 1; i < 200; ++i)
    terms.push_back(std::string(static_cast<std::size_t>(i), 'a') + "b");
  const auto index = words(terms);
  const auto pieces = substrings(terms);
  for (const std::string piece : {"a", "a ", "a.", "<", "[b", "&amp;amp;#97;", "c4", "c4s1n0 ",
                                  "\u0301", "\uFDFB", "\u202E", "aaab", "\u0430a"}) {
    std::string text;
    while (text.size() < 64 * 1'024) text += piece;
    EXPECT_LE(find(index, text).size(), 50U);
    EXPECT_LE(find(pieces, text).size(), 50U);
  }
}

TEST(TermIndex, HoldsALongList) {
  const char* place = std::getenv("COPYTASTER_TEST_DATA");
  std::ifstream file{(place == nullptr ? std::string{"../shared"} : std::string{place}) +
                     "/data/wordlists/splorp_blocklist.txt"};
  if (!file) GTEST_SKIP() << "COPYTASTER_TEST_DATA is not there";
  std::vector<std::string> terms;
  for (std::string line; std::getline(file, line);) terms.push_back(line);
  ASSERT_GT(terms.size(), 50'000U);
  const auto index = words(terms);
  const auto pieces = substrings(terms);
  // Every tenth ordinary term is found in itself.
  for (std::size_t i = 0; i < terms.size(); i += 10) {
    if (terms[i].find_first_not_of("abcdefghijklmnopqrstuvwxyz ") != std::string::npos) continue;
    for (const TermIndex* one : {&index, &pieces}) {
      std::vector<Found> found;
      one->find_in(views_of(terms[i]), 1'000, found);
      bool itself = false;
      for (const Found& each : found) itself = itself || each.term == i;
      EXPECT_TRUE(itself) << terms[i];
    }
  }
}

}  // namespace
}  // namespace copytaster
