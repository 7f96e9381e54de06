#include "running/grouped_decisions.hpp"

#include <algorithm>

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

GroupedDecisions::GroupedDecisions(DecisionStore& store, GroupedDecisionStore& together)
    : store_(store),
      waiting_([&](std::span<const WaitingBatch> group) { return together.record_waiting(group); },
               joins) {}

Recorded GroupedDecisions::record_waiting(const Batch& batch, std::span<const Move> moves,
                                          Instant now) {
  if (moves.size() > moves_of_one_max) return store_.record_waiting(batch, moves, now);
  return waiting_.ask({&batch, moves, now});
}

BatchId GroupedDecisions::new_batch() { return store_.new_batch(); }

Recorded GroupedDecisions::record(const Batch& batch, std::span<const Move> moves, Instant now) {
  return store_.record(batch, moves, now);
}

std::vector<Standing> GroupedDecisions::find(SiteId site, std::span<const CommentId> ids) {
  return store_.find(site, ids);
}

std::vector<CommentId> GroupedDecisions::outside_of(SiteId site,
                                                    std::span<const std::string> sections,
                                                    std::span<const CommentId> ids) {
  return store_.outside_of(site, sections, ids);
}

void GroupedDecisions::keep(const Batch& batch, std::span<const KeptComment> kept, Instant now) {
  store_.keep(batch, kept, now);
}

std::vector<MadeMove> GroupedDecisions::moves_of(SiteId site, BatchId batch) {
  return store_.moves_of(site, batch);
}

std::vector<CommentId> GroupedDecisions::moved_by(const Batch& batch,
                                                  std::span<const CommentId> ids) {
  return store_.moved_by(batch, ids);
}

}  // namespace copytaster::running
