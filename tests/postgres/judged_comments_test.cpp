#include "postgres/judged_comments.hpp"

#include <set>

#include "copytaster/app/decide_comment.hpp"
#include "tests/postgres/rows_test.hpp"

namespace copytaster::postgres::testing {
namespace {

class JudgedCommentRowsTest : public RowsTest {
 protected:
  std::vector<JudgedComment> read(const BacktestPeriod& period) {
    std::vector<JudgedComment> all;
    JudgedCommentRows{pool_}.read(site_, period, [&](std::span<const JudgedComment> comments) {
      all.insert(all.end(), comments.begin(), comments.end());
      return all.size() < stop_after_;
    });
    return all;
  }
  std::size_t stop_after_ = 1'000'000;
};

TEST_F(JudgedCommentRowsTest, TellsTheNewestFirstWithWhatWasKnown) {
  put_article("sport", "sport");
  add_all({{.text = "first"},
           {.text = "second", .state = State::approved, .article = "sport"},
           {.text = "third", .state = State::spam}});
  const auto all = read({noon - 1h, noon + 1h});
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].words.text, "third");
  EXPECT_EQ(all[0].state, State::spam);
  EXPECT_EQ(all[1].section, "sport");
  EXPECT_EQ(all[2].at, noon);
  EXPECT_FALSE(all[2].decided_by_person);
}

TEST_F(JudgedCommentRowsTest, ReadsFactsAndWhatTheRulesSaidOutOfTheVerdict) {
  const auto id = add("told");
  const auto told = [&](const std::string& verdict) {
    pqxx::connection owner{database().owner_conninfo()};
    pqxx::nontransaction{owner}.exec("UPDATE comment SET verdict = '" + verdict + "' WHERE " +
                                     here() + " AND id = " + std::to_string(id.value));
    return read({noon - 1h, noon + 1h}).at(0);
  };
  const JudgedComment whole = told(
      R"({"state":"pending","score":9,"by_rules":"spam","hits":[],"facts":{"approved":1,)"
      R"("rejected":2,"spam":3,"known_author":true,"said_before":true,"refused_share_lately":40,)"
      R"("comments_lately":5,"similar_lately":6,"banned":true,"addresses":7,"trap_filled":true,)"
      R"("seconds_on_page":8,"staff":true}})");
  EXPECT_EQ(whole.then, State::spam);
  EXPECT_EQ(whole.facts.approved_before, 1);
  EXPECT_EQ(whole.facts.rejected_before, 2);
  EXPECT_EQ(whole.facts.spam_before, 3);
  EXPECT_TRUE(whole.facts.known_author);
  EXPECT_TRUE(whole.facts.said_before);
  EXPECT_EQ(whole.facts.refused_share_lately, 40);
  EXPECT_EQ(whole.facts.comments_lately, 5);
  EXPECT_EQ(whole.facts.similar_lately, 6);
  EXPECT_TRUE(whole.facts.banned);
  EXPECT_EQ(whole.words.addresses, 7);
  EXPECT_EQ(whole.words.sending, (Sending{true, 8, true}));
  EXPECT_EQ(told("{}").words.sending, Sending{});
  EXPECT_EQ(told(R"({"state":"pending","score":3,"hits":[]})").then, State::pending)
      << "one of before tells by its score";
  EXPECT_EQ(told(R"({"state":"pending","score":2.9,"hits":[]})").then, State::approved);
  EXPECT_EQ(told(R"({"score":8})").then, State::spam);
  EXPECT_EQ(told(R"({"score":15})").then, State::rejected);
  EXPECT_EQ(told("{}").facts.approved_before, 0);
}

TEST_F(JudgedCommentRowsTest, WhatWasBroughtInLaterButIsOlderHidesNothing) {
  std::vector<Wanted> live;
  for (int i = 0; i < 1500; ++i)
    live.push_back({.text = "live " + std::to_string(i),
                    .state = i % 2 == 0 ? State::approved : State::pending});
  add_all(live);
  std::vector<Wanted> old(3000);
  for (Wanted& one : old) one.at = noon - 24h * 900;
  add_all(old);
  const auto all = read({noon - 24h * 30, noon + 1h});
  EXPECT_EQ(all.size(), 1500U);
  std::set<std::string> texts;
  for (const auto& one : all) texts.insert(one.words.text);
  EXPECT_EQ(texts.size(), 1500U) << "each once, over several pages";
  EXPECT_EQ(read({noon - 24h * 901, noon - 24h * 899}).size(), 3000U);
}

TEST_F(JudgedCommentRowsTest, WhatIsReportedIsToldOfOnce) {
  const auto id = add("reported", State::approved);
  owner_sees(
      "INSERT INTO queue (site_id, comment_id, article_id, created_at, reports) SELECT "
      "site_id, id, article_id, created_at, 1 FROM comment WHERE id = " +
      std::to_string(id.value));
  EXPECT_EQ(read({noon - 1h, noon + 1h}).size(), 1U);
}

TEST_F(JudgedCommentRowsTest, KeepsToThePeriodAndTheLimit) {
  add_all({{.text = "early", .at = noon - 49h}});
  add_all({{.text = "from", .at = noon - 1h}});
  add_all({{.text = "between"}});
  add_all({{.text = "to", .at = noon + 1h}});
  const auto texts = [&](const BacktestPeriod& period) {
    std::string all;
    for (const auto& one : read(period)) all += one.words.text + " ";
    return all;
  };
  EXPECT_EQ(texts({noon - 1h, noon + 1h}), "between from ");
  EXPECT_EQ(texts({noon - 100h, noon + 100h}), "to between from early ");
  EXPECT_EQ(texts({noon - 100h, noon + 100h, 2}), "to between ");
  EXPECT_EQ(texts({noon + 100h, noon + 200h}), "");
  EXPECT_EQ(texts({noon - 200h, noon - 100h}), "");
}

TEST_F(JudgedCommentRowsTest, GoesOnUntilItIsToldToStop) {
  std::vector<Wanted> many(1500);
  for (std::size_t i = 0; i < many.size(); ++i) many[i].text = std::to_string(i);
  add_all(many);
  EXPECT_EQ(read({noon - 1h, noon + 1h}).size(), 1500U);
  stop_after_ = 1;
  EXPECT_EQ(read({noon - 1h, noon + 1h}).size(), 1000U) << "one piece";
}

}  // namespace
}  // namespace copytaster::postgres::testing
