// A batch of an import in a real database: what it writes beside the comments, what it passes by,
// and that exports are told of it in the order of the file.

#include "postgres/import_store.hpp"

#include "postgres/export_store.hpp"
#include "postgres/judged_comments.hpp"
#include "tests/postgres/rows_test.hpp"

namespace copytaster::postgres::testing {
namespace {

using Outcomes = std::vector<ImportOutcome>;

/// What one record of a test is about.
struct Record {
  std::string id;
  std::string parent = "";
  State state = State::approved;
  std::string article = "1";
  std::string email = "ann@example.com";
  bool from_export = false;
  std::string url = "";  ///< of the article; empty: as `put_article` has it
  Instant at = noon;
};

class ImportStoreTest : public RowsTest {
 protected:
  ImportSource open(bool is_ours = false, const std::string& name = "wxr") {
    rows_.emplace(pool_, database().service_conninfo());
    return rows_->open_source(site_, name, is_ours);
  }

  static CheckedImport checked(const Record& record) {
    ImportedArticle article;
    article.key = record.article;
    article.url = record.url.empty() ? "https://news.example/" + record.article : record.url;
    article.found_by_url = true;
    CheckedImport one;
    one.source_id = record.id;
    one.parent = record.parent;
    one.article = std::make_shared<const WantedArticle>(wanted_article(article, {}, noon).value());
    one.author = "Ann";
    if (!record.email.empty()) one.email = EmailAddress::parse(record.email);
    one.text = "comment " + record.id;
    one.state = record.state;
    one.from_export = record.from_export;
    one.created_at = record.at;
    if (record.state == State::pending) return one;
    one.by_person = true;
    one.decided_at = record.at;
    if (record.state == State::approved) one.published_at = record.at;
    return one;
  }

  ImportAdded add(const ImportSource& source, const std::vector<Record>& records,
                  bool last = false) {
    std::vector<CheckedImport> all;
    for (const auto& record : records) all.push_back(checked(record));
    const auto ids = rows_->take_ids(source, all);
    std::vector<ReadyImport> ready_ones;
    for (std::size_t i = 0; i < all.size(); ++i)
      ready_ones.push_back(ready(std::move(all[i]), ids[i], site_, vault_));
    return rows_->add(source, ready_ones, last);
  }

  std::string column(const std::string& id, const std::string& name) const {
    return owner_sees("SELECT " + name + " FROM comment WHERE " + here() + " AND text = 'comment " +
                      id + "'");
  }
  std::vector<std::string> exported() {
    ExportQuery query;
    query.site = site_;
    ExportRows exports{database().service_conninfo()};
    const auto reading = exports.open_export(query);
    std::vector<std::string> ids;
    while (const auto* one = reading->next()) ids.push_back(std::to_string(one->comment.id.value));
    return ids;
  }

