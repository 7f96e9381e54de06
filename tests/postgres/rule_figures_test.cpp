#include "postgres/rule_figures.hpp"

#include <map>

#include "copytaster/app/decide_comment.hpp"
#include "tests/postgres/rows_test.hpp"

namespace copytaster::postgres::testing {
namespace {

class RuleHitRowsTest : public RowsTest {
 protected:
  CommentId add_hit(const std::string& hits, const Wanted& wanted = {}) {
    const CommentId id = add_one(wanted);
    pqxx::connection owner{database().owner_conninfo()};
    pqxx::nontransaction{owner}.exec("UPDATE comment SET verdict = '{\"hits\":" + hits +
                                     "}' WHERE " + here() +
                                     " AND id = " + std::to_string(id.value));
    return id;
  }
  CountedHits counted(Instant from = noon - 1h, std::size_t most = 1000) {
    return RuleHitRows{pool_}.count_hits(site_, from, most);
  }
  /// "hits approved refused" by rule; those of a rule in shadow by "(rule)".
  static std::map<std::string, std::string> told(const CountedHits& counted) {
    std::map<std::string, std::string> all;
    for (const RuleHits& one : counted.rules)
      all[one.shadow ? "(" + one.rule + ")" : one.rule] = std::to_string(one.hits) + " " +
                                                          std::to_string(one.approved) + " " +
                                                          std::to_string(one.refused);
    return all;
  }
};

using Told = std::map<std::string, std::string>;

TEST_F(RuleHitRowsTest, CountsWhatPeopleMadeOfEachRulesHits) {
  const std::string quiet = R"([{"rule":"quiet","shadow":true},{"rule":"loud"}])";
  decide(add_hit(quiet), {1}, Decision::approve);
  decide(add_hit(quiet), {1}, Decision::reject);
  decide(add_hit(quiet), {1}, Decision::spam);
  add_hit(quiet, {.state = State::spam});
  add_hit(R"([{"rule":"quiet"}])");
  add_hit("[]");
  EXPECT_EQ(counted().comments, 6U);
  EXPECT_EQ(told(counted()), (Told{{"(quiet)", "4 1 2"}, {"loud", "4 1 2"}, {"quiet", "1 0 0"}}))
      << "what a rule decided by itself is no word of people";
}

TEST_F(RuleHitRowsTest, WhatWasBroughtInLaterButIsOlderHidesNothing) {
  add_hit(R"([{"rule":"one"}])");
  std::vector<Wanted> old(1000);
  for (Wanted& one : old) one.at = noon - 24h * 900;
  add_all(old);
  EXPECT_EQ(counted(noon - 24h * 30).comments, 1U);
  EXPECT_EQ(told(counted()), (Told{{"one", "1 0 0"}}));
}

TEST_F(RuleHitRowsTest, LeavesOutWhatWasWithdrawnErasedOrCameInBefore) {
  const std::string hit = R"([{"rule":"one"}])";
  add_hit(hit);
  add_hit(hit, {.at = noon - 2h});
  const CommentId withdrawn = add_hit(hit);
  pqxx::connection owner{database().owner_conninfo()};
  pqxx::nontransaction{owner}.exec("UPDATE comment SET state = 4 WHERE " + here() +
                                   " AND id = " + std::to_string(withdrawn.value));
  const CommentId erased = add_hit(hit);
  pqxx::nontransaction{owner}.exec("UPDATE comment SET verdict = '{}' WHERE " + here() +
                                   " AND id = " + std::to_string(erased.value));
  EXPECT_EQ(told(counted()), (Told{{"one", "1 0 0"}}));
  EXPECT_EQ(told(counted(noon - 3h)), (Told{{"one", "2 0 0"}}));
  EXPECT_EQ(counted(noon + 1h).comments, 0U);
}

TEST_F(RuleHitRowsTest, CountsTheNewestAndSaysFromWhenOn) {
  const std::string hit = R"([{"rule":"one"}])";
  add_hit(hit, {.at = noon - 30min});
  add_hit(hit, {.at = noon - 20min});
  add_hit(hit, {.at = noon - 10min});
  EXPECT_EQ(counted(noon - 1h, 4).from, noon - 1h);
  EXPECT_EQ(counted(noon - 1h, 2).from, noon - 20min);
  EXPECT_EQ(told(counted(noon - 1h, 2)), (Told{{"one", "2 0 0"}}));
}

}  // namespace
}  // namespace copytaster::postgres::testing
