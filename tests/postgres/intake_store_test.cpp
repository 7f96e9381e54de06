#include "postgres/intake_store.hpp"

#include <set>
#include <thread>

#include "tests/postgres/rows_test.hpp"

namespace copytaster::postgres::testing {
namespace {

class IntakeRowsTest : public RowsTest {
 protected:
  IntakeFacts facts(const Wanted& wanted) {
    const WaitingComment one = waiting(wanted);
    return intake_.facts_for(std::span{&one, 1}, wanted.at).at(0);
  }
};

TEST_F(IntakeRowsTest, StoresEachCommentWithItsPlaceInTheQueue) {
  const auto added = add_all({{.text = "waits"},
                              {.text = "shown", .state = State::approved},
                              {.text = "spam", .state = State::spam}});
  EXPECT_EQ(count("comment WHERE " + here()), "3");
  EXPECT_EQ(count("queue WHERE " + here()), "1");
  EXPECT_EQ(count("queue WHERE comment_id = " + std::to_string(added[0].id.value)), "1");
  EXPECT_EQ(count("comment WHERE " + here() + " AND published_at IS NOT NULL"), "1");
  EXPECT_EQ(count("intake WHERE " + here()), "3");
  EXPECT_EQ(count("change WHERE " + here()), "1") << "other instances learn of what is shown";
  EXPECT_EQ(count("change WHERE state = 1 AND comment_id = " + std::to_string(added[1].id.value)),
            "1");
  for (const auto& one : added) EXPECT_FALSE(one.earlier);
}

TEST_F(IntakeRowsTest, WhatTextsMayHoldComesBackByteForByte) {
  for (const std::string& text :
       {std::string{"quotes \" ' \\ {a,b} NULL"}, std::string{"line\nline\ttab \x01 \x7f"},
        std::string{"Grüße, 你好, 😀"}, std::string(65'525, 'x')}) {
    const auto id = add(text);
    EXPECT_EQ(owner_sees("SELECT text FROM comment WHERE " + here() +
                         " AND id = " + std::to_string(id.value)),
              text);
  }
}

TEST_F(IntakeRowsTest, OfOneKeyTheFirstIsStored) {
  const auto first = add_all({{.text = "first", .key = "k"}}).front();
  const auto second = add_all({{.text = "second", .key = "k"}, {.text = "other"}});
  ASSERT_TRUE(second[0].earlier);
  EXPECT_EQ(second[0].earlier->id, first.id);
  EXPECT_EQ(second[0].earlier->at, noon);
  EXPECT_FALSE(second[1].earlier) << "a neighbour is stored all the same";
  EXPECT_EQ(count("comment WHERE " + here()), "2");
  EXPECT_EQ(count("queue WHERE " + here()), "2");
}

TEST_F(IntakeRowsTest, OfTwoWritersWithTheSameKeysEachKeyIsStoredOnce) {
  constexpr int keys = 50;
  const auto write = [this](bool backwards) {
    std::vector<WaitingComment> waiting;
    std::vector<NewComment> comments;
    for (int i = 0; i < keys; ++i) {
      const int n = backwards ? keys - 1 - i : i;
      waiting.push_back(
          this->waiting({.text = "t" + std::to_string(n), .key = "key" + std::to_string(n)}));
    }
    const auto facts = intake_.facts_for(waiting, noon);
    const auto ids = intake_.take_ids(keys);
    for (std::size_t i = 0; i < keys; ++i)
      comments.push_back({&waiting[i], ids[i], facts[i].article->id, {}, {}, {"sealed"}});
    intake_.add(comments, noon);
  };
  std::thread other{[&] { write(true); }};
  write(false);
  other.join();
  EXPECT_EQ(count("comment WHERE " + here()), std::to_string(keys));
}

TEST_F(IntakeRowsTest, KnowsTheArticle) {
  const auto put = put_article("politics.7", "politics");
  const auto known = facts({.article = "politics.7"});
  ASSERT_TRUE(known.article);
  EXPECT_EQ(known.article->id, put.id);
  EXPECT_EQ(known.article->section, "politics");
  EXPECT_EQ(known.article->url, "https://news.example/politics.7");
  EXPECT_FALSE(facts({.article = "unknown"}).article);
}

TEST_F(IntakeRowsTest, MakesArticlesOnce) {
  auto one = waiting({.article = "new"});
  one.page_url = "https://news.example/new";
  auto same = one;
  same.page_url = "https://news.example/other";
  const WaitingComment* both[] = {&one, &same};
  intake_.create_articles(both, noon);
  intake_.create_articles(both, noon);
  EXPECT_EQ(count("article WHERE " + here() + " AND key = 'new'"), "1");
}

TEST_F(IntakeRowsTest, KnowsTheParentWhenItIsShownUnderTheSameArticle) {
  put_article("2");
  const auto shown = add("shown", State::approved).value;
  const auto held = add("held").value;
  EXPECT_TRUE(facts({.parent = shown}).parent_approved);
  EXPECT_FALSE(facts({.article = "2", .parent = shown}).parent_approved);
  EXPECT_FALSE(facts({.parent = held}).parent_approved);
  EXPECT_FALSE(facts({.parent = 987654}).parent_approved);
}

TEST_F(IntakeRowsTest, FindsTheSameKeyOrThatOfTenMinutesBefore) {
  const auto id = add_one({.text = "again", .key = "k"});
  const auto by_key = facts({.text = "else", .key = "k"});
  ASSERT_TRUE(by_key.same_key);
  EXPECT_EQ(by_key.same_key->id, id);
  EXPECT_EQ(by_key.same_key->article_url, "");
  WaitingComment later = waiting({.text = "again", .key = "next"});
  EXPECT_FALSE(intake_.facts_for(std::span{&later, 1}, noon).at(0).same_key);
  later.earlier_key = waiting({.key = "k"}).key;
  const auto by_earlier = intake_.facts_for(std::span{&later, 1}, noon).at(0);
  ASSERT_TRUE(by_earlier.same_key);
  EXPECT_EQ(by_earlier.same_key->id, id);
}

TEST_F(IntakeRowsTest, AFirstAnswerRemembersWhereItsArticleStood) {
  add_one({.text = "said", .key = "k"});
  ArticleChange change;
  change.url = "https://news.example/elsewhere";
  ArticleRows{pool_}.put_article(site_, *ArticleKey::parse("1"), change, noon + 1h);
  const auto known = facts({.key = "k"});
  EXPECT_EQ(known.article->url, "https://news.example/elsewhere");
  EXPECT_EQ(known.same_key->article_url, "https://news.example/1");
}

TEST_F(IntakeRowsTest, SmallBatchesArePlannedOnceAsWell) {
  for (int i = 0; i < 7; ++i) add_one({.text = "comment " + std::to_string(i)});
  pool_.with([](pqxx::connection& connection) {
    pqxx::nontransaction look{connection};
    const auto kept = look.exec(
        "SELECT name, generic_plans FROM pg_prepared_statements "
        "WHERE generic_plans > 0 ORDER BY name");
    ASSERT_EQ(kept.size(), 2U);
    EXPECT_TRUE(kept[0][0].as<std::string>().starts_with("intake_add_"));
    EXPECT_TRUE(kept[1][0].as<std::string>().starts_with("intake_facts_"));
  });
}

TEST_F(IntakeRowsTest, TheSameBatchAddedAgainIsStoredOnceAndSaidToBe) {
  const WaitingComment one = waiting({.text = "in doubt", .key = "k"});
  const auto known = intake_.facts_for(std::span{&one, 1}, noon).at(0);
  const NewComment comment{&one, intake_.take_ids(1).at(0), known.article->id, {}, {}, {"sealed"}};
  for (int again = 0; again < 2; ++again)
    EXPECT_FALSE(intake_.add(std::span{&comment, 1}, noon).at(0));
  EXPECT_EQ(count("comment WHERE " + here()), "1");
}

TEST_F(IntakeRowsTest, IdsComeInBlocksAndNoneTwice) {
  std::set<CommentId> seen;
  for (const std::size_t count : {1U, 3U, 300U, 255U, 2U})
    for (const CommentId id : intake_.take_ids(count)) EXPECT_TRUE(seen.insert(id).second);
  EXPECT_EQ(seen.size(), 561U);
}

TEST_F(IntakeRowsTest, WhatABlockHasLeftAfterASecondIsNotGivenOut) {
  const auto next = [&] { return std::stoll(owner_sees("SELECT nextval('comment_id_seq')")); };
  const auto take = [&] { return intake_.take_ids(1).at(0).value; };
  const auto first = take();
  EXPECT_EQ(next(), first + 1) << "no more than is asked for";
  const auto second = take();
  EXPECT_EQ(take(), second + 1) << "of a block";
  const auto behind = next();
  EXPECT_EQ(behind, second + 256);
  std::this_thread::sleep_for(1100ms);
  EXPECT_EQ(take(), behind + 1) << "an import has kept the numbers before";
}

TEST_F(IntakeRowsTest, TellsAnInstanceThatStartsWhatWasSaidLately) {
  const Instant far = noon + 24h * 30;  // the other tests' comments are long gone then
  add_one({.text = "long ago", .at = far - 49h});
  add_one({.text = "first", .at = far - 2h});
  add_one({.text = "last", .key = "k", .at = far - 1h});
  const auto said = intake_.said_lately(10, far);
  ASSERT_EQ(said.size(), 2U);
  EXPECT_EQ(said[1].at, far - 1h);
  EXPECT_EQ(said[1].attempt, waiting({.key = "k"}).key);
  EXPECT_EQ(said[1].saying, waiting({.text = "last"}).saying);
  EXPECT_EQ(intake_.said_lately(1, far).at(0).at, far - 1h) << "the newest count";
}

TEST_F(IntakeRowsTest, TellsWhatWasHeardInTheLast24HoursOldestFirst) {
  const auto far = noon + 24h * 300;
  const std::string words = "Write to your member of parliament before Friday";
  add_one({.text = words + " 1", .at = far - 25h});
  add_one({.text = words + " 2", .at = far - 2h});
  add_one({.text = words + " <b>3</b>", .key = "k", .at = far - 1h});
  const auto heard = intake_.heard_lately(10, far);
  ASSERT_EQ(heard.size(), 2U);
  EXPECT_EQ(heard[1].at, far - 1h);
  const WaitingComment last = waiting({.text = words + " <b>3</b>", .key = "k"});
  EXPECT_EQ(heard[1].utterance.attempt, last.key);
  EXPECT_EQ(heard[1].utterance.author, last.author);
  EXPECT_EQ(heard[1].utterance.site, last.site);
  EXPECT_EQ(heard[1].utterance.likeness, last.reading.likeness);
  EXPECT_EQ(intake_.heard_lately(1, far).at(0).at, far - 1h) << "the newest count";
}

TEST_F(IntakeRowsTest, CountsWhatBecameOfTheAuthor) {
  add("a", State::approved);
  add("b", State::approved);
  add("c", State::spam);
  add("d");
  const auto seen = facts({.text = "next"}).facts;
  EXPECT_EQ(seen.approved_before, 2);
  EXPECT_EQ(seen.rejected_before, 0);
  EXPECT_EQ(seen.spam_before, 1);
  EXPECT_FALSE(seen.known_author) << "spam within 180 days";
  EXPECT_EQ(facts({.email = "bob@example.com"}).facts.approved_before, 0);
}

TEST_F(IntakeRowsTest, AnAuthorIsKnownFor180Days) {
  add("a", State::approved);
  EXPECT_TRUE(facts({.text = "b", .at = noon + 24h * 179}).facts.known_author);
  EXPECT_FALSE(facts({.text = "b", .at = noon + 24h * 181}).facts.known_author);
}

TEST_F(IntakeRowsTest, SitesDoNotSeeEachOther) {
  add_one({.text = "again", .state = State::approved, .key = "k"});
  WaitingComment elsewhere = waiting({.text = "again", .key = "k"});
  elsewhere.site = ensure_sites(pool_, {"elsewhere"}).at("elsewhere");
  const auto facts = intake_.facts_for(std::span{&elsewhere, 1}, noon).at(0);
  EXPECT_FALSE(facts.article || facts.same_key);
  EXPECT_EQ(facts.facts.approved_before, 0);
}

}  // namespace
}  // namespace copytaster::postgres::testing
