#include "postgres/claim_store.hpp"

#include <map>
#include <set>
#include <thread>

#include "postgres/queue_room.hpp"
#include "postgres/queue_store.hpp"
#include "postgres/report_store.hpp"
#include "tests/postgres/rows_test.hpp"

namespace copytaster::postgres::testing {
namespace {

class ClaimRowsTest : public RowsTest {
 protected:
  using Ids = std::vector<CommentId>;

  Principal another(const std::string& name) {
    TokenRows tokens{pool_};
    const NewToken token{site_, Role::moderator, name, false, {}, std::string(28, 'u') + number()};
    return {tokens.create_token(token, noon), site_, Role::moderator, false, name};
  }
  Ids claim(const Principal& who, int limit, Instant now = noon,
            const std::optional<std::string>& section = {}) {
    Ids ids;
    for (const auto& one : claims_.claim({who, limit, section}, now, now + 5min))
      ids.push_back(one.comment.id);
    return ids;
  }
  /// Who holds what, as the queue tells it.
  std::map<CommentId, std::string> held(Instant now = noon) {
    QueueQuery query;
    query.site = site_;
    query.now = now;
    query.limit = list_limit_max;
    std::map<CommentId, std::string> held;
    for (const auto& one : queue_.list_queue(query).comments) {
      if (one.claim) held[one.comment.id] = one.claim->by;
    }
    return held;
  }
  static Ids from(const Ids& ids, std::size_t first, std::size_t count) {
    const auto begin = ids.begin() + static_cast<std::ptrdiff_t>(first);
    return {begin, begin + static_cast<std::ptrdiff_t>(count)};
  }

