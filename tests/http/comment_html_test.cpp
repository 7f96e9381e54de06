#include "http/comment_html.hpp"

#include <string>

#include <gtest/gtest.h>

namespace copytaster::http {
namespace {

std::string link_to(const std::string& url) {
  return "<a href=\"" + url + "\" rel=\"nofollow ugc noopener\">" + url + "</a>";
}

TEST(CommentHtml, ALinkEndsBeforeThePunctuationOfItsSentence) {
  EXPECT_EQ(comment_html("See https://a.example/b."),
            "<p>See " + link_to("https://a.example/b") + ".</p>");
  EXPECT_EQ(comment_html("(on https://a.example/b!)"),
            "<p>(on " + link_to("https://a.example/b") + "!)</p>");
}

TEST(CommentHtml, ABracketThatALinkHasOpenedIsItsOwn) {
  const std::string ferry = "https://a.example/wiki/Ferry_(ship)";
  EXPECT_EQ(comment_html(ferry), "<p>" + link_to(ferry) + "</p>");
  EXPECT_EQ(comment_html("(" + ferry + ")."), "<p>(" + link_to(ferry) + ").</p>");
  EXPECT_EQ(comment_html(ferry + ".) So"), "<p>" + link_to(ferry) + ".) So</p>");
}

TEST(CommentHtml, AnEndlessRunIsNoLink) {
  const std::string scheme = "https://a.example/";
  const std::string longest = scheme + std::string(2000 - scheme.size(), 'x');
  EXPECT_EQ(comment_html(longest), "<p>" + link_to(longest) + "</p>");
  EXPECT_EQ(comment_html(longest + "x"), "<p>" + longest + "x</p>");
}

}  // namespace
}  // namespace copytaster::http
