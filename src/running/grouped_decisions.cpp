#include "running/grouped_decisions.hpp"

#include <algorithm>
#include <utility>

namespace copytaster::running {
namespace {

/// Beyond that the rows cost more than the statement, and who has few of them need not wait.
constexpr std::size_t moves_of_one_max = 10;
constexpr std::size_t moves_max = 50;

bool share_a_comment(std::span<const Move> some, std::span<const Move> others) {
  return std::ranges::any_of(some, [&](const Move& one) {
    return std::ranges::find(others, one.id, &Move::id) != others.end();
  });
}

/// Of two decisions on one comment the later one finds it decided.
bool joins(std::span<const WaitingBatch> group, const WaitingBatch& next) {
  std::size_t moves = next.moves.size();
  for (const WaitingBatch& one : group) moves += one.moves.size();
  return moves <= moves_max && next.batch->by.site == group.front().batch->by.site &&
         std::ranges::none_of(group, [&](const WaitingBatch& one) {
           return share_a_comment(one.moves, next.moves);
         });
}

}  // namespace

GroupedDecisions::GroupedDecisions(GroupedDecisionStore& store)
    : store_(store),
      waiting_([&](std::span<const WaitingBatch> group) { return store.record_waiting(group); },
               joins) {}

Recorded GroupedDecisions::record_waiting(const Batch& batch, std::span<const Move> moves,
                                          Instant now) {
  const WaitingBatch waiting{&batch, moves, now};
  if (moves.size() <= moves_of_one_max) return waiting_.ask(waiting);
  return std::move(store_.record_waiting({&waiting, 1}).front());
}

}  // namespace copytaster::running