  ClaimRows claims_{pool_};
  QueueRows queue_{pool_};
};

TEST_F(ClaimRowsTest, EachGetsTheOldestThatNobodyHolds) {
  const Ids ids = add_many(7);
  const Principal lis = another("Lis");
  EXPECT_EQ(claim(moderator_, 3), from(ids, 0, 3));
  EXPECT_EQ(claim(lis, 3), from(ids, 3, 3));
  EXPECT_EQ(claim(lis, 5), (Ids{ids[3], ids[4], ids[5], ids[6]})) << "her own first, then more";
  EXPECT_EQ(claim(moderator_, 2), from(ids, 0, 2));
  EXPECT_EQ(held(), (std::map<CommentId, std::string>{{ids[0], "Mo"},
                                                      {ids[1], "Mo"},
                                                      {ids[2], "Mo"},
                                                      {ids[3], "Lis"},
                                                      {ids[4], "Lis"},
                                                      {ids[5], "Lis"},
                                                      {ids[6], "Lis"}}));
}

TEST_F(ClaimRowsTest, AClaimRunsOutAndIsRenewedByAskingAgain) {
  const Ids ids = add_many(3);
  const Principal lis = another("Lis");
  claim(moderator_, 2);
  claim(moderator_, 1, noon + 4min);
  EXPECT_EQ(claim(lis, 3, noon + 5min - 1us), Ids{ids[2]});
  EXPECT_EQ(held(noon + 5min).count(ids[1]), 0U) << "it has run out";
  EXPECT_EQ(claim(lis, 3, noon + 5min), (Ids{ids[2], ids[1]})) << "the first was renewed";
  EXPECT_EQ(claim(lis, 1, noon + 9min), Ids{ids[1]}) << "of her own the oldest is renewed";
  EXPECT_EQ(claim(moderator_, 3, noon + 9min), (Ids{ids[0]}));
}

TEST_F(ClaimRowsTest, WhatReadersReportedComesFirst) {
  const Ids ids = add_many(2);
  const auto shown = add("shown", State::approved);
  ReportRows{pool_}.add_report({site_, shown, {test::digest_of("reader")}, ""}, noon);
  EXPECT_EQ(claim(moderator_, 2), (Ids{shown, ids[0]}));
}

TEST_F(ClaimRowsTest, ADecisionEndsItAndAnUndoBringsItBackFree) {
  const Ids ids = add_many(1);
  claim(moderator_, 1);
  const auto batch = decide(ids[0], {1}, Decision::approve).batch;
  EXPECT_EQ(claim(moderator_, 1), Ids{});
  DecisionRows decisions{pool_};
  undo_batch(batch, moderator_, noon, {decisions, chain_});
  EXPECT_TRUE(held().empty());
  EXPECT_EQ(claim(another("Lis"), 1), ids);
}

TEST_F(ClaimRowsTest, WhoLetsGoLetsGoOfHerOwnAlone) {
  const Ids ids = add_many(2);
  const Principal lis = another("Lis");
  claim(moderator_, 1);
  claim(lis, 1);
  claims_.let_go(moderator_);
  EXPECT_EQ(held(), (std::map<CommentId, std::string>{{ids[1], "Lis"}}));
  EXPECT_EQ(claim(lis, 2), (Ids{ids[1], ids[0]}));
}

TEST_F(ClaimRowsTest, OfASectionAsItsArticlesStandNow) {
  put_article("s", "sport");
  const auto other = add("of no section");
  const auto first = add_one({.text = "one", .article = "s"});
  EXPECT_EQ(claim(moderator_, 5, noon, "sport"), Ids{first});
  EXPECT_EQ(claim(moderator_, 5, noon, "politics"), Ids{});
  put_article("s", "politics");
  EXPECT_EQ(claim(moderator_, 5, noon, "politics"), Ids{first});
  EXPECT_EQ(claim(moderator_, 5, noon, "sport"), Ids{});
  EXPECT_EQ(claim(moderator_, 5), (Ids{first, other}));
  owner_sees("UPDATE queue SET section = 'sport' WHERE " + here() + " RETURNING 1");
  follow_sections(pool_);
  EXPECT_EQ(count("queue WHERE section = 'politics' AND " + here()), "1");
  EXPECT_EQ(count("queue WHERE section = '' AND " + here()), "1");
}

TEST_F(ClaimRowsTest, WhoIsBoundToSectionsClaimsWhatStandsInThemAlone) {
  put_article("s", "sport");
  put_article("p", "politics");
  put_article("c", "culture");
  const auto nowhere = add("of no section");
  const auto culture = add_one({.text = "one", .article = "c"});
  const auto sport = add_one({.text = "two", .article = "s"});
  const auto politics = add_one({.text = "three", .article = "p"});
  const auto more_sport = add_one({.text = "four", .article = "s"});
  Principal bound = another("Bo");
  bound.sections = {"sport", "politics"};
  EXPECT_EQ(claim(bound, 10, noon, "culture"), Ids{}) << "asking for it is no way in";
  EXPECT_EQ(claim(bound, 10, noon, ""), Ids{});
  EXPECT_EQ(claim(bound, 1), Ids{sport});
  EXPECT_EQ(claim(bound, 10), (Ids{sport, politics, more_sport}));
  EXPECT_EQ(claim(bound, 10, noon, "politics"), Ids{politics});
  put_article("p", "culture");
  EXPECT_EQ(claim(bound, 10), (Ids{sport, more_sport})) << "nor is what has left them renewed";
  Principal other = another("Cy");
  other.sections = {"culture"};
  EXPECT_EQ(claim(other, 10), Ids{culture});
  EXPECT_EQ(claim(moderator_, 10), Ids{nowhere}) << "the rest is held";
}

TEST_F(ClaimRowsTest, OtherSitesAreNotTouched) {
  add_many(1);
  const Principal here_alone = moderator_;
  Principal elsewhere = moderator_;
  elsewhere.site = ensure_sites(pool_, {"elsewhere"}).at("elsewhere");
  EXPECT_EQ(claim(elsewhere, 5), Ids{});
  claim(here_alone, 1);
  claims_.let_go(elsewhere);
  EXPECT_EQ(held().size(), 1U);
}

TEST_F(ClaimRowsTest, NobodyGetsWhatAnotherHolds) {
  add_many(400);
  constexpr int moderators = 8;
  std::vector<std::set<CommentId>> taken(moderators);
  std::vector<Principal> who;
  for (int i = 0; i < moderators; ++i) who.push_back(another("m" + std::to_string(i)));
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < moderators; ++i)
    threads.emplace_back([&, i] {
      for (int limit = 10; limit <= 50; limit += 10) {
        for (const CommentId id : claim(who[i], limit)) taken[i].insert(id);
      }
    });
  for (auto& thread : threads) thread.join();
  std::set<CommentId> all;
  std::size_t sum = 0;
  for (const auto& of_one : taken) {
    sum += of_one.size();
    all.insert(of_one.begin(), of_one.end());
  }
  EXPECT_EQ(all.size(), sum) << "one was claimed twice";
  EXPECT_EQ(sum, 400U);
}

TEST_F(ClaimRowsTest, TheLiveOnesAreToldWithTheirHolders) {
  const Ids ids = add_many(3);
  claim(moderator_, 2);
  const auto live = queue_.live_claims(site_, noon, 10);
  ASSERT_EQ(live.size(), 2U);
  EXPECT_EQ(live[0], (ClaimedId{{ids[0], {1}, State::pending, 0}, {"Mo", noon + 5min}}));
  EXPECT_EQ(queue_.live_claims(site_, noon, 1).size(), 1U);
  EXPECT_TRUE(queue_.live_claims(site_, noon + 5min, 10).empty());
}

}  // namespace
}  // namespace copytaster::postgres::testing
