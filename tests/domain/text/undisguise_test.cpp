#include "domain/text/undisguise.hpp"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "domain/text/view_writer.hpp"

namespace copytaster::text {
namespace {

Glyphs glyphs(std::string_view folded) { return glyphs_of(folded, Unit::code_points); }

std::string read(std::string_view folded, bool second = false) {
  return view_of(undisguised(glyphs(folded), second).glyphs).text;
}

TEST(Undisguise, PutsReplacedLettersBack) {
  EXPECT_EQ(read("c4s1n0"), "casino");
  EXPECT_EQ(read("(p0rn)!"), "(porn)!");
  EXPECT_EQ(read("$ex a$$ ca$h v!agra casin0"), "sex ass cash viagra casino");
  EXPECT_EQ(read("1oan"), "ioan");
  EXPECT_EQ(read("1oan", true), "loan");
  EXPECT_EQ(read("казин0 к@зино"), "казино казино");
}

TEST(Undisguise, LeavesWhatIsWrittenWithDigits) {
  for (const char* text : {"mp3", "a55", "iphone14", "b2b", "us$5", "$500", "3rd 1st 2nd 4th", "5g",
                           "10x", "41k", "great!", "c++", "1080p", "r2d2", "1.2.3.4", "covid19"})
    EXPECT_EQ(read(text).substr(0, 3), std::string{text}.substr(0, 3)) << text;
  EXPECT_FALSE(undisguised(glyphs("mp3 a55 iphone14 b2b us$5 3rd c++"), false).changed);
}

TEST(Undisguise, JoinsLettersThatWereSpelledOut) {
  EXPECT_EQ(read("v.i.a.g.r.a"), "viagra");
  EXPECT_EQ(read("x v - i - a - g - r - a x"), "x viagra x");
  EXPECT_EQ(read("p o r n"), "porn");
  EXPECT_EQ(read("u.s.a."), "u.s.a.");
  EXPECT_EQ(read("a b-c d"), "a b-c d");
  EXPECT_EQ(read("see a s i n o pe"), "see asino pe");
  EXPECT_EQ(read("a v i a g r a", true), "a viagra");
}

TEST(Undisguise, SqueezesStretchedWords) {
  EXPECT_EQ(view_of(squeezed(glyphs("caaasiinooo good"), false)).text, "casino good");
  EXPECT_EQ(view_of(squeezed(glyphs("freeeee"), true)).text, "free");
  EXPECT_FALSE(has_stretched_words(glyphs("www 1000 good ... --- !!!")));
  EXPECT_TRUE(has_stretched_words(glyphs("goood")));
}

}  // namespace
}  // namespace copytaster::text
