#include "postgres/queue_search.hpp"

#include "postgres/queue_store.hpp"
#include "postgres/report_store.hpp"
#include "tests/postgres/rows_test.hpp"

namespace copytaster::postgres::testing {
namespace {

class QueueSearchTest : public RowsTest {
 protected:
  using Ids = std::vector<CommentId>;
  QueueQuery query() const {
    QueueQuery query;
    query.site = site_;
    query.now = noon;
    return query;
  }
  Ids ids(const QueueQuery& query) {
    Ids ids;
    for (const auto& one : queue_.list_queue(query).comments) ids.push_back(one.comment.id);
    return ids;
  }
  /// By pages of one.
  Ids walked(QueueQuery query) {
    query.limit = 1;
    Ids ids;
    for (int page = 0; page < 20; ++page) {
      const QueuePage found = queue_.list_queue(query);
      for (const auto& one : found.comments) ids.push_back(one.comment.id);
      if (!found.next) return ids;
      query.after = found.next;
    }
    ADD_FAILURE() << "there was always a next page";
    return ids;
  }
  Ids with_text(const std::string& text) {
    QueueQuery asked = query();
    asked.text = text;
    return ids(asked);
  }
  void judge(CommentId id, const std::string& score, const std::string& rule) {
    const std::string where = " WHERE " + here() + " AND id = " + std::to_string(id.value);
    owner_sees("UPDATE comment SET verdict = '{\"state\":\"pending\",\"score\":" + score +
               ",\"hits\":[{\"rule\":\"" + rule + "\",\"score\":1}]}'" + where + " RETURNING 1");
    owner_sees(
        "UPDATE queue q SET score = queue_score(c.verdict) FROM comment c WHERE c.site_id = "
        "q.site_id AND c.id = q.comment_id AND q." +
        here() + " RETURNING 1");
  }
  QueueRows queue_{pool_};
};

TEST_F(QueueSearchTest, WordsAreTakenAsTheyStand) {
  const auto percent = add("100% sure");
  const auto line = add("a_b and c:\\d");
  const auto plain = add("axb 100 sure");
  EXPECT_EQ(with_text("0% S"), Ids{percent});
  EXPECT_EQ(with_text("A_B"), Ids{line});
  EXPECT_EQ(with_text("c:\\d"), Ids{line});
  EXPECT_EQ(with_text("SURE"), (Ids{percent, plain}));
  EXPECT_EQ(with_text("ann").size(), 3U) << "the name counts, too";
  EXPECT_EQ(with_text("%%"), Ids{});
}

TEST_F(QueueSearchTest, RuleAuthorAndArticle) {
  put_article("s");
  const auto first = add_one({.text = "one", .email = "bea@example.com"});
  const auto second = add_one({.text = "two", .article = "s", .email = "bea@example.com"});
  const auto third = add("a third \"rule\":\"links\"");
  judge(second, "3", "links");
  QueueQuery asked = query();
  asked.rule = "links";
  EXPECT_EQ(ids(asked), Ids{second});
  asked.rule = "link";
  EXPECT_EQ(ids(asked), Ids{});
  asked = query();
  asked.article = "s";
  EXPECT_EQ(ids(asked), Ids{second});
  asked.article = "nowhere";
  EXPECT_EQ(ids(asked), Ids{});
  asked = query();
  asked.author_of = first;
  EXPECT_EQ(ids(asked), (Ids{first, second}));
  EXPECT_EQ(walked(asked), (Ids{first, second}));
  asked.author_of = third;
  EXPECT_EQ(ids(asked), Ids{third});
  asked.author_of = CommentId{third.value + 1000};
  EXPECT_EQ(ids(asked), Ids{});
  asked = query();
  asked.author = NameIndex{test::digest_of("nobody")};
  EXPECT_EQ(ids(asked), Ids{});
}

TEST_F(QueueSearchTest, ByScoreTheStrictestComesFirstThenTheOldest) {
  put_article("s", "sport");
  const auto clean = add("clean");
  const auto mild = add_one({.text = "mild", .article = "s", .at = noon + 1min});
  const auto strict = add_one({.text = "strict", .at = noon + 2min});
  const auto spoken_for = add_one({.text = "spoken for", .article = "s", .at = noon + 3min});
  judge(mild, "0.5", "a");
  judge(strict, "12.25", "b");
  judge(spoken_for, "-3", "c");
  QueueQuery asked = query();
  asked.order = Order::score;
  const Ids all{strict, mild, clean, spoken_for};
  EXPECT_EQ(ids(asked), all);
  EXPECT_EQ(walked(asked), all);
  asked.text = "a";
  EXPECT_EQ(walked(asked), all) << "the name has one";
  asked.text.reset();
  asked.section = "sport";
  EXPECT_EQ(walked(asked), (Ids{mild, spoken_for}));
}

TEST_F(QueueSearchTest, ASectionIsReadInItsOrderWithReportsFirst) {
  put_article("s", "sport");
  const auto first = add_one({.text = "one", .article = "s"});
  add("of no section");
  const auto last = add_one({.text = "two", .article = "s", .at = noon + 1min});
  const auto shown = add_one({.text = "three", .state = State::approved, .article = "s"});
  ReportRows{pool_}.add_report({site_, shown, {test::digest_of("reader")}, ""}, noon);
  QueueQuery asked = query();
  asked.section = "sport";
  EXPECT_EQ(walked(asked), (Ids{shown, first, last}));
  asked.order = Order::newest;
  EXPECT_EQ(walked(asked), (Ids{shown, last, first}));
  asked.text = "o";
  EXPECT_EQ(walked(asked), (Ids{last, first}));
}

TEST_F(QueueSearchTest, WhatWasDecidedIsSearchedAlike) {
  put_article("s", "sport");
  const auto sport = add_one({.text = "goal", .state = State::approved, .article = "s"});
  const auto other = add("another goal", State::approved);
  add("a goal that waits");
  QueueQuery asked = query();
  asked.state = State::approved;
  asked.text = "GOAL";
  EXPECT_EQ(walked(asked), (Ids{sport, other}));
  asked.section = "sport";
  EXPECT_EQ(walked(asked), Ids{sport});
  asked.text.reset();
  EXPECT_EQ(walked(asked), Ids{sport});
  asked.section.reset();
  asked.article = "1";
  EXPECT_EQ(walked(asked), Ids{other});
  asked.author_of = sport;
  EXPECT_EQ(walked(asked), Ids{other}) << "all have one address here";
}

TEST_F(QueueSearchTest, ALookHasAnEndAndAPlaceToGoOnFrom) {
  owner_sees(
      "WITH c AS (INSERT INTO comment (site_id, id, article_id, state, author, text, author_index, "
      "name_index, sealed, verdict, created_at) SELECT " +
      std::to_string(site_.value) + ", nextval('comment_id_seq'), (SELECT id FROM article WHERE " +
      here() +
      "), 0, 'A', CASE WHEN n = 20001 THEN 'needle' ELSE 'hay' END, '', '', '', '{}', "
      "'2026-11-23'::timestamptz + n * interval '1 s' FROM generate_series(1, 20001) n RETURNING "
      "*), q AS (INSERT INTO queue (site_id, comment_id, article_id, created_at) SELECT site_id, "
      "id, article_id, created_at FROM c) SELECT 1 FROM c LIMIT 1");
  QueueQuery asked = query();
  asked.text = "needle";
  const QueuePage first = queue_.list_queue(asked);
  EXPECT_TRUE(first.comments.empty());
  ASSERT_TRUE(first.next) << "20,000 were looked at and one was not";
  asked.after = first.next;
  const QueuePage second = queue_.list_queue(asked);
  EXPECT_EQ(second.comments.size(), 1U);
  EXPECT_FALSE(second.next);
  owner_sees("DELETE FROM queue WHERE " + here() +
             " AND created_at <= '2026-11-23'::timestamptz + interval '1 s' RETURNING 1");
  asked.after.reset();
  EXPECT_EQ(queue_.list_queue(asked).comments.size(), 1U) << "among 20,000 it is found at once";
}

TEST_F(QueueSearchTest, TheOldestOfEachSectionIsTold) {
  put_article("s", "sport");
  add_one({.text = "two", .article = "s", .at = noon + 1min});
  add_one({.text = "three", .article = "s", .at = noon + 2min});
  add("of none");
  const QueueCounts counts = queue_.count_queue(site_, noon);
  EXPECT_EQ(counts.oldest_in, (std::map<std::string, Instant>{{"", noon}, {"sport", noon + 1min}}));
  EXPECT_EQ(counts.oldest_at, noon);
}

}  // namespace
}  // namespace copytaster::postgres::testing
