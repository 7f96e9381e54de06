#include "postgres/intake_store.hpp"

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

TEST_F(IntakeRowsTest, FindsTheSameKeyAndTheSameContent) {
  const auto id = add_one({.text = "again", .key = "k"});
  const auto by_key = facts({.text = "else", .key = "k"});
  ASSERT_TRUE(by_key.same_key);
  EXPECT_EQ(by_key.same_key->id, id);
  EXPECT_FALSE(by_key.same_content);
  const auto by_content = facts({.text = "again", .at = noon + 47h});
  EXPECT_FALSE(by_content.same_key);
  ASSERT_TRUE(by_content.same_content);
  EXPECT_EQ(by_content.same_content->id, id);
  EXPECT_TRUE(by_content.facts.said_before);
  const auto later = facts({.text = "again", .at = noon + 49h});
  EXPECT_FALSE(later.same_content);
  EXPECT_FALSE(later.facts.said_before);
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
  EXPECT_FALSE(facts.article || facts.same_key || facts.same_content);
  EXPECT_EQ(facts.facts.approved_before, 0);
}

}  // namespace
}  // namespace copytaster::postgres::testing
