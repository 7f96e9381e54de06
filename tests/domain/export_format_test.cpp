#include "copytaster/domain/export_format.hpp"

#include <gtest/gtest.h>

namespace copytaster {
namespace {

ExportedComment an_exported(const std::string& text) {
  ExportedComment exported;
  exported.comment.id = {12};
  exported.comment.author = "Ann";
  exported.comment.text = text;
  exported.version = {2};
  exported.article = "1";
  exported.article_url = "https://news.example/a";
  exported.section = "local";
  return exported;
}

std::string record(ExportFormat format, const ExportedComment& exported) {
  std::string out;
  append_record(out, format, "main", exported);
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
  EXPECT_EQ(count(export_head(ExportFormat::csv)),
            count(record(ExportFormat::csv, an_exported("plain"))));
  EXPECT_EQ(export_head(ExportFormat::ndjson), "");
}

TEST(ExportFormat, ClosingLineCarriesTheCursor) {
  EXPECT_EQ(closing_line("1-2-3"), "{\"next\":\"1-2-3\"}\n");
}

}  // namespace
}  // namespace copytaster
