#include "learning/symbols.hpp"

#include <string>

#include <gtest/gtest.h>

#include "copytaster/domain/text.hpp"
#include "domain/utf8.hpp"

namespace copytaster::learning {
namespace {

std::string read(const std::string& folded) {
  std::string text;
  const Symbols symbols{folded};
  for (const std::uint32_t symbol : symbols.all()) append_utf8(text, symbol);
  return text;
}

TEST(Symbols, KeepWhatTells) {
  EXPECT_EQ(read("plain words, and more!"), " plain words, and more! ");
  EXPECT_EQ(read("grüße, привет"), " grüße, привет ");
  EXPECT_EQ(read(""), " ");
}

TEST(Symbols, TakeAnyBlankAnyDigitAndAnyStretchForTheSame) {
  EXPECT_EQ(read("a \t\r\n b"), " a b ");
  EXPECT_EQ(read("win $1987 or 45"), " win $000 or 00 ");
  EXPECT_EQ(read("sooo"), " sooo ");
  EXPECT_EQ(read("soooooooo!!!!!!"), " sooo!!! ");
}

TEST(Symbols, KeepOfALinkItsHostAndTheFirstName) {
  EXPECT_EQ(read("see https://shop.example/watch?v=dQw4w9WgXcQ now"),
            " see https://shop.example/watch?v now ");
  EXPECT_EQ(read("https://shop.example/a-very-long-name-of-a-page end"),
            " https://shop.example/a-very-long-nam end ");
  EXPECT_EQ(read("<a href=\"http://x.example/?q=1\">0:00</a>"),
            " <a href=\"http://x.example/?q \">0:00</a> ");
}

TEST(Symbols, AreTheBeginningAndTheEndOfALongText) {
  const std::string fits(learned_bytes_max, 'a');
  EXPECT_EQ(learned_part(fits).beginning.size(), learned_bytes_max);
  EXPECT_TRUE(learned_part(fits).end.empty());

  std::string text = "first ";
  while (text.size() < 60'000) text += "middle ";
  text += "last";
  const LearnedPart part = learned_part(text);
  EXPECT_LE(part.beginning.size() + part.end.size(), learned_bytes_max);
  EXPECT_TRUE(part.beginning.starts_with("first "));
  EXPECT_TRUE(part.end.ends_with(" last"));
  EXPECT_LE(Symbols{text}.all().size(), learned_bytes_max + 3);
}

TEST(Symbols, CutNoCharacterInTwo) {
  for (std::size_t before = 0; before < 3; ++before) {
    std::string text(before, 'a');
    while (text.size() < 9'000) text += "\u20AC";
    const LearnedPart part = learned_part(text);
    EXPECT_TRUE(is_valid_utf8(part.beginning) && is_valid_utf8(part.end)) << before;
  }
}

TEST(Symbols, KnowTheByteThatTheyStandFor) {
  std::vector<std::uint32_t> bytes;
  const std::string text = "a  ß https://x.example/1234567890123456789 end";
  const Symbols symbols{text, &bytes};
  ASSERT_EQ(bytes.size(), symbols.all().size());
  for (std::size_t at = 1; at + 1 < bytes.size(); ++at) {
    std::size_t byte = bytes[at];
    const char32_t c = next_code_point(text, byte);
    const bool is_cut = symbols.all()[at] == ' ' && bytes[at + 1] > bytes[at] + 1;
    EXPECT_TRUE(c == symbols.all()[at] || symbols.all()[at] == '0' || is_cut) << at;
  }
}

TEST(Symbols, HoldNothingOfAHiddenAddress) {
  EXPECT_EQ(read("write to [email hidden], [twice]"), " write to , [twice] ");
  EXPECT_EQ(read("a[email hidden][email hidden]b"), " a b ");
}

}  // namespace
}  // namespace copytaster::learning