  test::FakeVault vault_;
  std::optional<ImportRows> rows_;
};

constexpr auto stored = ImportOutcome::stored;
constexpr auto known = ImportOutcome::known;
constexpr auto waits = ImportOutcome::waits;

TEST_F(ImportStoreTest, AnImportedCommentHasAllThatOneHas) {
  const auto source = open();
  EXPECT_TRUE(source.is_new);
  EXPECT_FALSE(source.keeps_ids);
  const auto added = add(source, {{.id = "10"},
                                  {.id = "11", .state = State::spam},
                                  {.id = "12", .state = State::pending},
                                  {.id = "13", .state = State::rejected}});
  EXPECT_EQ(added.outcomes, (Outcomes{stored, stored, stored, stored}));
  EXPECT_EQ(added.articles_known, 1);
  EXPECT_EQ(
      column("10", "author || state || version || sealed::text"),
      "Ann11" + owner_sees("SELECT ('sealed for ' || " + column("10", "id") + ")::bytea::text"));
  EXPECT_EQ(column("10", "decided_by"), "0") << "somebody there";
  EXPECT_EQ(column("10", "published_at = created_at"), "t");
  EXPECT_EQ(column("12", "decided_by IS NULL AND decided_at IS NULL"), "t");
  EXPECT_EQ(count("queue WHERE " + here()), "1");
  EXPECT_EQ(
      owner_sees("SELECT approved || ' ' || rejected || ' ' || spam FROM author WHERE " + here()),
      "1 1 1");
  EXPECT_EQ(count("change WHERE comment_id IS NULL AND " + here()), "1") << "pages are made anew";
}

TEST_F(ImportStoreTest, DecisionsInItAreDecisionsToBacktests) {
  add(open(),
      {{.id = "10"}, {.id = "11", .state = State::spam}, {.id = "12", .state = State::pending}});
  JudgedCommentRows judged{pool_};
  std::map<std::string, bool> by_person;
  judged.read(site_, {noon - 24h, noon + 24h, 100}, [&](std::span<const JudgedComment> comments) {
    for (const auto& one : comments) by_person[one.words.text] = one.decided_by_person;
    return true;
  });
  EXPECT_EQ(by_person, (std::map<std::string, bool>{
                           {"comment 10", true}, {"comment 11", true}, {"comment 12", false}}));
}

TEST_F(ImportStoreTest, WhatIsThereIsPassedBy) {
  const auto source = open();
  EXPECT_EQ(add(source, {{.id = "10"}, {.id = "10"}}).outcomes, (Outcomes{stored, known}));
  EXPECT_EQ(add(source, {{.id = "11"}, {.id = "10"}}).outcomes, (Outcomes{stored, known}));
  rows_.reset();
  const auto again = open();
  EXPECT_EQ(again.id, source.id);
  EXPECT_FALSE(again.is_new);
  const std::vector<CheckedImport> both{checked({.id = "10"}), checked({.id = "12"})};
  EXPECT_EQ(rows_->known(again, both), (std::vector<bool>{true, false}));
  EXPECT_EQ(add(again, {{.id = "10"}}).outcomes, Outcomes{known});
  EXPECT_EQ(count("comment WHERE " + here()), "2");
  rows_.reset();
  EXPECT_EQ(add(open(false, "another blog"), {{.id = "10"}}).outcomes, Outcomes{stored})
      << "its 10 is another comment";
}

TEST_F(ImportStoreTest, WhatWasErasedSinceDoesNotComeBack) {
  add(open(), {{.id = "10"}});
  owner_sees("DELETE FROM comment WHERE " + here());
  rows_.reset();
  EXPECT_EQ(add(open(), {{.id = "10"}}).outcomes, Outcomes{known});
}

TEST_F(ImportStoreTest, OneImportIntoASiteAtATime) {
  open();
  ImportRows hasty{pool_, database().service_conninfo(), 1ms};
  EXPECT_THROW(hasty.open_source(site_, "ndjson", true), StoreBusy);
  ImportRows other{pool_, database().service_conninfo()};
  rows_.reset();
  EXPECT_NO_THROW(other.open_source(site_, "ndjson", true));
}

TEST_F(ImportStoreTest, AReplyFindsItsParentInTheBatchOrBeforeIt) {
  const auto source = open();
  EXPECT_EQ(add(source, {{.id = "12", .parent = "11"}, {.id = "11", .parent = "10"}, {.id = "10"}})
                .outcomes,
            (Outcomes{stored, stored, stored}));
  EXPECT_EQ(column("12", "parent_id"), column("11", "id"));
  EXPECT_EQ(column("11", "parent_id"), column("10", "id"));
  add(source, {{.id = "13", .parent = "10"}});
  EXPECT_EQ(column("13", "parent_id"), column("10", "id"));
}

TEST_F(ImportStoreTest, AReplyWithoutItsParentWaits) {
  const auto source = open();
  put_article("2");
  EXPECT_EQ(add(source, {{.id = "12", .parent = "11"},
                         {.id = "13", .parent = "12"},
                         {.id = "14", .parent = "15"},
                         {.id = "15", .parent = "14"},
                         {.id = "20"},
                         {.id = "21", .parent = "20", .article = "2"}})
                .outcomes,
            (Outcomes{waits, waits, waits, waits, stored, waits}));
  EXPECT_EQ(add(source, {{.id = "11"}}).outcomes, Outcomes{stored});
  EXPECT_EQ(add(source, {{.id = "12", .parent = "11"}, {.id = "13", .parent = "12"}}).outcomes,
            (Outcomes{stored, stored}));
  EXPECT_EQ(add(source, {{.id = "22", .parent = "99"}}, true).outcomes, Outcomes{waits});
}

TEST_F(ImportStoreTest, AParentThatOurExportDoesNotTellOfGetsAPlace) {
  const auto source = open();
  const Record reply{.id = "12", .parent = "11", .from_export = true};
  EXPECT_EQ(add(source, {reply}).outcomes, Outcomes{waits}) << "it may still come";
  EXPECT_EQ(add(source, {reply}, true).outcomes, Outcomes{stored});
  rows_->finish(source);
  const std::string place = column("12", "parent_id");
  EXPECT_EQ(owner_sees("SELECT state || author || text || sealed::text FROM comment WHERE " +
                       here() + " AND id = " + place),
            "4\\x");
  EXPECT_EQ(add(source, {{.id = "11"}}).outcomes, Outcomes{known}) << "it is taken";
}

TEST_F(ImportStoreTest, AnEmptySiteKeepsItsNumbersAndTheSequenceMovesPastThem) {
  const auto source = open(true, "ndjson");
  EXPECT_TRUE(source.keeps_ids);
  const std::int64_t high = 9'000'000'000 + site_.value * 1000;
  const std::string last = std::to_string(high + 3);
  add(source, {{.id = std::to_string(high)}, {.id = last}, {.id = "name"}, {.id = "007"}});
  EXPECT_EQ(column(last, "id"), last);
  EXPECT_GT(std::stoll(column("name", "id")), high + 3);
  EXPECT_GT(std::stoll(column("007", "id")), high + 3);
  EXPECT_GT(intake_.take_ids(1).at(0).value, high);
  rows_.reset();
  EXPECT_TRUE(open(true, "ndjson").keeps_ids) << "also when it goes on";
}

TEST_F(ImportStoreTest, WhoseNumberIsTakenGetsANewOne) {
  const auto source = open(true, "ndjson");
  const auto mine = add_one({.text = "came in meanwhile", .state = State::approved});
  const std::string taken = std::to_string(mine.value);
  const Record reply{.id = "1", .parent = taken, .from_export = true};
  EXPECT_EQ(add(source, {reply}).outcomes, Outcomes{waits}) << "that is somebody else's";
  EXPECT_EQ(add(source, {{.id = taken}, reply}).outcomes, (Outcomes{stored, stored}));
  EXPECT_NE(column(taken, "id"), taken);
  EXPECT_EQ(column("1", "parent_id"), column(taken, "id"));
}

TEST_F(ImportStoreTest, ASiteThatHasCommentsGivesNewNumbers) {
  add_one({});
  EXPECT_FALSE(open(true, "ndjson").keeps_ids);
}

TEST_F(ImportStoreTest, ExportsTellOfItInTheOrderOfTheFile) {
  const auto source = open(true, "ndjson");
  const auto ours = [](const char* id) { return Record{.id = id, .from_export = true}; };
  add(source, {ours("5"), ours("3"), ours("4"), ours("1")});
  EXPECT_EQ(exported(), (std::vector<std::string>{"5", "3", "4", "1"})) << "at once";
  add(source, {ours("2"), ours("9"), ours("8")});
  rows_->finish(source);
  EXPECT_EQ(exported(), (std::vector<std::string>{"5", "3", "4", "1", "2", "9", "8"}));
  rows_.reset();
  add(open(true, "ndjson"), {ours("7"), ours("6")});
  EXPECT_EQ(exported(), (std::vector<std::string>{"5", "3", "4", "1", "2", "9", "8", "7", "6"}));
}

TEST_F(ImportStoreTest, WhoFollowsAnExportMissesNothing) {
  const auto source = open(true, "ndjson");
  ExportQuery query;
  query.site = site_;
  ExportRows exports{database().service_conninfo()};
  std::vector<std::string> told;
  for (int round = 0; round < 5; ++round) {
    std::vector<Record> batch;
    for (int i = 9; i >= 0; --i) batch.push_back({.id = std::to_string(10 * round + i + 1)});
    add(source, batch);
    if (round % 2 == 1) add_one({.text = "live", .state = State::approved});
    const auto reading = exports.open_export(query);
    while (const auto* one = reading->next()) told.push_back(one->comment.text);
    query.after = reading->place();
  }
  EXPECT_EQ(told.size(), 52U);
  EXPECT_EQ(std::set<std::string>(told.begin(), told.end()).size(), 51U) << "live twice";
}

TEST_F(ImportStoreTest, ArticlesAreFoundByAddressThenByKeyAndElseMade) {
  const auto source = open();
  const auto added = add(source, {{.id = "10", .article = "77", .url = "http://news.example/1/"},
                                  {.id = "11", .article = "1", .url = "https://news.example/moved"},
                                  {.id = "12", .article = "88", .at = noon - 24h},
                                  {.id = "13", .article = "88", .at = noon - 48h},
                                  {.id = "14", .article = "99", .url = "none"}});
  EXPECT_EQ(added.outcomes, (Outcomes{stored, stored, stored, stored, ImportOutcome::no_article}));
  EXPECT_EQ(added.articles_new, 1);
  EXPECT_EQ(added.articles_known, 2);
  EXPECT_EQ(column("10", "article_id"), column("11", "article_id"));
  EXPECT_EQ(count("article WHERE key = '77' AND " + here()), "0");
  EXPECT_EQ(owner_sees("SELECT created_at = '" + rfc3339(noon - 48h) +
                       "' FROM article WHERE key = '88' AND " + here()),
            "t")
      << "known since its first comment";
  EXPECT_EQ(owner_sees("SELECT url FROM article WHERE key = '1' AND " + here()),
            "https://news.example/1")
      << "what the newsroom has said stays";
}

TEST_F(ImportStoreTest, IntoAnEmptySiteOurExportBringsItsArticles) {
  const auto source = open(true, "ndjson");
  add(source, {{.id = "1", .article = "1", .url = "https://moved.example/1"}});
  EXPECT_EQ(owner_sees("SELECT url FROM article WHERE key = '1' AND " + here()),
            "https://moved.example/1");
}

TEST_F(ImportStoreTest, WhoHasNoAddressHasNoHistory) {
  add(open(), {{.id = "10", .email = ""}});
  EXPECT_EQ(count("author WHERE " + here()), "0");
  const CommentId id{std::stoll(column("10", "id"))};
  decide(id, {1}, Decision::reject);
  EXPECT_EQ(count("author WHERE " + here()), "0");
}

TEST_F(ImportStoreTest, WhatIsOldHasFaded) {
  add(open(), {{.id = "10", .at = noon}, {.id = "11", .at = noon - 24h * 15}});
  EXPECT_EQ(owner_sees("SELECT round((lately_approved / faded(1, '" + rfc3339(noon) +
                       "', lately_at))::numeric, 2) FROM author WHERE " + here()),
            "1.50");
}

TEST_F(ImportStoreTest, ADryRunKnowsArticlesAndMakesNoSource) {
  rows_.emplace(pool_, database().service_conninfo());
  EXPECT_EQ(rows_->find_source(site_, "wxr").id, 0);
  EXPECT_EQ(count("import_source WHERE " + here()), "0");
  const std::vector<std::shared_ptr<const WantedArticle>> articles{
      checked({.id = "1", .article = "1"}).article, checked({.id = "1", .article = "2"}).article,
      checked({.id = "1", .article = "3", .url = "http://news.example/1"}).article};
  EXPECT_EQ(rows_->known_articles(site_, articles), (std::vector<bool>{true, false, true}));
}

}  // namespace
}  // namespace copytaster::postgres::testing
