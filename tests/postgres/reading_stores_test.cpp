// What leaves the database: threads and exports; and what is purged from it.

#include <thread>

#include "postgres/export_store.hpp"
#include "postgres/purge.hpp"
#include "postgres/thread_store.hpp"
#include "tests/postgres/rows_test.hpp"

namespace copytaster::postgres::testing {
namespace {

class ReadingTest : public RowsTest {
 protected:
  ThreadPage thread(const ThreadQuery& query) {
    return ThreadRows{pool_}.read_thread(query).value();
  }
  ThreadQuery of_article(const std::string& key) const {
    ThreadQuery query;
    query.site = site_;
    query.article = key;
    return query;
  }
  static std::vector<std::string> texts(const ThreadPage& page) {
    std::vector<std::string> texts;
    for (const auto& one : page.comments) texts.push_back(one.removed ? "(removed)" : one.text);
    return texts;
  }

  struct Exported {
    std::vector<std::string> texts;
    std::optional<ExportCursor> next;
  };
  Exported exported(ExportQuery query) {
    query.site = site_;
    Exported result;
    ExportRows exports{database().service_conninfo()};
    const auto reading = exports.open_export(query);
    while (const auto one = reading->next()) result.texts.push_back(one->comment.text);
    result.next = reading->place();
    return result;
  }
  Exported exported_after(const std::optional<ExportCursor>& cursor) {
    ExportQuery query;
    query.after = cursor;
    return exported(query);
  }
};

using Texts = std::vector<std::string>;

TEST_F(ReadingTest, AThreadHoldsWhatIsApprovedInOrder) {
  add_one({.text = "first", .state = State::approved, .at = noon});
  add_one({.text = "second", .state = State::approved, .at = noon + 1s});
  add("held");
  add("spam", State::spam);
  put_article("2");
  add_one({.text = "elsewhere", .state = State::approved, .article = "2"});
  auto query = of_article("1");
  EXPECT_EQ(texts(thread(query)), (Texts{"first", "second"}));
  EXPECT_EQ(thread(query).total, 2);
  query.order = Order::newest;
  EXPECT_EQ(texts(thread(query)), (Texts{"second", "first"}));
  query.limit = 1;
  const auto page = thread(query);
  ASSERT_TRUE(page.next);
  query.after = page.next;
  EXPECT_EQ(texts(thread(query)), Texts{"first"});
  EXPECT_FALSE(thread(query).next);
  EXPECT_FALSE((ThreadRows{pool_}.read_thread(of_article("unknown"))));
}

TEST_F(ReadingTest, CommentsOfOneInstantAreAllPassedByPaging) {
  std::vector<Wanted> all;
  for (int n = 0; n < 10; ++n)
    all.push_back({.text = "t" + std::to_string(n), .state = State::approved});
  add_all(all);
  auto query = of_article("1");
  query.limit = 3;
  Texts read;
  for (int page = 0; page < 5; ++page) {
    const auto got = thread(query);
    for (const auto& text : texts(got)) read.push_back(text);
    if (!got.next) break;
    query.after = got.next;
  }
  EXPECT_EQ(read.size(), 10U);
}

TEST_F(ReadingTest, ARemovedParentStaysAsAPlaceWhileAReplyIsVisible) {
  const auto parent = add("parent", State::approved);
  const auto middle = add_one(
      {.text = "middle", .state = State::approved, .parent = parent.value, .at = noon + 1s});
  const auto leaf =
      add_one({.text = "leaf", .state = State::approved, .parent = middle.value, .at = noon + 2s});
  decide(parent, {1}, Decision::reject);
  decide(middle, {1}, Decision::spam);
  EXPECT_EQ(texts(thread(of_article("1"))), (Texts{"(removed)", "(removed)", "leaf"}));
  EXPECT_EQ(thread(of_article("1")).total, 1);
  decide(leaf, {1}, Decision::reject);
  EXPECT_EQ(texts(thread(of_article("1"))), Texts{});
}

TEST_F(ReadingTest, AnExportHoldsWhatIsApprovedOnceAndInTheOrderOfApproval) {
  const auto first = add("first");
  const auto second = add("second");
  add("held");
  decide(second, {1}, Decision::approve);
  decide(first, {1}, Decision::approve);
  const auto all = exported({});
  EXPECT_EQ(all.texts, (Texts{"second", "first"}));
  ASSERT_TRUE(all.next);
  EXPECT_EQ(exported_after(all.next).texts, Texts{});
  EXPECT_EQ(exported_after(all.next).next, all.next) << "nothing new: the cursor stays";
  decide(add("third"), {1}, Decision::approve);
  EXPECT_EQ(exported_after(all.next).texts, Texts{"third"});
}

TEST_F(ReadingTest, WhatCommitsLateIsNotSkipped) {
  const auto early = add("early");
  pqxx::connection slow{database().owner_conninfo()};
  pqxx::work open{slow};
  open.exec("SELECT pg_current_xact_id()");
  open.exec(
      "UPDATE comment SET state = 1, published_at = now(), change_xid = pg_current_xact_id() "
      "WHERE " +
      here() + " AND id = " + std::to_string(early.value));
  decide(add("quick"), {1}, Decision::approve);
  const auto before = exported({});
  open.commit();
  auto both = before.texts;
  for (const auto& text : exported_after(before.next).texts) both.push_back(text);
  EXPECT_NE(std::find(both.begin(), both.end(), "early"), both.end());
  EXPECT_NE(std::find(both.begin(), both.end(), "quick"), both.end());
}

TEST_F(ReadingTest, AnExportIsFilteredAndCanBeStopped) {
  put_article("s", "sport");
  add_one({.text = "old", .state = State::approved, .at = noon - 24h});
  add_one({.text = "sport", .state = State::approved, .article = "s"});
  ExportQuery query;
  query.section = "sport";
  EXPECT_EQ(exported(query).texts, Texts{"sport"});
  query = {};
  query.article = "1";
  EXPECT_EQ(exported(query).texts, Texts{"old"});
  query = {};
  query.from = noon - 1h;
  EXPECT_EQ(exported(query).texts, Texts{"sport"});
  query = {};
  query.to = noon - 1h;
  EXPECT_EQ(exported(query).texts, Texts{"old"});
}

TEST_F(ReadingTest, OnlySoManyExportsAreOpenAtOnce) {
  add("one", State::approved);
  ExportQuery query;
  query.site = site_;
  ExportRows exports{database().service_conninfo(), 2};
  const auto first = exports.open_export(query);
  auto broken_off = exports.open_export(query);
  EXPECT_THROW(exports.open_export(query), StoreBusy);
  broken_off.reset();
  EXPECT_TRUE(exports.open_export(query)->next());
  EXPECT_TRUE(first->next()) << "the others go on";
}

TEST_F(ReadingTest, TextsComeOutOfAnExportByteForByte) {
  const std::string strange = "a\tb\nc\\d\\N \"q\" \x01 😀";
  add(strange, State::approved);
  EXPECT_EQ(exported({}).texts, Texts{strange});
}

TEST_F(ReadingTest, ACursorOfAnotherHistoryBeginsAnew) {
  add("kept", State::approved);
  const auto all = exported({});
  ExportCursor other = all.next.value();
  other.epoch += 1;
  EXPECT_EQ(exported_after(other).texts, Texts{"kept"});
}

TEST_F(ReadingTest, WhatWasRefusedGoesAfterItsDaysAndNothingElse) {
  const auto shown = add("shown", State::approved);
  const auto spam = add("spam", State::spam);
  const auto rejected = add("rejected");
  decide(rejected, {1}, Decision::reject);
  const auto removed = add("removed", State::approved);
  add_one({.text = "reply", .state = State::approved, .parent = removed.value});
  decide(removed, {1}, Decision::reject);
  add("held");
  const auto left = [this] {
    return owner_sees("SELECT string_agg(text, ' ' ORDER BY text) FROM comment WHERE " + here());
  };
  purge({pool_, noon + 24h * 29}, 30);
  EXPECT_EQ(left(), "held rejected removed reply shown spam");
  const Purged purged = purge({pool_, noon + 24h * 31}, 30);
  EXPECT_GE(purged.comments, 2U);
  EXPECT_EQ(left(), "held removed reply shown");
  EXPECT_EQ(count("audit_entry WHERE " + here()), "2") << "who decided what stays";
  (void)shown;
  (void)spam;
}

TEST_F(ReadingTest, FirstAnswersGoAfter48Hours) {
  add_one({.text = "kept", .key = "k"});
  purge({pool_, noon + 47h}, 30);
  EXPECT_EQ(count("intake WHERE " + here()), "1");
  purge({pool_, noon + 49h}, 30);
  EXPECT_EQ(count("intake WHERE " + here()), "0");
}

}  // namespace
}  // namespace copytaster::postgres::testing
