#include "copytaster/domain/export_format.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace copytaster {
namespace {

ExportedComment an_exported(const std::string& text) {
  ExportedComment exported;
  exported.comment.id = {12};
  exported.comment.author = "Ann";
  exported.comment.text = text;
  exported.version = {2};
  exported.article = {"1", "https://news.example/a", "Ferry & co", "local", true, Instant{}};
  return exported;
}

std::string record(ExportFormat format, const ExportedComment& exported) {
  std::string out;
  ExportWriter{format, "main"}.append(out, exported);
  return out;
}

std::string opened(ExportFormat format) {
  std::string out;
  ExportWriter{format, "main"}.open(out);
  return out;
}

TEST(ExportFormat, NdjsonIsOneObjectALine) {
  auto exported = an_exported("two\nlines \"and\" a \t tab");
  exported.comment.parent = CommentId{3};
  exported.comment.url = "https://ann.example";
  exported.decided_at = Instant{};
  EXPECT_EQ(record(ExportFormat::ndjson, exported),
            "{\"site\":\"main\",\"article\":\"1\",\"id\":12,\"version\":2,\"parent\":3,"
            "\"author\":\"Ann\",\"url\":\"https://ann.example\","
            "\"text\":\"two\\nlines \\\"and\\\" a \\t tab\",\"state\":\"approved\","
            "\"created_at\":\"1970-01-01T00:00:00.000Z\","
            "\"decided_at\":\"1970-01-01T00:00:00.000Z\","
            "\"article_url\":\"https://news.example/a\",\"section\":\"local\"}\n");
}

TEST(ExportFormat, CsvQuotesAsRfc4180Says) {
  EXPECT_EQ(record(ExportFormat::csv, an_exported("a, \"b\"\nc")),
            "main,1,12,2,,Ann,,\"a, \"\"b\"\"\nc\",approved,1970-01-01T00:00:00.000Z,,,"
            "https://news.example/a,local\r\n");
}

TEST(ExportFormat, CsvIsSafeInASpreadsheet) {
  for (const std::string text :
       {"=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠x"}) {
    EXPECT_NE(record(ExportFormat::csv, an_exported(text)).find(",\"'" + text + "\","),
              std::string::npos)
        << text;
  }
  EXPECT_NE(record(ExportFormat::csv, an_exported("1-1")).find(",1-1,"), std::string::npos);
}

TEST(ExportFormat, ARemovalIsItsNumberAndVersionAlone) {
  auto removed = an_exported("must not be seen");
  removed.comment.removed = true;
  EXPECT_EQ(record(ExportFormat::ndjson, removed),
            "{\"id\":12,\"version\":2,\"state\":\"removed\"}\n");
  EXPECT_EQ(record(ExportFormat::csv, removed), ",,12,2,,,,,removed,,,,,\r\n");
}

TEST(ExportFormat, CsvHeadHasAColumnForEachField) {
  const auto count = [](std::string_view line) {
    return std::count(line.begin(), line.end(), ',');
  };
  EXPECT_EQ(count(opened(ExportFormat::csv)),
            count(record(ExportFormat::csv, an_exported("plain"))));
  EXPECT_EQ(opened(ExportFormat::ndjson), "");
}

TEST(ExportFormat, WxrHasAnItemForEachArticleAndItsCommentsInIt) {
  ExportWriter writer{ExportFormat::wxr, "main"};
  std::string out;
  writer.open(out);
  writer.append(out, an_exported("first"));
  auto reply = an_exported("reply");
  reply.comment.parent = CommentId{12};
  writer.append(out, reply);
  auto elsewhere = an_exported("elsewhere");
  elsewhere.article.key = "2026-ferry";
  elsewhere.article.is_open = false;
  writer.append(out, elsewhere);
  writer.close(out);
  const auto count = [&out](std::string_view text) {
    int found = 0;
    for (auto at = out.find(text); at != std::string::npos; at = out.find(text, at + 1)) ++found;
    return found;
  };
  EXPECT_EQ(count("<item>"), 2);
  EXPECT_EQ(count("</item>"), 2);
  EXPECT_EQ(count("<wp:comment>"), 3);
  EXPECT_EQ(count("<wp:comment_parent>12</wp:comment_parent>"), 1);
  EXPECT_EQ(count("<wp:comment_parent>0</wp:comment_parent>"), 2);
  EXPECT_EQ(count("<wp:post_id>1</wp:post_id>"), 1);
  EXPECT_EQ(count("<wp:post_id>0</wp:post_id>"), 1) << "no number of WordPress'";
  EXPECT_EQ(count("<wp:post_name>2026-ferry</wp:post_name>"), 1);
  EXPECT_EQ(count("<wp:comment_status>closed</wp:comment_status>"), 1);
  EXPECT_EQ(count("<wp:comment_author_email><![CDATA[]]></wp:comment_author_email>"), 3);
  EXPECT_EQ(count("<wp:comment_date_gmt>1970-01-01 00:00:00</wp:comment_date_gmt>"), 3);
  EXPECT_EQ(count("<title><![CDATA[Ferry &amp; co]]></title>"), 2);
  EXPECT_TRUE(out.ends_with("</item>\n</channel>\n</rss>\n"));
}

TEST(ExportFormat, WxrOfNothingIsWhole) {
  ExportWriter writer{ExportFormat::wxr, "main"};
  std::string out;
  writer.open(out);
  writer.close(out);
  EXPECT_TRUE(out.ends_with("</generator>\n</channel>\n</rss>\n"));
}

TEST(ExportFormat, WxrHoldsWhateverReadersType) {
  auto exported = an_exported("<b>]]> & \x01\x0B\uFFFE\t\"it's\" 😀");
  exported.comment.url = "https://ann.example/?a=1&b=2";
  const std::string out = record(ExportFormat::wxr, exported);
  EXPECT_NE(out.find("<![CDATA[&lt;b&gt;]]&gt; &amp; \uFFFD\uFFFD\uFFFD\t&quot;it&#39;s&quot; "
                     "😀]]></wp:comment_content>"),
            std::string::npos)
      << out;
  EXPECT_NE(out.find("<wp:comment_author_url>https://ann.example/?a=1&amp;b=2<"),
            std::string::npos);
}

TEST(ExportFormat, ClosingLineCarriesTheCursor) {
  EXPECT_EQ(closing_line("1-2-3"), "{\"next\":\"1-2-3\"}\n");
}

}  // namespace
}  // namespace copytaster
