#include "copytaster/domain/text.hpp"

#include <gtest/gtest.h>

namespace copytaster {
namespace {

std::string html(std::string_view text) {
  std::string out;
  append_html_escaped(out, text);
  return out;
}

std::string json(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

TEST(Utf8, TakesWhatRfc3629Allows) {
  for (const std::string_view text :
       {"", "plain ascii, longer than eight bytes", "\u0080", "\u07FF", "\u0800", "\uD7FF",
        "\uE000", "\uFFFF", "\U00010000", "\U0010FFFF", "ascii then ü and 😀 and ascii"})
    EXPECT_TRUE(is_valid_utf8(text)) << text;
}

TEST(Utf8, RefusesEverythingElse) {
  for (const std::string_view text :
       {"\x80", "\xBF", "\xC0\xAF", "\xC1\xBF", "\xC2", "\xC2\x41", "\xE0\x9F\xBF", "\xE2\x82",
        "\xED\xA0\x80", "\xED\xBF\xBF", "\xF0\x8F\xBF\xBF", "\xF0\x9F\x98", "\xF4\x90\x80\x80",
        "\xF5\x80\x80\x80", "\xFF", "\xFE", "12345678\xC3", "1234567\xE2\x28\xA1"})
    EXPECT_FALSE(is_valid_utf8(text));
}

TEST(Text, TrimsAsPhpDoes) {
  EXPECT_EQ(trimmed(std::string_view{" \t\n\r\0\x0B"
                                     "a b \x0B",
                                     11}),
            "a b");
  EXPECT_EQ(trimmed(" \n "), "");
  EXPECT_EQ(trimmed("\u00a0a"), "\u00a0a") << "a no-break space stays, as in PHP";
}

TEST(Text, CountsCodePoints) {
  EXPECT_EQ(code_points(""), 0U);
  EXPECT_EQ(code_points("aü😀"), 3U);
}

TEST(Text, OnlyCrlfBecomesLf) { EXPECT_EQ(with_lf("a\r\nb\rc\nd\r\r\ne\r"), "a\nb\rc\nd\r\ne\r"); }

TEST(Text, FoldsNamesForComparing) {
  EXPECT_EQ(folded("  Ann\u00a0 \t O\u2019Reader "), "ann o\u2019reader");
  EXPECT_EQ(folded("\uFF21\uFF4E\uFF4E"), "ann");
  EXPECT_EQ(folded("STRASSE"), folded("stra\u00dfe"));
  EXPECT_EQ(folded("An\u200bn\u00ad"), "ann");
  EXPECT_EQ(folded("e\u0301"), folded("\u00e9"));
  EXPECT_EQ(folded(" \u200b "), "");
}

TEST(Text, EscapesHtmlForTextAndAttributes) {
  EXPECT_EQ(html("<a href=\"x\">'&'</a>"), "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
}

TEST(Text, ShowsWhereSomethingStoodThatXmlForbids) {
  const std::string allowed = "a\t\n\r\x7f ü\uFFFD\U0001F600";
  EXPECT_EQ(xml_safe(allowed), allowed);
  EXPECT_EQ(xml_safe(std::string_view{"\0\x01 \x1f\uFFFE\uFFFF", 10}),
            "\uFFFD\uFFFD \uFFFD\uFFFD\uFFFD");
}

TEST(Text, WritesJsonStrings) {
  EXPECT_EQ(json("a\"b\\c/\n\r\t\b\x01\x1f\x7f ü😀"),
            "\"a\\\"b\\\\c/\\n\\r\\t\\u0008\\u0001\\u001f\x7f ü😀\"");
}

}  // namespace
}  // namespace copytaster
