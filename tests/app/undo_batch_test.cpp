#include <gtest/gtest.h>

#include "tests/app/decision_fakes.hpp"

namespace copytaster {
namespace {

using test::mo;

class UndoBatch : public test::DecideComments {
 protected:
  BatchId decided(const std::vector<DecisionRequest>& requests) {
    return decide_comments(requests, mo, Instant{}, {store, chain}).batch;
  }
  UndoOutcome undo(BatchId batch, const Principal& by = mo) {
    return undo_batch(batch, by, Instant{}, {store, chain});
  }
  static Principal somebody(Role role) { return {{2}, {1}, role, false, "Flo"}; }
};

TEST_F(UndoBatch, EveryCommentStandsAsItStoodBefore) {
  decide({{{2}, {1}, Decision::reject, {}, {}}});
  const auto batch =
      decided({{{1}, {1}, Decision::approve, {}, {}}, {{2}, {2}, Decision::spam, {}, {}}});
  const auto undone = std::get<DecidedBatch>(undo(batch));
  ASSERT_EQ(undone.results.size(), 2U);
  EXPECT_NE(undone.batch, batch);
  EXPECT_EQ(undone.results[0].status, DecisionStatus::done);
  EXPECT_EQ(undone.results[0].standing->state, State::pending);
  EXPECT_EQ(undone.results[0].standing->decided_by, std::nullopt);
  EXPECT_EQ(undone.results[1].standing->state, State::rejected);
  EXPECT_EQ(undone.results[1].standing->version, Version{4});
}

TEST_F(UndoBatch, WhatHasMovedOnIsAConflictAndTheOthersGoBack) {
  const auto batch =
      decided({{{1}, {1}, Decision::approve, {}, {}}, {{2}, {1}, Decision::approve, {}, {}}});
  decide({{{1}, {2}, Decision::spam, {}, {}}});
  const auto results = std::get<DecidedBatch>(undo(batch)).results;
  EXPECT_EQ(results[0].status, DecisionStatus::conflict);
  EXPECT_EQ(results[0].standing->state, State::spam);
  EXPECT_EQ(results[1].standing->state, State::pending);
}

TEST_F(UndoBatch, TwiceIsAConflictAndAnUndoCanBeTakenBack) {
  const auto batch = decided({{{1}, {1}, Decision::approve, {}, {}}});
  const auto undone = std::get<DecidedBatch>(undo(batch));
  EXPECT_EQ(std::get<DecidedBatch>(undo(batch)).results[0].status, DecisionStatus::conflict);
  const auto again = std::get<DecidedBatch>(undo(undone.batch));
  EXPECT_EQ(again.results[0].standing->state, State::approved);
}

TEST_F(UndoBatch, IsForItsMakerAndForEditors) {
  const auto batch = decided({{{1}, {1}, Decision::approve, {}, {}}});
  EXPECT_TRUE(std::holds_alternative<NoSuchBatch>(undo({batch.value + 100})));
  EXPECT_TRUE(std::holds_alternative<OthersBatch>(undo(batch, somebody(Role::moderator))));
  EXPECT_EQ(store.comments[{1}].state, State::approved);
  EXPECT_TRUE(std::holds_alternative<DecidedBatch>(undo(batch, somebody(Role::editor))));
}

TEST_F(UndoBatch, WithinADay) {
  const auto batch = decided({{{1}, {1}, Decision::approve, {}, {}}});
  const auto undo_at = [&](Instant at) { return undo_batch(batch, mo, at, {store, chain}); };
  const Instant last = Instant{} + undo_within;
  EXPECT_TRUE(std::holds_alternative<OldBatch>(undo_at(last)));
  EXPECT_EQ(store.comments[{1}].state, State::approved);
  EXPECT_TRUE(std::holds_alternative<OthersBatch>(
      undo_batch(batch, somebody(Role::moderator), last, {store, chain})));
  EXPECT_TRUE(std::holds_alternative<DecidedBatch>(undo_at(last - std::chrono::microseconds{1})));
}

TEST_F(UndoBatch, ALostLinkIsSettledByLooking) {
  const auto batch = decided({{{1}, {1}, Decision::approve, {}, {}}});
  store.lost_after = 1;
  EXPECT_EQ(std::get<DecidedBatch>(undo(batch)).results[0].status, DecisionStatus::done);
  EXPECT_EQ(store.comments[{1}].version, Version{3});
}

}  // namespace
}  // namespace copytaster
