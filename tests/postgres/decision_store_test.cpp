#include "postgres/decision_store.hpp"

#include <thread>

#include "postgres/queue_store.hpp"
#include "tests/postgres/rows_test.hpp"

namespace copytaster::postgres::testing {
namespace {

using DecisionRowsTest = RowsTest;

TEST_F(DecisionRowsTest, ADecisionMovesQueuesAndAuditsInOne) {
  const auto id = add("held");
  const auto decided = decide(id, {1}, Decision::approve, noon + 1h);
  EXPECT_EQ(decided.results.at(0).status, DecisionStatus::done);
  EXPECT_EQ(decided.results.at(0).standing->version, Version{2});
  const std::string row = " FROM comment WHERE " + here() + " AND id = " + std::to_string(id.value);
  EXPECT_EQ(
      owner_sees("SELECT state || ' ' || version || ' ' || (published_at = decided_at)" + row),
      "1 2 true");
  EXPECT_EQ(count("queue WHERE " + here()), "0");
  EXPECT_EQ(owner_sees("SELECT decision || ' ' || from_state || ' ' || to_state || ' ' || version "
                       "FROM audit_entry WHERE " +
                       here()),
            "approve 0 1 2");
  EXPECT_EQ(owner_sees("SELECT reason || ' ' || note FROM audit_detail WHERE " + here()),
            "reason note");
  EXPECT_EQ(owner_sees("SELECT approved FROM author WHERE " + here()), "1");
}

TEST_F(DecisionRowsTest, AStaleVersionChangesNothing) {
  const auto id = add("held");
  decide(id, {1}, Decision::approve);
  const auto late = decide(id, {1}, Decision::spam);
  EXPECT_EQ(late.results.at(0).status, DecisionStatus::conflict);
  EXPECT_EQ(late.results.at(0).standing->decided_by, "Mo");
  EXPECT_EQ(count("audit_entry WHERE " + here()), "1");
}

TEST_F(DecisionRowsTest, OfTwoModeratorsAtOnceOneWins) {
  for (int round = 0; round < 20; ++round) {
    const auto id = add("race " + std::to_string(round));
    DecisionStatus other{};
    std::thread rival{[&] { other = decide(id, {1}, Decision::reject).results.at(0).status; }};
    const auto mine = decide(id, {1}, Decision::approve).results.at(0).status;
    rival.join();
    EXPECT_NE(mine, other);
  }
  EXPECT_EQ(count("audit_entry WHERE " + here()), "20");
}

TEST_F(DecisionRowsTest, AnotherSitesCommentIsNotFound) {
  const auto id = add("held");
  moderator_.site = ensure_sites(pool_, {"elsewhere"}).at("elsewhere");
  EXPECT_EQ(decide(id, {1}, Decision::approve).results.at(0).status, DecisionStatus::not_found);
  EXPECT_EQ(count("queue WHERE " + here()), "1");
}

TEST_F(DecisionRowsTest, TheAuthorsHistoryFollowsEveryChangeOfMind) {
  const auto id = add("held");
  const auto history = [this] {
    return owner_sees("SELECT approved || ' ' || rejected || ' ' || spam FROM author WHERE " +
                      here());
  };
  decide(id, {1}, Decision::approve);
  EXPECT_EQ(history(), "1 0 0");
  decide(id, {2}, Decision::reject);
  EXPECT_EQ(history(), "0 1 0");
  decide(id, {3}, Decision::spam);
  EXPECT_EQ(history(), "0 0 1");
}

TEST_F(DecisionRowsTest, TheQueueIsOldestFirstFilteredAndPaged) {
  QueueRows queue{pool_};
  put_article("s", "sport");
  const auto first = add_one({.text = "first", .at = noon});
  const auto second = add_one({.text = "second", .article = "s", .at = noon + 1min});
  const auto third = add_one({.text = "third", .at = noon + 2min});
  add("shown", State::approved);
  QueueQuery query;
  query.site = site_;
  const auto ids = [&] {
    std::vector<CommentId> listed;
    for (const auto& one : queue.list_queue(query).comments) listed.push_back(one.comment.id);
    return listed;
  };
  EXPECT_EQ(ids(), (std::vector{first, second, third}));
  query.order = Order::newest;
  EXPECT_EQ(ids(), (std::vector{third, second, first}));
  query.section = "sport";
  EXPECT_EQ(ids(), std::vector{second});
  query.section.reset();
  query.article = "s";
  EXPECT_EQ(ids(), std::vector{second});
  query.article.reset();
  query.limit = 2;
  const auto page = queue.list_queue(query);
  ASSERT_TRUE(page.next);
  query.after = page.next;
  EXPECT_EQ(ids(), std::vector{first});
  EXPECT_FALSE(queue.list_queue(query).next);
  query = {};
  query.site = site_;
  query.state = State::approved;
  EXPECT_EQ(queue.list_queue(query).comments.size(), 1U);
}

TEST_F(DecisionRowsTest, TheQueueShowsTheVerdictAndTheHistory) {
  add("earlier", State::approved);
  add("held");
  QueueRows queue{pool_};
  QueueQuery query;
  query.site = site_;
  const auto held = queue.list_queue(query).comments.at(0);
  EXPECT_EQ(held.approved_before, 1);
  EXPECT_TRUE(held.verdict_json.starts_with("{\"state\":\"pending\"")) << held.verdict_json;
  EXPECT_EQ(held.article, "1");
  EXPECT_EQ(held.version, Version{1});
}

}  // namespace
}  // namespace copytaster::postgres::testing
