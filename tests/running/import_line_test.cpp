// A file on its way into a store that is none: passes, what waits, what is told, what is broken.

#include "running/import_line.hpp"

#include <map>
#include <set>

#include <gtest/gtest.h>

#include "copytaster/app/faults.hpp"
#include "running/import_reading.hpp"
#include "tests/app/fakes.hpp"

namespace copytaster::running {
namespace {

using namespace std::chrono_literals;

constexpr Instant now{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23}};

class Records final : public ImportReader {
 public:
  explicit Records(std::vector<ImportedRecord> records) : records_(std::move(records)) {}
  std::optional<ImportedRecord> next() override {
    if (at_ == records_.size()) return std::nullopt;
    return records_[at_++];
  }
  std::int64_t bytes_read() const override { return static_cast<std::int64_t>(at_); }

 private:
  std::vector<ImportedRecord> records_;
  std::size_t at_ = 0;
};

/// As a real one, but for articles: all are known but "unknown"; and for places: they are numbers
/// alone.
class FakeImportStore final : public ImportStore {
 public:
  void keep_numbers(const OwnNumbers& numbers) override { kept = numbers; }
  std::vector<bool> known(std::span<const CheckedImport> all) override {
    ++looks;
    std::vector<bool> found;
    for (const auto& one : all) found.push_back(stored.contains(one.source_id));
    return found;
  }
  std::vector<CommentId> take_ids(std::span<const CheckedImport> all) override {
    std::vector<CommentId> ids;
    for (std::size_t i = 0; i < all.size(); ++i) ids.push_back({++last_id_});
    return ids;
  }
  ImportAdded add(std::span<const ReadyImport> all, bool makes_places) override {
    if (fails) throw StoreUnavailable("gone");
    ImportAdded added;
    for (const auto& one : all) added.outcomes.push_back(outcome_of(one, makes_places));
    batches.push_back(all.size());
    return added;
  }
  void finish() override { ++finished; }
  std::vector<bool> known_articles(
      std::span<const std::shared_ptr<const WantedArticle>> articles) override {
    std::vector<bool> found;
    for (const auto& one : articles) found.push_back(one->key.text() != "unknown");
    return found;
  }

  OwnNumbers kept;
  std::set<std::string> places;
  std::set<std::string> stored;
  std::vector<std::string> order;
  std::vector<std::size_t> batches;
  int looks = 0;
  int finished = 0;
  bool fails = false;
  std::string never_comes;

 private:
  ImportOutcome outcome_of(const ReadyImport& one, bool makes_places) {
    const CheckedImport& checked = one.checked;
    if (checked.article->key.text() == "unknown") return ImportOutcome::no_article;
    if (never_comes == checked.source_id) return ImportOutcome::waits;
    if (!checked.parent.empty() && !stored.contains(checked.parent)) {
      if (!makes_places) return ImportOutcome::waits;
      places.insert(checked.parent);
    }
    if (!stored.insert(checked.source_id).second) return ImportOutcome::known;
    order.push_back(checked.source_id);
    return ImportOutcome::stored;
  }
  std::int64_t last_id_ = 0;
};

ImportedComment a_record(const std::string& id, const std::string& parent = "",
                         const std::string& article = "7") {
  ImportedArticle its;
  its.key = article;
  ImportedComment record;
  record.source_id = id;
  record.parent = parent;
  record.article = std::make_shared<const ImportedArticle>(its);
  record.author = "Ann";
  record.text = "Indeed.";
  record.state = State::approved;
  record.created_at = "2020-02-03T00:00:00Z";
  return record;
}

class ImportLineTest : public ::testing::Test {
 protected:
  ImportReport import(std::vector<ImportedRecord> records, bool is_new = true) {
    return import_file(work(std::move(records), is_new), store_);
  }
  ImportReport attempt(std::vector<ImportedRecord> records) {
    return try_import(work(std::move(records), false), store_);
  }
  ImportWork work(std::vector<ImportedRecord> records, bool is_new) {
    passes_ = 0;
    return {[this, records = std::move(records)] {
              ++passes_;
              return std::make_unique<Records>(records);
            },
            {mapping_, now, {1}, vault_, "ndjson"},
            {{1}, keeps_ids_, is_new},
            pending_room_,
            [this](const RefusedRecord& refused) { told_.push_back(refused.reason); },
            [](std::int64_t) noexcept {}};
  }

