#include "copytaster/app/decide_comment.hpp"

#include <algorithm>
#include <map>

#include <gtest/gtest.h>

namespace copytaster {
namespace {

class FakeDecisionStore final : public DecisionStore {
 public:
  std::vector<Standing> find(SiteId, std::span<const CommentId> ids) override {
    std::vector<Standing> found;
    for (const auto id : ids) {
      if (const auto at = comments.find(id); at != comments.end()) found.push_back(at->second);
    }
    return found;
  }
  RecordedBatch record(const Principal& by, std::span<const Move> moves, Instant) override {
    RecordedBatch batch{{++batches}, {}};
    for (const auto& move : moves) {
      if (somebody_faster) comments[move.request->id] = *somebody_faster;
      auto& comment = comments[move.request->id];
      if (comment.version != move.request->version) continue;
      comment = {comment.id, move.transition.to, {comment.version.value + 1}, by.name};
      batch.moved.push_back(comment.id);
    }
    return batch;
  }
  std::map<CommentId, Standing> comments;
  std::optional<Standing> somebody_faster;
  std::int64_t batches = 0;
};

const Principal mo{{1}, {1}, Role::moderator, false, "Mo"};

class DecideComments : public testing::Test {
 protected:
  DecideComments() {
    for (std::int64_t id = 1; id <= 3; ++id)
      store.comments[{id}] = {{id}, State::pending, {1}, std::nullopt};
  }
  std::vector<DecisionResult> decide(const std::vector<DecisionRequest>& requests) {
    return decide_comments(requests, mo, Instant{}, store).results;
  }
  FakeDecisionStore store;
};

TEST_F(DecideComments, AnswersEachInTheOrderAsked) {
  const auto results = decide({{{3}, {1}, Decision::approve, {}, {}},
                               {{9}, {1}, Decision::approve, {}, {}},
                               {{1}, {1}, Decision::spam, {}, {}}});
  ASSERT_EQ(results.size(), 3U);
  EXPECT_EQ(results[0].status, DecisionStatus::done);
  EXPECT_EQ(results[0].standing->state, State::approved);
  EXPECT_EQ(results[0].standing->version, Version{2});
  EXPECT_EQ(results[1].status, DecisionStatus::not_found);
  EXPECT_EQ(results[2].standing->state, State::spam);
}

TEST_F(DecideComments, AStaleVersionIsAConflictWithTheCurrentState) {
  decide({{{1}, {1}, Decision::approve, {}, {}}});
  const auto results = decide({{{1}, {1}, Decision::reject, {}, {}}});
  EXPECT_EQ(results[0].status, DecisionStatus::conflict);
  EXPECT_EQ(results[0].standing->state, State::approved);
  EXPECT_EQ(results[0].standing->version, Version{2});
  EXPECT_EQ(results[0].standing->decided_by, "Mo");
}

TEST_F(DecideComments, TheSameAgainWithTheRightVersionWritesNothing) {
  decide({{{1}, {1}, Decision::approve, {}, {}}});
  const auto results = decide({{{1}, {2}, Decision::approve, {}, {}}});
  EXPECT_EQ(results[0].status, DecisionStatus::done);
  EXPECT_EQ(results[0].standing->version, Version{2});
}

TEST_F(DecideComments, LosingARaceIsAConflictToo) {
  store.somebody_faster = Standing{{1}, State::rejected, {2}, "Flo"};
  const auto results = decide({{{1}, {1}, Decision::approve, {}, {}}});
  EXPECT_EQ(results[0].status, DecisionStatus::conflict);
  EXPECT_EQ(results[0].standing->decided_by, "Flo");
}

TEST_F(DecideComments, OfTwoDecisionsOnOneCommentTheFirstCounts) {
  const auto results =
      decide({{{1}, {1}, Decision::approve, {}, {}}, {{1}, {1}, Decision::reject, {}, {}}});
  EXPECT_EQ(results[0].status, DecisionStatus::done);
  EXPECT_EQ(results[1].status, DecisionStatus::conflict);
  EXPECT_EQ(store.comments[{1}].state, State::approved);
}

TEST_F(DecideComments, WithdrawnCommentsStayWithdrawn) {
  store.comments[{1}].state = State::withdrawn;
  EXPECT_EQ(decide({{{1}, {1}, Decision::approve, {}, {}}})[0].status, DecisionStatus::conflict);
}

}  // namespace
}  // namespace copytaster
