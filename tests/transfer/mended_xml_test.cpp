#include "transfer/mended_xml.hpp"

#include <gtest/gtest.h>

namespace copytaster::transfer {
namespace {

std::string mended(const std::string& text, std::size_t piece) {
  MendedXml mending;
  std::string all;
  for (std::size_t at = 0; at < text.size(); at += piece)
    all += mending.mend(std::string_view{text}.substr(at, piece));
  return all + std::string{mending.finish()};
}

TEST(MendedXml, WhatBeginsNoReferenceIsEscaped) {
  for (const std::size_t piece : {1U, 2U, 5U, 1000U}) {
    EXPECT_EQ(mended("?a=1&b=2", piece), "?a=1&amp;b=2");
    EXPECT_EQ(mended("a & b &", piece), "a &amp; b &amp;");
    EXPECT_EQ(mended("&;&&amp;", piece), "&amp;;&amp;&amp;");
    EXPECT_EQ(mended("&b<c>", piece), "&amp;b<c>");
    EXPECT_EQ(mended("&" + std::string(40, 'x') + ";", piece),
              "&amp;" + std::string(40, 'x') + ";");
  }
}

TEST(MendedXml, WhatXmlKnowsStays) {
  for (const std::size_t piece : {1U, 3U, 1000U}) {
    for (const char* text : {"&amp;", "&lt;", "&gt;", "&quot;", "&apos;", "&#8217;", "&#x1F600;",
                             "&#9;", "&#xD7FF;", "&#xE000;", "&#xFFFD;", "&#x10FFFF;", "plain"})
      EXPECT_EQ(mended(text, piece), text);
    for (const std::string none : {"nosuch", "nbsp", "AMP", "#0", "#x1", "#xD800", "#xDFFF",
                                   "#xFFFE", "#x110000", "#99999999999", "#", "#x", "#x12g", "a#1"})
      EXPECT_EQ(mended("&" + none + ";", piece), "&amp;" + none + ";");
  }
}

TEST(MendedXml, WhatXmlForbidsIsReplaced) {
  const std::string instead = "\xEF\xBF\xBD";
  for (const std::size_t piece : {1U, 2U, 3U, 1000U}) {
    EXPECT_EQ(mended("a\x01\x1f\t\r\n", piece), "a" + instead + instead + "\t\r\n");
    EXPECT_EQ(mended("<![CDATA[\x02]]>", piece), "<![CDATA[" + instead + "]]>");
    EXPECT_EQ(mended("\xEF\xBF\xBE\xEF\xBF\xBF", piece), instead + instead);
    for (const char* good : {"\xEF\xBF\xBD", "\xEF\xBC\x81", "\xEF\xEF\xBF", "\xEF\xBF", "\xEF"})
      EXPECT_EQ(mended(good, piece), good) << "stays, or ends it as no UTF-8";
    EXPECT_EQ(mended("\xEF\xBF&b\xEF&", piece), "\xEF\xBF&amp;b\xEF&amp;");
  }
}

TEST(MendedXml, CdataStays) {
  for (const std::size_t piece : {1U, 2U, 4U, 1000U}) {
    EXPECT_EQ(mended("<![CDATA[a & b]]]> & c]]> & d", piece),
              "<![CDATA[a & b]]]> &amp; c]]> &amp; d");
    EXPECT_EQ(mended("<<![CDATA[]]>&", piece), "<<![CDATA[]]>&amp;");
    EXPECT_EQ(mended("<![CDATA [&", piece), "<![CDATA [&amp;");
  }
}

}  // namespace
}  // namespace copytaster::transfer
