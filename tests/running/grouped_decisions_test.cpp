#include "running/grouped_decisions.hpp"

#include <atomic>
#include <chrono>
#include <set>
#include <thread>

#include <gtest/gtest.h>

namespace copytaster::running {
namespace {

/// Notes what its calls held.
class FakeStore final : public GroupedDecisionStore {
 public:
  std::vector<Recorded> record_waiting(std::span<const WaitingBatch> batches) override {
    std::this_thread::sleep_for(std::chrono::milliseconds{2});
    const std::lock_guard lock{mutex_};
    std::size_t moves = 0;
    std::set<CommentId> named;
    std::vector<Recorded> recorded;
    for (const WaitingBatch& one : batches) {
      mixed = mixed || one.batch->by.site != batches.front().batch->by.site;
      colliding = colliding || !named.insert(one.moves.front().id).second;
      moves += one.moves.size();
      recorded.push_back({{one.moves.front().id}});
    }
    moves_max = std::max(moves_max, moves);
    return recorded;
  }

  bool mixed = false;
  bool colliding = false;
  std::size_t moves_max = 0;

 private:
  std::mutex mutex_;
};

Batch batch_of(std::int64_t number, SiteId site) {
  return {{number}, {{1}, site, Role::moderator, false, "Mo"}};
}

std::vector<Move> moves_of(CommentId id, std::size_t count) {
  return {count, {id, {1}, {State::pending, State::rejected}, "reject"}};
}

/// So many people decide ten comments each, again and again; how many were told of their own.
template <class CommentOf, class SiteOf>
int own_of(FakeStore& store, std::int64_t people, const CommentOf& comment_of,
           const SiteOf& site_of) {
  GroupedDecisions decisions{store};
  std::atomic<int> own = 0;
  std::vector<std::thread> threads;
  for (std::int64_t person = 0; person < people; ++person)
    threads.emplace_back([&, person] {
      const Batch batch = batch_of(person, site_of(person));
      for (std::int64_t turn = 0; turn < 20; ++turn) {
        const CommentId id = comment_of(person, turn);
        own += decisions.record_waiting(batch, moves_of(id, 10), {}).moved == std::vector{id};
      }
    });
  for (std::thread& thread : threads) thread.join();
  return own;
}

CommentId own_comment(std::int64_t person, std::int64_t turn) { return {person * 100 + turn}; }
SiteId one_site(std::int64_t) noexcept { return {1}; }

TEST(GroupedDecisions, EachIsToldOfHerOwnAndGroupsHaveALimit) {
  FakeStore store;
  EXPECT_EQ(own_of(store, 12, own_comment, one_site), 240);
  EXPECT_EQ(store.moves_max, 50U);
}

TEST(GroupedDecisions, SitesAreNotMixed) {
  FakeStore store;
  const auto site_of = [](std::int64_t person) noexcept { return SiteId{1 + person % 2}; };
  EXPECT_EQ(own_of(store, 8, own_comment, site_of), 160);
  EXPECT_FALSE(store.mixed);
  EXPECT_GT(store.moves_max, 10U);
}

TEST(GroupedDecisions, NoCommentIsTwiceInOne) {
  FakeStore store;
  const auto shared = [](std::int64_t person, std::int64_t turn) noexcept {
    return CommentId{person / 2 * 100 + turn};
  };
  EXPECT_EQ(own_of(store, 8, shared, one_site), 160);
  EXPECT_FALSE(store.colliding);
  EXPECT_GT(store.moves_max, 10U);
}

TEST(GroupedDecisions, ALongBatchGoesAlone) {
  FakeStore store;
  const auto work = [&](auto& decisions, std::int64_t person) {
    const Batch batch = batch_of(person, {1});
    for (std::int64_t turn = 0; turn < 20; ++turn)
      decisions.record_waiting(batch, moves_of(own_comment(person, turn), 11), {});
  };
  GroupedDecisions decisions{store};
  std::vector<std::thread> people;
  for (std::int64_t person = 0; person < 4; ++person)
    people.emplace_back([&, person] { work(decisions, person); });
  for (std::thread& person : people) person.join();
  EXPECT_EQ(store.moves_max, 11U);
}

}  // namespace
}  // namespace copytaster::running
