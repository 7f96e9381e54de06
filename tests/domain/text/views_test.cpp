#include "domain/text/views.hpp"

#include <string>

#include <gtest/gtest.h>

#include "copytaster/domain/text.hpp"

namespace copytaster {
namespace {

std::string folded_of(std::string_view text) { return views_of(text).folded.text; }
std::string words_in(std::string_view text) { return views_of(text).words.at(0).text; }

/// The code points that a piece of a reading stands for.
Origin origin_in(const View& view, std::string_view piece) {
  const auto at = view.text.find(piece);
  if (at == std::string::npos) return {};
  return origin_of(view, at, at + piece.size());
}

bool has(const std::vector<View>& views, std::string_view text) {
  for (const View& view : views)
    if (view.text.find(text) != std::string::npos) return true;
  return false;
}

TEST(Views, FoldsAndKeepsPunctuation) {
  EXPECT_EQ(folded_of("Hello, World! \n2"), "hello, world! \n2");
  EXPECT_EQ(folded_of("Straße ÉTÉ Ｆｕｌｌ ﬁ"), "strasse ete full fi");
  EXPECT_EQ(folded_of("a\u200Bb\u00ADc\uFEFF"), "abc");
  EXPECT_EQ(folded_of("c&#97;t &amp;lt; %63at"), "cat < cat");
}

TEST(Views, WordsHaveOneBlankBetweenAndAtBothEnds) {
  EXPECT_EQ(words_in("Hello,  World!"), " hello world ");
  EXPECT_EQ(words_in("...a"), " a ");
  EXPECT_EQ(words_in("a"), " a ");
  EXPECT_EQ(words_in("赌场a"), " 赌 场 a ");
  EXPECT_EQ(words_in("?!"), " ");
  EXPECT_EQ(words_in(""), "");
}

TEST(Views, OriginsAreCodePointsOfTheText) {
  const auto views = views_of("für &#67;asino ß");
  EXPECT_EQ(origin_in(views.folded, "casino"), (Origin{4, 14}));
  EXPECT_EQ(origin_in(views.folded, "ss"), (Origin{15, 16}));
  EXPECT_EQ(origin_in(views.words[0], "casino"), (Origin{4, 14}));
}

TEST(Views, AReversedPieceKnowsItsPlace) {
  const auto views = views_of("a \u202Eonisac\u202C b");
  EXPECT_EQ(views.folded.text, "a casino b");
  EXPECT_EQ(origin_in(views.folded, "casino"), (Origin{3, 9}));
  EXPECT_EQ(origin_in(views.folded, "ca"), (Origin{7, 9}));
}

TEST(Views, TagsAreKeptAndRemoved) {
  const auto views = views_of("stuck <b>half</b>way<br>now");
  EXPECT_EQ(views.folded.text, "stuck <b>half</b>way<br>now");
  EXPECT_TRUE(has(views.others, "stuck halfway now"));
  EXPECT_TRUE(has(views.words, " halfway now "));
  EXPECT_TRUE(has(views.words, " b half b way "));
  EXPECT_TRUE(views_of("1 < 2 and 3 > 2").others.empty());
}

TEST(Views, PlainTextsHaveOneReading) {
  for (const char* text : {"An ordinary sentence, isn't it?", "In 2019 the U.S.A. paid $500!",
                           "Version 1.2.3 of the A55", "www.example.com", "G&M said so",
                           "A&B is a long way from it;"}) {
    const auto views = views_of(text);
    EXPECT_TRUE(views.others.empty()) << text;
    EXPECT_EQ(views.words.size(), 1U) << text;
    EXPECT_TRUE(views.written.text.empty()) << text;
  }
}

TEST(Views, TheQuickWayReadsLikeTheOther) {
  for (const std::string text : {"Hello, World! it's 3 o'clock", "v.i.a.g.r.a c4s1no", "a  b\n\tc",
                                 "freeee $$$ H1N1", ".", " x", "US$5 A+B"}) {
    const auto quick = views_of(text);
    const auto other = views_of(text + "\u2026");  // one sign that is not ASCII
    EXPECT_EQ(quick.folded.text + "...", other.folded.text);
    ASSERT_EQ(quick.words.size(), other.words.size()) << text;
    for (std::size_t i = 0; i < quick.words.size(); ++i) {
      EXPECT_EQ(quick.words[i].text, other.words[i].text);
      for (std::size_t at = 0; at + 1 < quick.words[i].text.size(); ++at)
        EXPECT_EQ(quick.words[i].origins[at], other.words[i].origins[at]) << text << at;
    }
    EXPECT_EQ(quick.others.size(), other.others.size());
  }
}

TEST(Views, CountsWhatIsInvisibleAndNotNeeded) {
  const auto count = [](std::string_view text) { return views_of(text).invisible_characters; };
  EXPECT_EQ(count("vi\u200Bag\u200Bra\uFEFF"), 3U);
  EXPECT_EQ(count("\u202Eabc\u202C"), 2U);
  EXPECT_EQ(count("a\u200Db"), 1U);
  EXPECT_EQ(count("a family \U0001F468\u200D\U0001F469\u200D\U0001F467, a heart \u2764\uFE0F"), 0U);
  EXPECT_EQ(count("\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645 \u0915\u094D\u200D\u0937"), 0U);
  EXPECT_EQ(count("\u05D0\u05D1 abc\u200F"), 0U);
  EXPECT_EQ(count("abc\u200F"), 1U);
  EXPECT_EQ(count("plain"), 0U);
}

TEST(Views, CountsWordsOfMixedAlphabets) {
  const auto count = [](std::string_view text) { return views_of(text).mixed_script_words; };
  EXPECT_EQ(count("c\u0430sino b\u043Enus"), 2U);
  EXPECT_EQ(count("\u043A\u0430\u0437\u0438\u043D\u043E casino"), 0U);
  EXPECT_EQ(count("IT-\u043A\u043E\u043C\u043F\u0430\u043D\u0438\u044F, 5 k\u03A9"), 0U);
}

TEST(Views, CountsDisguisedWords) {
  const auto count = [](std::string_view text) { return views_of(text).disguised_words; };
  EXPECT_EQ(count("v.i.a.g.r.a and c4s1n0, ca$h"), 3U);
  EXPECT_EQ(count("\U0001D41C\U0001D41A\U0001D42C\U0001D422\U0001D427\U0001D428"), 1U);
  EXPECT_EQ(count("c\u0336a\u0336sino"), 1U);
  EXPECT_EQ(count("H1N1, iPhone14, 4ever, $5, US$5, @somebody, 10th, U.S.A., e.g. Vi\u1EC7t Nam"),
            0U);
}

TEST(Views, TakesAnyBytes) {
  const auto views = views_of(
      "a\xFF\xC3"
      "b");
  EXPECT_EQ(views.folded.text,
            "a\uFFFD\uFFFD"
            "b");
  EXPECT_EQ(origin_in(views.folded, "b"), (Origin{3, 4}));
}

TEST(Views, TermsThatAreDisguises) {
  EXPECT_TRUE(is_disguise("th\u0435"));
  EXPECT_TRUE(is_disguise("\uFF45r"));
  EXPECT_TRUE(is_disguise("%20www"));
  EXPECT_FALSE(is_disguise("stra\u00DFe"));
  EXPECT_FALSE(is_disguise("\u00E9t\u00E9"));
  EXPECT_FALSE(is_disguise("\u043A\u0430\u0437\u0438\u043D\u043E"));
  EXPECT_FALSE(is_disguise("100% casino"));
}

}  // namespace
}  // namespace copytaster
