// What leaves the database as an export: all of it, once, whoever writes meanwhile.

#include "postgres/export_store.hpp"

#include "postgres/purge.hpp"
#include "tests/postgres/rows_test.hpp"

namespace copytaster::postgres::testing {
namespace {

using Texts = std::vector<std::string>;

/// Somebody else's transaction that moves comments and takes its time.
class SlowDecider {
 public:
  explicit SlowDecider(const std::string& conninfo) : connection_(conninfo), open_(connection_) {
    open_.exec("SELECT pg_current_xact_id()");
  }
  void move(CommentId id, State to) {
    open_.exec("UPDATE comment SET state = " + std::to_string(static_cast<int>(to)) +
               ", version = version + 1, published_at = coalesce(published_at, now()), "
               "change_xid = pg_current_xact_id() WHERE id = " +
               std::to_string(id.value));
  }
  void commit() { open_.commit(); }

 private:
  pqxx::connection connection_;
  pqxx::work open_;
};

class ExportStoreTest : public RowsTest {
 protected:
  struct Exported {
    Texts texts;
    std::optional<ExportCursor> next;
    bool began_anew = false;
  };
  Exported exported(ExportQuery query) {
    query.site = site_;
    Exported result;
    ExportRows exports{database().service_conninfo()};
    const auto reading = exports.open_export(query);
    while (const ExportedComment* one = reading->next()) result.texts.push_back(told(*one));
    result.next = reading->place();
    result.began_anew = reading->began_anew();
    return result;
  }
  Exported exported_after(const std::optional<ExportCursor>& cursor) {
    ExportQuery query;
    query.after = cursor;
    return exported(query);
  }