  ArticleMapping mapping_;
  FakeImportStore store_;
  test::FakeVault vault_;
  std::vector<std::string> told_;
  bool keeps_ids_ = false;
  std::int64_t pending_room_ = 1'000'000;
  int passes_ = 0;
};

TEST_F(ImportLineTest, BatchesAreWrittenInTheOrderOfTheFile) {
  std::vector<ImportedRecord> records;
  std::vector<std::string> ids;
  for (int i = 0; i < 22'345; ++i) {
    ids.push_back(std::to_string(i));
    records.emplace_back(a_record(ids.back()));
  }
  const auto report = import(std::move(records));
  EXPECT_EQ(report.imported, 22'345);
  EXPECT_EQ(store_.order, ids);
  EXPECT_EQ(store_.batches, (std::vector<std::size_t>{10'000, 10'000, 2345}));
  EXPECT_EQ(passes_, 1);
  EXPECT_EQ(store_.looks, 0) << "nothing can be there";
  EXPECT_EQ(store_.finished, 1);
}

TEST_F(ImportLineTest, LargeTextsMakeSmallerBatches) {
  std::vector<ImportedRecord> records;
  for (int i = 0; i < 200; ++i) {
    auto record = a_record(std::to_string(i));
    record.text.assign(60'000, 'x');
    records.emplace_back(std::move(record));
  }
  import(std::move(records));
  EXPECT_EQ(store_.batches.size(), 2U);
}

TEST_F(ImportLineTest, WhatIsThereIsPassedBy) {
  store_.stored = {"1", "2"};
  const auto report = import({a_record("1"), a_record("3"), a_record("2")}, false);
  EXPECT_EQ(report.known, 2);
  EXPECT_EQ(report.imported, 1);
  EXPECT_EQ(vault_.seals, 0) << "there is no address";
}

TEST_F(ImportLineTest, AReplyBeforeItsParentComesWithTheNextPass) {
  const auto report = import({a_record("3", "2"), a_record("2", "1"), a_record("1"),
                              a_record("9", "8"), RefusedRecord{{}, "x", "bad"}});
  EXPECT_EQ(store_.order, (std::vector<std::string>{"1", "2", "3", "9"}));
  EXPECT_EQ(report.imported, 4);
  EXPECT_EQ(store_.places, std::set<std::string>{"8"}) << "only of what does not come";
  EXPECT_EQ(told_, std::vector<std::string>{"bad"}) << "told of once";
  EXPECT_EQ(passes_, 5) << "two that bring something, one that does not, and one with places";
}

TEST_F(ImportLineTest, PassesEnd) {
  store_.never_comes = "1";
  const auto report = import({a_record("1"), a_record("2")});
  EXPECT_EQ(report.imported, 1);
  EXPECT_EQ(report.refused, 1);
  EXPECT_EQ(told_.size(), 1U);
  EXPECT_EQ(passes_, 64);
}

TEST_F(ImportLineTest, ANumberThatStandsTwiceIsRefused) {
  auto bad = a_record("3");
  bad.text = "";
  const std::vector<ImportedRecord> records{a_record("1", "9"), a_record("2"), a_record("1"), bad,
                                            a_record("3"),      a_record("2")};
  const std::string twice = "its number stands twice in the file";
  const std::vector<std::string> reasons{twice, "`text` is required", twice};
  const auto report = import(records);
  EXPECT_EQ(report.imported, 3);
  EXPECT_EQ(report.known, 0);
  EXPECT_EQ(told_, reasons);
  told_.clear();
  const auto again = import(records, false);
  EXPECT_EQ(again.known, 3);
  EXPECT_EQ(told_, reasons) << "whenever it is run";
  told_.clear();
  attempt(records);
  EXPECT_EQ(told_, reasons) << "also as a trial";
}

TEST_F(ImportLineTest, OwnNumbersAreKeptBeforeAnythingIsWritten) {
  const auto own = [](const std::string& id, const std::string& parent = "") {
    auto record = a_record(id, parent);
    record.version = 1;
    return record;
  };
  keeps_ids_ = true;
  import({own("7"), RefusedRecord{{}, "x", "bad"}, own("5", "900"), a_record("1000"), own("name")});
  EXPECT_EQ(store_.kept.first, CommentId{5});
  EXPECT_EQ(store_.kept.last, CommentId{900}) << "those of parents as well";
  EXPECT_EQ(passes_, 4) << "the first to find them";
  import({a_record("8"), own("9")});
  EXPECT_FALSE(store_.kept.any()) << "no export of ours";
  keeps_ids_ = false;
  store_.kept.add("1");
  import({own("10")});
  EXPECT_TRUE(store_.kept.any()) << "it is not asked";
}

TEST_F(ImportLineTest, NoMoreComeToWaitThanMay) {
  std::vector<ImportedRecord> records;
  for (int i = 0; i < 30'000; ++i) records.emplace_back(a_record(std::to_string(i)));
  for (const int waiting : {3, 10'003, 20'003})
    std::get<ImportedComment>(records[static_cast<std::size_t>(waiting)]).state = State::pending;
  pending_room_ = 3;
  EXPECT_FALSE(attempt(records).crowded);
  EXPECT_FALSE(import(records).crowded);
  store_.stored.clear();
  pending_room_ = 2;
  EXPECT_TRUE(attempt(records).crowded);
  const auto report = import(records);
  EXPECT_TRUE(report.crowded);
  EXPECT_EQ(report.imported, 20'000) << "the batch before it";
  EXPECT_EQ(report.states.at(State::pending), 2);
  pending_room_ = 1;
  EXPECT_FALSE(import(records, false).crowded) << "what is there is there";
}

TEST_F(ImportLineTest, WhatIsRefusedIsToldOfWithItsReason) {
  auto bad = a_record("2");
  bad.text = "";
  const auto report = import({a_record("1"), bad, a_record("3", "", "unknown"),
                              RefusedRecord{{}, "4", "is a pingback", true}});
  EXPECT_EQ(report.imported, 1);
  EXPECT_EQ(report.refused, 2);
  EXPECT_EQ(report.skipped, 1);
  EXPECT_EQ(report.reasons.size(), 3U);
  EXPECT_EQ(report.states, (std::map<State, std::int64_t>{{State::approved, 1}}));
}

TEST_F(ImportLineTest, ABrokenFileBringsWhatStandsBefore) {
  const auto report =
      import({a_record("1"), a_record("3", "2"), a_record("2"), BrokenFile{{7, 3}, "broken"}});
  EXPECT_EQ(report.imported, 3);
  ASSERT_TRUE(report.broken);
  EXPECT_EQ(report.broken->place, (FilePlace{7, 3}));
}

TEST_F(ImportLineTest, AStoreThatFailsEndsIt) {
  store_.fails = true;
  std::vector<ImportedRecord> records;
  for (int i = 0; i < 60'000; ++i) records.emplace_back(a_record(std::to_string(i)));
  EXPECT_THROW(import(std::move(records)), StoreUnavailable);
}

TEST_F(ImportLineTest, ADryRunSaysTheSameAndStoresNothing) {
  store_.stored = {"1"};
  const std::vector<ImportedRecord> records{
      a_record("1"),      a_record("3", "2"),           a_record("2"),
      a_record("9", "8"), a_record("4", "", "unknown"), RefusedRecord{{}, "x", "bad"}};
  const auto report = attempt(records);
  EXPECT_EQ(report.known, 1);
  EXPECT_EQ(report.imported, 3);
  EXPECT_EQ(report.refused, 2);
  EXPECT_EQ(report.articles_known, 1);
  EXPECT_TRUE(store_.batches.empty());
  EXPECT_EQ(store_.finished, 0);
  const auto done = import(records, false);
  EXPECT_EQ(done.known, report.known);
  EXPECT_EQ(done.imported, report.imported);
  EXPECT_EQ(done.states, report.states);
  EXPECT_EQ(done.reasons, report.reasons);
}

TEST(MetNumbers, EachIsMetOnce) {
  MetNumbers met;
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 100'000; ++i) ASSERT_EQ(met.add(std::to_string(i)), round == 0) << i;
  }
}

}  // namespace
}  // namespace copytaster::running
