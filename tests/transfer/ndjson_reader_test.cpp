// NDJSON line by line: what is good is read, what is not is refused by itself.

#include "tests/transfer/readings.hpp"

namespace copytaster::transfer::testing {
namespace {

Read read(const std::string& text, std::size_t piece = 65'536) {
  return read_all(ImportFormat::ndjson, text, piece);
}

std::string line_with(const std::string& members) {
  return R"({"article":"7","id":12)" + (members.empty() ? "" : "," + members) + "}\n";
}

std::string only_reason(const std::string& text) {
  const Read all = read(text);
  EXPECT_TRUE(all.comments.empty());
  return all.refused.size() == 1 ? all.refused[0].reason : "";
}

TEST(NdjsonReader, ReadsWhatAnExportOfOursWrites) {
  const Read all = read(
      R"({"site":"main","article":"7","id":12,"version":3,"parent":9,"author":"Ann","url":null,)"
      R"("text":"two\nlines 😀","state":"approved","created_at":"2026-11-23T16:15:16.123Z",)"
      R"("edited_at":"2026-11-23T16:16:00.000Z","decided_at":"2026-11-23T17:00:00.000Z",)"
      R"("article_url":"https://news.example/7","section":"sport"})"
      "\n"
      R"({"next":"1-2-3"})"
      "\n");
  ASSERT_EQ(all.comments.size(), 1U);
  EXPECT_TRUE(all.refused.empty() && all.broken.empty());
  const ImportedComment& one = all.comments[0];
  EXPECT_EQ(one.place, (FilePlace{1, 0}));
  EXPECT_EQ(one.source_id, "12");
  EXPECT_EQ(one.parent, "9");
  EXPECT_EQ(one.version, 3);
  EXPECT_EQ(one.author, "Ann");
  EXPECT_EQ(one.url, "");
  EXPECT_EQ(one.text, "two\nlines 😀");
  EXPECT_EQ(one.state, State::approved);
  EXPECT_EQ(one.created_at, "2026-11-23T16:15:16.123Z");
  EXPECT_EQ(one.edited_at, "2026-11-23T16:16:00.000Z");
  EXPECT_EQ(one.decided_at, "2026-11-23T17:00:00.000Z");
  ASSERT_TRUE(one.article);
  EXPECT_EQ(one.article->key, "7");
  EXPECT_EQ(one.article->url, "https://news.example/7");
  EXPECT_EQ(one.article->section, "sport");
  EXPECT_FALSE(one.article->found_by_url) << "the keys are ours";
}

TEST(NdjsonReader, AnAddressIsTakenAndTheStateIsPendingWhereNoneIsTold) {
  const Read all = read(line_with(R"("email":" ann@example.com ","text":"a")"));
  ASSERT_EQ(all.comments.size(), 1U);
  EXPECT_EQ(all.comments[0].email, "ann@example.com");
  EXPECT_EQ(all.comments[0].state, State::pending);
  EXPECT_EQ(all.comments[0].version, 0);
}

TEST(NdjsonReader, ABadLineIsRefusedAndTheRestGoesOn) {
  const Read all = read("{\"article\":\n" + line_with("") + "\n[]\n\xff\n" + line_with(""));
  EXPECT_EQ(all.comments.size(), 2U);
  ASSERT_EQ(all.refused.size(), 3U);
  EXPECT_EQ(all.refused[0].place, (FilePlace{1, 0}));
  EXPECT_EQ(all.refused[1].place, (FilePlace{4, 0}));
  EXPECT_EQ(all.refused[2].place, (FilePlace{5, 0}));
  EXPECT_EQ(all.comments[1].place, (FilePlace{6, 0}));
  for (const auto& one : all.refused) EXPECT_EQ(one.reason, "is not one JSON object in UTF-8");
}

TEST(NdjsonReader, SaysWhichMemberIsWrong) {
  EXPECT_EQ(only_reason(line_with(R"("text":12)")), "`text` has the wrong type");
  EXPECT_EQ(only_reason(line_with(R"("parent":true)")), "`parent` has the wrong type");
  EXPECT_EQ(only_reason(line_with(R"("version":-1)")), "`version` has the wrong type");
  EXPECT_EQ(only_reason(line_with(R"("id":13)")), "`id` stands twice");
  EXPECT_EQ(only_reason(line_with(R"("state":"new")")),
            "`state` is none of pending, approved, rejected, spam");
  EXPECT_EQ(only_reason("{\"id\":12}\n"), "`article` is required");
}

TEST(NdjsonReader, OfARefusedLineItsNumberIsTold) {
  const Read all = read(line_with(R"("text":12)") + "{}\n");
  ASSERT_EQ(all.refused.size(), 2U);
  EXPECT_EQ(all.refused[0].source_id, "12");
  EXPECT_EQ(all.refused[1].source_id, "") << "not of the line before";
}

TEST(NdjsonReader, WhatWasRemovedIsSkipped) {
  const Read all = read("{\"id\":12,\"version\":3,\"state\":\"removed\"}\n");
  ASSERT_EQ(all.refused.size(), 1U);
  EXPECT_TRUE(all.refused[0].is_skipped);
}

TEST(NdjsonReader, MembersThatNobodyKnowsDoNoHarm) {
  EXPECT_EQ(read(line_with(R"("likes":3,"tags":["a",{"b":1}])")).comments.size(), 1U);
}

TEST(NdjsonReader, ALineOfAMebibyteIsReadAndALongerOneIsNot) {
  constexpr std::size_t most = 1 << 20;
  std::string line = line_with(R"("text":"")");
  line.insert(line.size() - 3, most + 1 - line.size(), 'a');
  ASSERT_EQ(line.size(), most + 1) << "with its end";
  EXPECT_EQ(read(line).comments.size(), 1U);
  line.insert(line.size() - 3, 1, 'a');
  EXPECT_EQ(only_reason(line), "is longer than 1 MiB");
  const Read both = read(line + line_with(""));
  EXPECT_EQ(both.comments.size(), 1U);
  EXPECT_EQ(both.comments[0].place.line, 2);
}

TEST(NdjsonReader, HoweverTheBytesComeItReadsTheSame) {
  const std::string text = "\xEF\xBB\xBF" + line_with(R"("text":"é😀")") + "\r\n" + "x\n" +
                           line_with(R"("text":"last, without an end")");
  for (const std::size_t piece : {1U, 2U, 7U, 65'536U}) {
    const Read all = read(text.substr(0, text.size() - 1), piece);
    ASSERT_EQ(all.comments.size(), 2U) << piece;
    EXPECT_EQ(all.comments[0].text, "é😀");
    EXPECT_EQ(all.comments[1].text, "last, without an end");
    EXPECT_EQ(all.comments[1].place.line, 4);
    EXPECT_EQ(all.refused.size(), 1U);
  }
}

TEST(NdjsonReader, AFileThatIsCutOffLosesItsLastLineAlone) {
  const std::string text = line_with("") + line_with(R"("text":"cut")");
  const Read all = read(text.substr(0, text.size() - 5));
  EXPECT_EQ(all.comments.size(), 1U);
  ASSERT_EQ(all.refused.size(), 1U);
  EXPECT_EQ(all.refused[0].place.line, 2);
}

TEST(NdjsonReader, DeepNestingIsRefused) {
  EXPECT_EQ(only_reason("{\"article\":\"7\",\"x\":" + std::string(10'000, '[') +
                        std::string(10'000, ']') + "}\n"),
            "is not one JSON object in UTF-8");
}

}  // namespace
}  // namespace copytaster::transfer::testing