  static std::string told(const ExportedComment& one) {
    if (!one.comment.removed) return one.comment.text;
    EXPECT_TRUE(one.comment.text.empty() && one.comment.author.empty() && one.article.key.empty());
    return "-" + std::to_string(one.comment.id.value) + "v" + std::to_string(one.version.value);
  }
  /// With removals, as a poller asks that follows everything.
  Exported followed_after(const std::optional<ExportCursor>& cursor) {
    ExportQuery query;
    query.after = cursor;
    query.removals = true;
    return exported(query);
  }
  static std::string removal_of(CommentId id, int version) {
    return "-" + std::to_string(id.value) + "v" + std::to_string(version);
  }
};

TEST_F(ExportStoreTest, AnExportHoldsWhatIsApprovedOnceAndInTheOrderOfApproval) {
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

TEST_F(ExportStoreTest, WhatCommitsLateIsNotSkipped) {
  const auto early = add("early");
  SlowDecider slow{database().owner_conninfo()};
  slow.move(early, State::approved);
  decide(add("quick"), {1}, Decision::approve);
  const auto before = exported({});
  EXPECT_EQ(before.texts, Texts{}) << "what is younger than an open transaction waits for it";
  slow.commit();
  EXPECT_EQ(exported_after(before.next).texts, (Texts{"early", "quick"}));
}

TEST_F(ExportStoreTest, OfTwoOpenTransactionsNoneIsSkippedWhicheverEndsFirst) {
  const auto removed = add("removed", State::approved);
  const auto shown = add("shown");
  const auto start = followed_after({});
  EXPECT_EQ(start.texts, Texts{"removed"});

  SlowDecider first{database().owner_conninfo()};
  SlowDecider second{database().owner_conninfo()};
  second.move(removed, State::rejected);
  second.commit();
  const auto meanwhile = followed_after(start.next);
  EXPECT_EQ(meanwhile.texts, Texts{});
  first.move(shown, State::approved);
  first.commit();
  const auto both = followed_after(meanwhile.next);
  EXPECT_EQ(both.texts, (Texts{"shown", removal_of(removed, 2)}));
  EXPECT_EQ(followed_after(both.next).texts, Texts{});
}

TEST_F(ExportStoreTest, RemovalsAreToldOnRequestWithoutTheirWords) {
  const auto rejected = add("rejected", State::approved);
  const auto spam = add("spam", State::approved);
  const auto back = add("back", State::approved);
  const auto never = add("never");
  const auto seen = followed_after({});
  EXPECT_EQ(seen.texts, (Texts{"rejected", "spam", "back"}));

  decide(rejected, {1}, Decision::reject);
  decide(spam, {1}, Decision::spam);
  decide(never, {1}, Decision::reject);
  decide(back, {1}, Decision::reject);
  decide(back, {2}, Decision::approve);
  const auto later = followed_after(seen.next);
  EXPECT_EQ(later.texts, (Texts{removal_of(rejected, 2), removal_of(spam, 2), "back"}));
  EXPECT_EQ(exported_after(seen.next).texts, Texts{"back"}) << "without being asked: nothing";
  EXPECT_EQ(followed_after(later.next).texts, Texts{});
}

TEST_F(ExportStoreTest, ARemovalIsToldHoweverLateThePollerComes) {
  const auto removed = add("removed", State::approved);
  const auto seen = followed_after({});
  decide(removed, {1}, Decision::reject);
  const auto told = followed_after(seen.next);
  purge({pool_, noon + 24h * 31}, 30);
  EXPECT_EQ(count("comment WHERE text = 'removed' AND " + here()), "0");
  EXPECT_EQ(followed_after(seen.next).texts, Texts{removal_of(removed, 3)});
  EXPECT_EQ(followed_after(told.next).texts, Texts{}) << "who was told is not told again";
}

TEST_F(ExportStoreTest, RemovalsAreFilteredAsWhatIsThere) {
  put_article("s", "sport");
  const auto here = add("here", State::approved);
  const auto sport = add_one({.text = "sport", .state = State::approved, .article = "s"});
  decide(here, {1}, Decision::reject);
  decide(sport, {1}, Decision::reject);
  ExportQuery query;
  query.removals = true;
  query.section = "sport";
  EXPECT_EQ(exported(query).texts, Texts{removal_of(sport, 2)});
}

TEST_F(ExportStoreTest, AnExportIsFilteredAndCanBeStopped) {
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

TEST_F(ExportStoreTest, ByArticleEachStandsTogetherAndTheCursorIsTheSame) {
  put_article("2");
  const auto late = add("late");
  add_one({.text = "other", .state = State::approved, .article = "2"});
  add("early", State::approved);
  decide(late, {1}, Decision::approve);
  ExportQuery query;
  query.by_article = true;
  const auto together = exported(query);
  EXPECT_EQ(together.texts, (Texts{"late", "early", "other"}));
  EXPECT_EQ(together.next, exported({}).next);

  query.site = site_;
  ExportRows exports{database().service_conninfo()};
  const auto broken_off = exports.open_export(query);
  broken_off->next();
  EXPECT_EQ(exported_after(broken_off->place()).texts.size(), 3U) << "nothing is passed over";
}

TEST_F(ExportStoreTest, IsCountedOnRequest) {
  const auto removed = add("removed", State::approved);
  add("shown", State::approved);
  decide(removed, {1}, Decision::reject);
  ExportQuery query;
  query.site = site_;
  ExportRows exports{database().service_conninfo()};
  EXPECT_EQ(exports.open_export(query)->total(), std::nullopt);
  query.counted = true;
  EXPECT_EQ(exports.open_export(query)->total(), 1);
  query.removals = true;
  EXPECT_EQ(exports.open_export(query)->total(), 2);
}

TEST_F(ExportStoreTest, OnlySoManyExportsAreOpenAtOnce) {
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

TEST_F(ExportStoreTest, TextsComeOutOfAnExportByteForByte) {
  const std::string strange = "a\tb\nc\\d\\N \"q\" \x01 😀";
  add(strange, State::approved);
  EXPECT_EQ(exported({}).texts, Texts{strange});
}

TEST_F(ExportStoreTest, NothingOfACommentIsToldWithTheNext) {
  const auto full = add("full", State::approved);
  add("bare", State::approved);
  owner_sees("UPDATE comment SET url = 'https://ann.example', parent_id = 7, edited_at = '" +
             rfc3339(noon + 1h) + "' WHERE id = " + std::to_string(full.value));
  ExportQuery query;
  query.site = site_;
  ExportRows exports{database().service_conninfo()};
  const auto reading = exports.open_export(query);
  const ExportedComment* one = reading->next();
  ASSERT_TRUE(one);
  EXPECT_EQ(one->comment.url, "https://ann.example");
  EXPECT_EQ(one->comment.parent, CommentId{7});
  EXPECT_EQ(one->comment.created_at, noon);
  EXPECT_EQ(one->comment.edited_at, noon + 1h);
  EXPECT_EQ(one->article.key, "1");
  EXPECT_TRUE(one->article.is_open);
  one = reading->next();
  ASSERT_TRUE(one);
  EXPECT_EQ(one->comment.text, "bare");
  EXPECT_EQ(one->comment.url, std::nullopt);
  EXPECT_EQ(one->comment.parent, std::nullopt);
  EXPECT_EQ(one->comment.edited_at, std::nullopt);
  EXPECT_FALSE(reading->next());
}

TEST_F(ExportStoreTest, ACursorOfAnotherHistoryBeginsAnew) {
  add("kept", State::approved);
  const auto all = exported({});
  ExportCursor other = all.next.value();
  other.epoch += 1;
  EXPECT_EQ(exported_after(other).texts, Texts{"kept"});
  EXPECT_TRUE(exported_after(other).began_anew);
  EXPECT_FALSE(exported_after(all.next).began_anew);
  EXPECT_FALSE(all.began_anew);
}

}  // namespace
}  // namespace copytaster::postgres::testing
