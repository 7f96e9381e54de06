#include "running/grouped_decisions.hpp"

#include <atomic>
#include <chrono>
#include <set>
#include <thread>

#include <gtest/gtest.h>

namespace copytaster::running {
namespace {

/// Notes what one call held.
class FakeStore final : public DecisionStore, public GroupedDecisionStore {
 public:
  BatchId new_batch() override { return {}; }
  std::vector<Standing> find(SiteId, std::span<const CommentId>) override { return {}; }
  std::vector<CommentId> outside_of(SiteId, std::span<const std::string>,
                                    std::span<const CommentId>) override {
    return {};
  }
  void keep(const Batch&, std::span<const KeptComment>, Instant) override {}
  std::vector<MadeMove> moves_of(SiteId, BatchId) override { return {}; }
  std::vector<CommentId> moved_by(const Batch&, std::span<const CommentId>) override { return {}; }
  Recorded record(const Batch&, std::span<const Move>, Instant) override { return {}; }
  Recorded record_waiting(const Batch&, std::span<const Move> moves, Instant) override {
    return {std::vector<CommentId>(moves.size())};
  }

  std::vector<Recorded> record_waiting(std::span<const WaitingBatch> batches) override {
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
    std::size_t moves = 0;
    std::set<CommentId> named;
    std::vector<Recorded> recorded;
    for (const WaitingBatch& one : batches) {
      mixed = mixed || one.batch->by.site != batches.front().batch->by.site;
      moves += one.moves.size();
      colliding = colliding || !named.insert(one.moves.front().id).second;
      recorded.push_back({{one.moves.front().id}});
    }
    moves_max = std::max(moves_max, moves);
    grouped = grouped || batches.size() > 1;
    return recorded;
  }

  // Of calls that are made one at a time.
  bool mixed = false;
  bool colliding = false;
  bool grouped = false;
  std::size_t moves_max = 0;
};

Batch batch_of(std::int64_t number, SiteId site) {
  return {{number}, {{1}, site, Role::moderator, false, "Mo"}};
}

/// Eight people at two sites decide again and again; half of them what somebody else decides, too.
TEST(GroupedDecisions, EachIsToldOfHerOwn) {
  FakeStore store;
  GroupedDecisions decisions{store, store};
  std::atomic<int> own = 0;
  const auto work = [&](std::int64_t person) {
    const Batch batch = batch_of(person, {1 + person % 2});
    for (std::int64_t turn = 0; turn < 20; ++turn) {
      const CommentId id{person / 4 * 100 + turn};
      const std::vector<Move> moves(70, {id, {1}, {State::pending, State::rejected}, "reject"});
      own += decisions.record_waiting(batch, moves, {}).moved == std::vector{id};
    }
  };
  std::vector<std::thread> people;
  for (std::int64_t person = 0; person < 8; ++person) people.emplace_back(work, person);
  for (std::thread& person : people) person.join();
  EXPECT_EQ(own, 160);
  EXPECT_TRUE(store.grouped);
  EXPECT_FALSE(store.mixed) << "two sites' in one transaction";
  EXPECT_FALSE(store.colliding) << "a comment twice";
  EXPECT_LE(store.moves_max, 50U);
}

TEST(GroupedDecisions, ALongBatchGoesAlone) {
  FakeStore store;
  GroupedDecisions decisions{store, store};
  const std::vector<Move> moves(11, {{1}, {1}, {State::pending, State::rejected}, "reject"});
  EXPECT_EQ(decisions.record_waiting(batch_of(1, {1}), moves, {}).moved.size(), 11U);
  EXPECT_EQ(store.moves_max, 0U);
}

}  // namespace
}  // namespace copytaster::running
