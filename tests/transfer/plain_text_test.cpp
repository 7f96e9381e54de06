#include "transfer/plain_text.hpp"

#include <chrono>

#include <gtest/gtest.h>

#include "copytaster/domain/text.hpp"

namespace copytaster::transfer {
namespace {

TEST(PlainText, WhatHoldsNoHtmlStaysAsItIs) {
  for (const char* text :
       {"", "plain", " a  b\n\tc ", "1 < 2 > 0 & x;", "<3", "AT&T; R&D", "a <- b"})
    EXPECT_EQ(plain_text(text), text);
}

TEST(PlainText, WhatWasEscapedComesBack) {
  const std::string typed = "<b> & \"it's\" ]]> &amp; 😀\n<a href='x'>";
  std::string escaped;
  append_html_escaped(escaped, typed);
  EXPECT_EQ(plain_text(escaped), typed);
}

TEST(PlainText, ReferencesBecomeTheirCharacters) {
  EXPECT_EQ(plain_text("&#8217;&#x1F600;&hellip;&nbsp;&auml;"), "’😀…\u00A0ä");
  for (const char* none :
       {"&#0;", "&#xD800;", "&#x110000;", "&nosuch;", "&;", "&#;", "&#12a;", "&"})
    EXPECT_EQ(plain_text(none), none);
}

TEST(PlainText, TagsGoAndLinesStay) {
  EXPECT_EQ(plain_text("<p>one</p><p>two<br>three<br/>four</p>"), "one\n\ntwo\nthree\nfour\n\n");
  EXPECT_EQ(plain_text("<em>a</em> <STRONG class=\"x\">b</STRONG>"), "a b");
  EXPECT_EQ(plain_text("<ul><li>a</li><li>b</li></ul>"), "- a\n- b\n");
  EXPECT_EQ(plain_text("a<!-- hidden <b> -->b"), "ab");
}

TEST(PlainText, ALinkSaysWhereItLeads) {
  EXPECT_EQ(plain_text("see <a href=\"https://a.example/?x=1&amp;y=2\" rel=\"nofollow\">this</a>!"),
            "see this (https://a.example/?x=1&y=2)!");
  EXPECT_EQ(plain_text("<a href='https://a.example'>https://a.example</a>"), "https://a.example");
  EXPECT_EQ(plain_text("<a href=https://a.example>open"), "open (https://a.example)");
  EXPECT_EQ(plain_text("<a name=\"x\">none</a>"), "none");
}

TEST(PlainText, HostileTextsCostNoMoreThanOthers) {
  const auto began = std::chrono::steady_clock::now();
  for (const std::string piece : {"<a", "<!--", "<a href=\"x", "&#", "<a href=x>y"}) {
    std::string text;
    while (text.size() < 262'144) text += piece;
    plain_text(text);
  }
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds{5});
}

}  // namespace
}  // namespace copytaster::transfer
