// A batch of an import: what it writes beside the comments, what it passes by, whose turn it is.

#include "postgres/import_store.hpp"

#include <set>

#include "postgres/judged_comments.hpp"
#include "postgres/sealing_store.hpp"
#include "tests/postgres/imports_test.hpp"

namespace copytaster::postgres::testing {
namespace {

using ImportStoreTest = ImportsTest;

TEST_F(ImportStoreTest, AnImportedCommentHasAllThatOneHas) {
  const auto source = open();
  EXPECT_TRUE(source.is_new);
  EXPECT_FALSE(source.keeps_ids);
  const auto added = add({{.id = "10"},
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
  open();
  add({{.id = "10"}, {.id = "11", .state = State::spam}, {.id = "12", .state = State::pending}});
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
  open();
  EXPECT_EQ(add({{.id = "10"}, {.id = "10"}}).outcomes, (Outcomes{stored, known}));
  EXPECT_EQ(add({{.id = "11"}, {.id = "10"}}).outcomes, (Outcomes{stored, known}));
  const auto again = open();
  EXPECT_FALSE(again.is_new);
  const std::vector<CheckedImport> both{checked({.id = "10"}), checked({.id = "12"})};
  EXPECT_EQ(rows_->known(both), (std::vector<bool>{true, false}));
  EXPECT_EQ(add({{.id = "10"}}).outcomes, Outcomes{known});
  EXPECT_EQ(count("comment WHERE " + here()), "2");
  open(false, "another blog");
  EXPECT_EQ(add({{.id = "10"}}).outcomes, Outcomes{stored}) << "its 10 is another comment";
}

TEST_F(ImportStoreTest, ManyAreAskedForInPieces) {
  open();
  std::vector<Record> some;
  for (int i = 0; i < 2500; i += 2) some.push_back({.id = std::to_string(i)});
  add(some);
  std::vector<CheckedImport> all;
  for (int i = 0; i < 2500; ++i) all.push_back(checked({.id = std::to_string(i)}));
  const auto found = rows_->known(all);
  for (std::size_t i = 0; i < all.size(); ++i) ASSERT_EQ(found[i], i % 2 == 0) << i;
  const auto ids = rows_->take_ids(all);
  EXPECT_EQ(std::set<CommentId>(ids.begin(), ids.end()).size(), all.size());
}

TEST_F(ImportStoreTest, AChangeOfKeysWaitsForBatchesThatHaveBegun) {
  owner_sees("INSERT INTO sealing_key VALUES (7, 'seven', now())");
  {
    pqxx::connection other{database().service_conninfo()};
    pqxx::work batch{other};
    batch.exec("SELECT FROM sealing_key WHERE id = 7 FOR SHARE");
    EXPECT_THROW(wait_for_batches(pool_), StoreUnavailable);
  }
  EXPECT_NO_THROW(wait_for_batches(pool_));
  EXPECT_FALSE(any_import_under_way(pool_));
  open();
  EXPECT_TRUE(any_import_under_way(pool_));
  owner_sees("DELETE FROM sealing_key WHERE id = 7");
}

TEST_F(ImportStoreTest, WhatWasErasedSinceDoesNotComeBack) {
  open();
  add({{.id = "10"}});
  owner_sees("DELETE FROM comment WHERE " + here());
  open();
  EXPECT_EQ(add({{.id = "10"}}).outcomes, Outcomes{known});
}

TEST_F(ImportStoreTest, OneImportIntoASiteAtATime) {
  open();
  ImportRows other{pool_, database().service_conninfo(), 0, {1ms, 1ms}};
  EXPECT_THROW(other.open_source(site_, "ndjson", true), StoreBusy);
  rows_.reset();
  EXPECT_NO_THROW(other.open_source(site_, "ndjson", true));
}

TEST_F(ImportStoreTest, WhoIsNotHeardOfLosesItsTurnAndWritesNothing) {
  open();
  add({{.id = "10"}});
  owner_sees(
      "UPDATE import_turn SET at = now() - interval '4 seconds', holder = gen_random_uuid() "
      "WHERE " +
      here() + " RETURNING 1");
  EXPECT_THROW(add({{.id = "11"}}), StoreBusy);
  ImportRows other{pool_, database().service_conninfo(), 0, {1ms, 1ms}};
  EXPECT_NO_THROW(other.open_source(site_, "wxr", false));
  EXPECT_EQ(count("imported WHERE source IN (SELECT id FROM import_source WHERE " + here() + ")"),
            "1");
}

TEST_F(ImportStoreTest, UnderAKeyThatIsNoLongerTheNewestNothingComesIn) {
  const auto with_key = [&](const std::string& sql) { owner_sees(sql + " RETURNING id"); };
  with_key("INSERT INTO sealing_key VALUES (5, 'five', now())");
  rows_.emplace(pool_, database().service_conninfo(), 5, hasty);
  rows_->open_source(site_, "wxr", false);
  EXPECT_EQ(add({{.id = "10"}}).outcomes, Outcomes{stored});
  with_key("INSERT INTO sealing_key VALUES (6, 'six', now())");
  EXPECT_THROW(add({{.id = "11"}}), StoreBusy);
  with_key("DELETE FROM sealing_key WHERE id = 6");
  with_key("UPDATE sealing_key SET retired_at = now() WHERE id = 5");
  EXPECT_THROW(add({{.id = "11"}}), StoreBusy);
  with_key("DELETE FROM sealing_key WHERE id = 5");
}

TEST_F(ImportStoreTest, ArticlesAreFoundByAddressAndElseMade) {
  open();
  const auto added = add({{.id = "10", .article = "77", .url = "http://news.example/1/"},
                          {.id = "12", .article = "88", .at = noon - 24h},
                          {.id = "13", .article = "88", .at = noon - 48h},
                          {.id = "14", .article = "99", .url = "none"}});
  EXPECT_EQ(added.outcomes, (Outcomes{stored, stored, stored, ImportOutcome::no_article}));
  EXPECT_EQ(added.articles_new, 1);
  EXPECT_EQ(added.articles_known, 1);
  EXPECT_EQ(count("article WHERE key = '77' AND " + here()), "0");
  EXPECT_EQ(owner_sees("SELECT created_at = '" + rfc3339(noon - 48h) +
                       "' FROM article WHERE key = '88' AND " + here()),
            "t")
      << "known since its first comment";
}

TEST_F(ImportStoreTest, AnotherBlogsNumberIsAnotherArticle) {
  open();
  const Record theirs{.id = "11", .article = "1", .url = "https://b.example/1"};
  EXPECT_EQ(add({theirs, {.id = "12", .article = "1", .url = "none"}}).outcomes,
            (Outcomes{stored, stored}));
  const std::string key_of = "SELECT key FROM article a WHERE a.id = ";
  EXPECT_EQ(owner_sees(key_of + column("11", "article_id")), "blog-b-1");
  EXPECT_EQ(owner_sees(key_of + column("12", "article_id")), "1") << "without any other address";
  EXPECT_EQ(owner_sees("SELECT url FROM article WHERE key = '1' AND " + here()),
            "https://news.example/1")
      << "what the newsroom has said stays";
  open();
  const auto moved = add({{.id = "13", .article = "1", .url = "https://b.example/moved"}});
  EXPECT_EQ(moved.articles_known, 1) << "made by this source";
  EXPECT_EQ(column("13", "article_id"), column("11", "article_id"));
  const std::vector<std::shared_ptr<const WantedArticle>> articles{
      checked({.id = "1", .article = "1", .url = "https://b.example/more"}).article,
      checked({.id = "1", .article = "1", .url = "none"}).article};
  EXPECT_EQ(rows_->known_articles(articles), (std::vector<bool>{true, true}));
}

TEST_F(ImportStoreTest, EachArticleIsToldOfHoweverManyThereAre) {
  open();
  std::vector<Record> many;
  for (int i = 0; i <= 500; ++i)
    many.push_back({.id = std::to_string(i), .article = "a" + std::to_string(i)});
  const auto told = "change WHERE comment_id IS NULL AND " + here();
  add({many.begin() + 1, many.end()});
  EXPECT_EQ(count(told), "500");
  for (Record& one : many) one.id += "0000";
  add(many);
  EXPECT_EQ(count(told), "1001");
  EXPECT_EQ(count(told + " AND article_id IS NULL"), "0") << "that would drop no page";
}

TEST_F(ImportStoreTest, WhoHasNoAddressHasNoHistory) {
  open();
  add({{.id = "10", .email = ""}});
  EXPECT_EQ(count("author WHERE " + here()), "0");
  const CommentId id{std::stoll(column("10", "id"))};
  decide(id, {1}, Decision::reject);
  EXPECT_EQ(count("author WHERE " + here()), "0");
}

TEST_F(ImportStoreTest, WhatNobodyDecidedIsTakenFromNoHistory) {
  open();
  auto deleted = checked({.id = "10", .state = State::rejected});
  deleted.by_person = false;
  auto ready_one = ready(deleted, rows_->take_ids(std::vector{deleted}).front(), site_, vault_);
  rows_->add(std::vector{ready_one}, false);
  add({{.id = "11", .state = State::rejected}});
  const auto history = [&] {
    return owner_sees(
        "SELECT approved || ' ' || rejected || ' ' || round(lately_refused) FROM "
        "author WHERE " +
        here());
  };
  decide({std::stoll(column("10", "id"))}, {1}, Decision::approve);
  EXPECT_EQ(history(), "1 1 1") << "hers that was refused stays counted";
  decide({std::stoll(column("11", "id"))}, {1}, Decision::approve);
  EXPECT_EQ(history(), "2 0 0");
}

TEST_F(ImportStoreTest, WhatIsOldHasFaded) {
  open();
  add({{.id = "10", .at = noon}, {.id = "11", .at = noon - 24h * 15}});
  EXPECT_EQ(owner_sees("SELECT round((lately_approved / faded(1, '" + rfc3339(noon) +
                       "', lately_at))::numeric, 2) FROM author WHERE " + here()),
            "1.50");
}

TEST_F(ImportStoreTest, ADryRunKnowsArticlesAndMakesNoSource) {
  rows_.emplace(pool_, database().service_conninfo(), 0);
  EXPECT_TRUE(rows_->find_source(site_, "wxr").is_new);
  EXPECT_EQ(count("import_source WHERE " + here()), "0");
  const std::vector<std::shared_ptr<const WantedArticle>> articles{
      checked({.id = "1", .article = "1"}).article, checked({.id = "1", .article = "2"}).article,
      checked({.id = "1", .article = "3", .url = "http://news.example/1"}).article};
  EXPECT_EQ(rows_->known_articles(articles), (std::vector<bool>{true, false, true}));
}

}  // namespace
}  // namespace copytaster::postgres::testing
