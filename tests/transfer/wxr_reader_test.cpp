// What WordPress' comments mean here.

#include "tests/transfer/readings.hpp"
#include "tests/transfer/wxr.hpp"

namespace copytaster::transfer::testing {
namespace {

Read read(const std::string& items, std::size_t piece = 65'536) {
  return read_all(ImportFormat::wxr, wxr(items), piece);
}

ImportedComment only(const Told& told) {
  Read all = read(item(comment(told)));
  EXPECT_EQ(all.comments.size(), 1U);
  return all.comments.empty() ? ImportedComment{} : std::move(all.comments[0]);
}

RefusedRecord only_refused(const Told& told) {
  Read all = read(item(comment(told)));
  EXPECT_EQ(all.refused.size(), 1U);
  return all.refused.empty() ? RefusedRecord{} : std::move(all.refused[0]);
}

TEST(WxrReader, ReadsACommentWithItsArticle) {
  for (const std::size_t piece : {1U, 3U, 1000U, 65'536U}) {
    const Read all = read(item(comment({.parent = "9"})) + item(comment({.id = "13"}), "8"), piece);
    ASSERT_EQ(all.comments.size(), 2U) << piece;
    const ImportedComment& one = all.comments[0];
    EXPECT_EQ(one.source_id, "12") << "and not what a plugin has nested";
    EXPECT_EQ(one.parent, "9");
    EXPECT_EQ(one.author, "Ann");
    EXPECT_EQ(one.email, "ann@example.com");
    EXPECT_EQ(one.url, "https://ann.example");
    EXPECT_EQ(one.text, "Indeed.");
    EXPECT_EQ(one.state, State::approved);
    EXPECT_EQ(one.created_at, "2026-11-23T16:15:16Z");
    EXPECT_TRUE(one.by_person);
    EXPECT_EQ(one.article->key, "7");
    EXPECT_EQ(one.article->url, "https://news.example/7");
    EXPECT_EQ(one.article->title, "A ferry & a road");
    EXPECT_EQ(one.article->section, "Sport & more") << "a tag is none";
    EXPECT_FALSE(one.article->is_open);
    EXPECT_TRUE(one.article->found_by_url);
    EXPECT_EQ(one.article->created_at, parse_instant("2026-11-20T08:00:00Z"));
    EXPECT_EQ(all.comments[1].article->key, "8");
    EXPECT_EQ(all.comments[1].parent, "");
  }
}

TEST(WxrReader, StatesAreMapped) {
  EXPECT_EQ(only({.approved = "1"}).state, State::approved);
  EXPECT_EQ(only({.approved = "0"}).state, State::pending);
  EXPECT_EQ(only({.approved = "spam"}).state, State::spam);
  EXPECT_EQ(only({.approved = "trash"}).state, State::rejected);
  EXPECT_FALSE(only_refused({.approved = "2"}).is_skipped);
}

TEST(WxrReader, WhatIsNoCommentIsSkipped) {
  EXPECT_EQ(only_refused({.type = "pingback"}).reason, "is a pingback");
  EXPECT_EQ(only_refused({.type = "trackback"}).reason, "is a trackback");
  EXPECT_TRUE(only_refused({.type = "pingback"}).is_skipped);
  EXPECT_TRUE(only_refused({.type = "order_note"}).is_skipped);
  EXPECT_TRUE(only_refused({.approved = "post-trashed"}).is_skipped);
  EXPECT_EQ(only({.type = ""}).source_id, "12") << "as before WordPress 5.5";
}

TEST(WxrReader, TextsAndNamesAreHtml) {
  const auto one = only({.author = "Ann &amp; Bob",
                         .content = "a &lt; b<br />\n<a "
                                    "href=\"https://x.example\">x</a>"});
  EXPECT_EQ(one.author, "Ann & Bob");
  EXPECT_EQ(one.text, "a < b\n\nx (https://x.example)");
}

TEST(WxrReader, WebsitesAreReadAsWordPressWritesThem) {
  EXPECT_EQ(only({.url = "https://ann.example/?a=1&b=2"}).url, "https://ann.example/?a=1&b=2");
  EXPECT_EQ(only({.url = "https://ann.example/?a=1&amp;b=2"}).url, "https://ann.example/?a=1&b=2");
}

TEST(WxrReader, ASplitCdataIsOneText) {
  EXPECT_EQ(only({.content = "a ]]]]><![CDATA[> b"}).text, "a ]]> b");
}

TEST(WxrReader, TheLocalTimeStandsInForAMissingOne) {
  EXPECT_EQ(only({.gmt = "0000-00-00 00:00:00"}).created_at, "2026-11-23T17:15:16Z");
}

TEST(WxrReader, AnArticleWithoutANumberIsKnownByItsName) {
  EXPECT_EQ(read(item(comment(), "0")).comments.at(0).article->key, "a-ferry");
}

TEST(WxrReader, ATextThatIsMuchTooLongIsRefusedAndTheRestGoesOn) {
  const Read all =
      read(item(comment({.content = std::string(300'000, 'x')}) + comment({.id = "13"})));
  ASSERT_EQ(all.refused.size(), 1U);
  EXPECT_EQ(all.refused[0].reason, "`text` is longer than 65525 bytes");
  EXPECT_EQ(all.refused[0].source_id, "12");
  EXPECT_GT(all.refused[0].place.line, 1);
  ASSERT_EQ(all.comments.size(), 1U);
  EXPECT_EQ(all.comments[0].source_id, "13");
}

TEST(WxrReader, TellsWhereACommentBegins) {
  const Read all = read("\n\n" + item("\n  " + comment({.type = "pingback"})));
  ASSERT_EQ(all.refused.size(), 1U);
  EXPECT_EQ(all.refused[0].place.line, 15);
  EXPECT_GE(all.refused[0].place.column, 3);
}

TEST(WxrReader, AnotherDocumentIsRefused) {
  const Read all = read_all(ImportFormat::wxr, "<disqus></disqus>");
  ASSERT_EQ(all.broken.size(), 1U);
  EXPECT_EQ(all.broken[0].reason, "is no WXR");
  EXPECT_EQ(read_all(ImportFormat::wxr, wxr("")).broken.size(), 0U);
}

}  // namespace
}  // namespace copytaster::transfer::testing
