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

TEST(MendedXml, ReferencesStay) {
  for (const std::size_t piece : {1U, 3U, 1000U}) {
    for (const char* text : {"&amp;", "&#8217;", "&#x1F600;", "&nosuch;", "plain"})
      EXPECT_EQ(mended(text, piece), text);
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
