// Numbers that are kept: nobody else is given one of them, and exports tell of all in their order.

#include <atomic>
#include <set>
#include <thread>

#include "tests/postgres/imports_test.hpp"

namespace copytaster::postgres::testing {
namespace {

using ImportNumbersTest = ImportsTest;

TEST_F(ImportNumbersTest, AnEmptySiteKeepsItsNumbersAndTheSequenceMovesPastThem) {
  const auto source = open(true, "ndjson");
  EXPECT_TRUE(source.keeps_ids);
  const std::int64_t high = 9'000'000'000 + site_.value * 1000;
  keep(high + 3);
  EXPECT_GT(intake_.take_ids(1).at(0).value, high) << "before anything is written";
  const std::string last = std::to_string(high + 3);
  const auto ours = [](const std::string& id) { return Record{.id = id, .from_export = true}; };
  add({ours(std::to_string(high)),
       ours(last),
       ours("name"),
       ours("007"),
       {.id = "12"},
       ours(std::to_string(high + 4))});
  EXPECT_EQ(column(last, "id"), last);
  for (const std::string other : {"name", "007"})
    EXPECT_GT(std::stoll(column(other, "id")), high + 3) << other;
  EXPECT_GT(std::stoll(column("12", "id")), high + 3) << "no export has said it";
  EXPECT_NE(column(std::to_string(high + 4), "id"), std::to_string(high + 4)) << "was not kept";
  EXPECT_TRUE(open(true, "ndjson").keeps_ids) << "also when it goes on";
}

TEST_F(ImportNumbersTest, TheSequenceNeverGoesBack) {
  const auto take = [&] { return std::stoll(owner_sees("SELECT nextval('comment_id_seq')")); };
  open(true, "ndjson");
  const auto first = take();
  keep(first + 1000);
  const auto second = take();
  EXPECT_EQ(second, first + 1001);
  keep(first + 10);
  EXPECT_EQ(take(), second + 1);
  EXPECT_THROW(keep(own_numbers_end), StoreFault) << "it is every site's";
}

TEST_F(ImportNumbersTest, WhileNumbersAreBeingKeptNobodyIsGivenOneOfThem) {
  open(true, "ndjson");
  const std::int64_t before = intake_.take_ids(1).at(0).value;
  std::atomic<bool> ends = false;
  std::vector<CommentId> given;
  std::thread readers{[&] {
    while (!ends) {
      for (const CommentId id : intake_.take_ids(7)) given.push_back(id);
    }
  }};
  for (std::int64_t last = before + 100; last < before + 20'000; last += 100) keep(last);
  ends = true;
  readers.join();
  const std::set<CommentId> each{given.begin(), given.end()};
  EXPECT_EQ(each.size(), given.size()) << "each number once";
  EXPECT_GT(intake_.take_ids(1).at(0), *each.rbegin());
}

TEST_F(ImportNumbersTest, WhatHasANumberButIsNotWrittenYetIsWaitedFor) {
  rows_.emplace(pool_, database().service_conninfo(), 0, ImportTimes{1s, 300ms});
  rows_->open_source(site_, "ndjson", true);
  const CommentId given = intake_.take_ids(1).at(0);
  std::thread reader{[&] {
    std::this_thread::sleep_for(100ms);
    owner_sees(
        "INSERT INTO comment (site_id, id, article_id, state, author, text, author_index, "
        "name_index, sealed, verdict, created_at) SELECT site_id, " +
        std::to_string(given.value) +
        ", id, 0, 'Bo', 'live', '', '', '', '{}', now() FROM article WHERE " + here() +
        " LIMIT 1 RETURNING 1");
  }};
  keep(given.value + 10);
  const std::string taken = std::to_string(given.value);
  EXPECT_EQ(add({{.id = taken, .from_export = true}}).outcomes, Outcomes{stored});
  reader.join();
  EXPECT_NE(column(taken, "id"), taken);
}

TEST_F(ImportNumbersTest, WhoseNumberIsTakenGetsANewOne) {
  open(true, "ndjson");
  const auto mine = add_one({.text = "came in meanwhile", .state = State::approved});
  keep(mine.value + 10);
  const std::string taken = std::to_string(mine.value);
  const Record reply{.id = "1", .parent = taken, .from_export = true};
  EXPECT_EQ(add({reply}).outcomes, Outcomes{stored});
  const std::string place = column("1", "parent_id");
  EXPECT_NE(place, taken) << "that is somebody else's";
  EXPECT_EQ(add({{.id = taken, .from_export = true}}).outcomes, Outcomes{stored});
  EXPECT_EQ(column(taken, "id"), place) << "below which its reply stands";
}

TEST_F(ImportNumbersTest, WhereNumbersAreKeptPlacesHaveTheirsAndTheOrderStays) {
  open(true, "ndjson");
  const auto ours = [](const char* id, const char* parent = "") {
    return Record{.id = id, .parent = parent, .from_export = true};
  };
  EXPECT_EQ(add({ours("60", "57"), ours("61", "60"), ours("62", "61"), ours("63", "007")}).outcomes,
            (Outcomes{stored, stored, stored, stored}));
  EXPECT_EQ(column("60", "parent_id"), "57");
  EXPECT_EQ(exported(), (std::vector<std::string>{"60", "61", "62", "63"}));
  EXPECT_GT(std::stoll(column("63", "parent_id")), 1'000'000) << "7 is another's";
  EXPECT_EQ(add({ours("64", "57"), ours("57")}).outcomes, (Outcomes{stored, stored}));
  EXPECT_EQ(column("57", "id"), "57");
  EXPECT_EQ(column("64", "parent_id"), "57");
  rows_->finish();
  EXPECT_EQ(exported(), (std::vector<std::string>{"60", "61", "62", "63", "64", "57"}));
}

TEST_F(ImportNumbersTest, ASiteThatHasHadCommentsGivesNewNumbers) {
  const CommentId gone = add_one({});
  EXPECT_FALSE(open(true, "ndjson").keeps_ids);
  owner_sees("DELETE FROM comment WHERE " + here() + " RETURNING id");
  EXPECT_FALSE(open(true, "ndjson").keeps_ids) << "its reader has a receipt";
  owner_sees("DELETE FROM intake WHERE " + here() + " RETURNING comment_id");
  EXPECT_TRUE(open(true, "ndjson").keeps_ids);
  owner_sees(
      "INSERT INTO audit_entry (site_id, batch, comment_id, decision, from_state, to_state, "
      "version, at) VALUES (" +
      std::to_string(site_.value) + ", 1, " + std::to_string(gone.value) +
      ", 'reject', 0, 2, 1, now()) RETURNING id");
  EXPECT_FALSE(open(true, "ndjson").keeps_ids) << "the audit names it";
}

TEST_F(ImportNumbersTest, AFileOfWhichNothingCameInSettlesNothing) {
  EXPECT_TRUE(open(true, "ndjson").keeps_ids);
  add({{.id = "1", .article = "none", .from_export = true, .url = "none"}});
  EXPECT_EQ(count("import_source WHERE " + here()), "0");
  add_one({});
  EXPECT_FALSE(open(true, "ndjson").keeps_ids);
  rows_->keep_numbers({});
  EXPECT_EQ(add({{.id = "1", .from_export = true}}).outcomes, Outcomes{stored});
  EXPECT_EQ(owner_sees("SELECT keeps_ids FROM import_source WHERE " + here()), "f");
}

TEST_F(ImportNumbersTest, ExportsTellOfItInTheOrderOfTheFile) {
  open(true, "ndjson");
  const auto ours = [](const char* id) { return Record{.id = id, .from_export = true}; };
  add({ours("5"), ours("3"), ours("4"), ours("1")});
  EXPECT_EQ(exported(), (std::vector<std::string>{"5", "3", "4", "1"})) << "at once";
  add({ours("2"), ours("9"), ours("8")});
  rows_->finish();
  EXPECT_EQ(exported(), (std::vector<std::string>{"5", "3", "4", "1", "2", "9", "8"}));
  open(true, "ndjson");
  add({ours("7"), ours("6")});
  EXPECT_EQ(exported(), (std::vector<std::string>{"5", "3", "4", "1", "2", "9", "8", "7", "6"}));
}

TEST_F(ImportNumbersTest, WhoFollowsAnExportMissesNothing) {
  open(true, "ndjson");
  ExportQuery query;
  query.site = site_;
  ExportRows exports{database().service_conninfo()};
  std::vector<std::string> told;
  for (int round = 0; round < 5; ++round) {
    std::vector<Record> batch;
    for (int i = 9; i >= 0; --i)
      batch.push_back({.id = std::to_string(10 * round + i + 1), .from_export = true});
    add(batch);
    if (round % 2 == 1) add_one({.text = "live", .state = State::approved});
    const auto reading = exports.open_export(query);
    while (const auto* one = reading->next()) told.push_back(one->comment.text);
    query.after = reading->place();
  }
  EXPECT_EQ(told.size(), 52U);
  EXPECT_EQ(std::set<std::string>(told.begin(), told.end()).size(), 51U) << "live twice";
}

TEST_F(ImportNumbersTest, IntoAnEmptySiteOurExportBringsItsArticles) {
  open(true, "ndjson");
  add({{.id = "1", .article = "1", .from_export = true, .url = "https://moved.example/1"}});
  EXPECT_EQ(owner_sees("SELECT url FROM article WHERE key = '1' AND " + here()),
            "https://moved.example/1");
}

}  // namespace
}  // namespace copytaster::postgres::testing
