// What leaves the database as threads, and what is purged from it.

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

TEST_F(ReadingTest, AThreadWithoutPlacesHoldsAsManyCommentsAsAsked) {
  const auto parent = add("parent", State::approved);
  add_one({.text = "reply", .state = State::approved, .parent = parent.value, .at = noon + 1s});
  add_one({.text = "other", .state = State::approved, .at = noon - 1s});
  decide(parent, {1}, Decision::reject);
  auto query = of_article("1");
  query.order = Order::newest;
  query.limit = 2;
  EXPECT_EQ(texts(thread(query)), (Texts{"reply", "(removed)"}));
  query.removed = false;
  EXPECT_EQ(texts(thread(query)), (Texts{"reply", "other"}));
  EXPECT_FALSE(thread(query).next);
  EXPECT_EQ(thread(query).article.known_since, noon) << "the article's";
}

TEST_F(ReadingTest, CountsAreOfApprovedCommentsInTheOrderAsked) {
  const auto counts = [this](const std::vector<std::string>& names) {
    std::vector<ArticleKey> keys;
    for (const auto& name : names) keys.push_back(ArticleKey::parse(name).value());
    return ThreadRows{pool_}.count_comments(site_, keys);
  };
  using Counts = std::vector<std::int64_t>;
  put_article("2");
  put_article("3");
  const auto parent = add("parent", State::approved);
  add_one({.text = "reply", .state = State::approved, .parent = parent.value});
  add_one({.text = "elsewhere", .state = State::approved, .article = "2"});
  for (const State hidden : {State::pending, State::rejected, State::spam, State::withdrawn})
    add(std::string(name_of(hidden)), hidden);
  EXPECT_EQ(counts({"3", "1", "nosuch", "2"}), (Counts{0, 2, 0, 1}));
  EXPECT_EQ(counts({}), Counts{});
  decide(parent, {1}, Decision::reject);
  EXPECT_EQ(counts({"1"}), Counts{1});
}

// A front page asks for a hundred articles at once: that must not read what the comments say.
TEST_F(ReadingTest, CountsComeFromAnIndexAlone) {
  std::vector<Wanted> all(2000);
  for (auto& one : all) one.state = State::approved;
  add_all(all);
  owner_sees("VACUUM ANALYZE comment");
  const std::string plan =
      owner_sees("EXPLAIN (FORMAT JSON) SELECT count(*) FROM comment WHERE " + here() +
                 " AND article_id = (SELECT id FROM article WHERE " + here() +
                 " AND key = '1') AND published_at IS NOT NULL AND state = 1");
  EXPECT_NE(plan.find("\"Index Only Scan\""), std::string::npos) << plan;
  EXPECT_NE(plan.find("comment_thread"), std::string::npos) << plan;
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
  EXPECT_EQ(left(), " held reply shown") << "of what was published a place stays";
  EXPECT_EQ(texts(thread(of_article("1"))), (Texts{"shown", "(removed)", "reply"}));
  EXPECT_EQ(decide(removed, {3}, Decision::approve).results.at(0).status, DecisionStatus::conflict);
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
