#include "copytaster/app/decide_comment.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "copytaster/app/faults.hpp"

namespace copytaster {
namespace {

using Standings = std::unordered_map<CommentId, Standing>;

std::vector<CommentId> ids_of(std::span<const DecisionRequest> requests) {
  std::vector<CommentId> ids;
  ids.reserve(requests.size());
  for (const auto& request : requests) ids.push_back(request.id);
  return ids;
}

Standings by_id(std::vector<Standing> found) {
  Standings standings;
  for (auto& standing : found) standings.emplace(standing.id, std::move(standing));
  return standings;
}

std::optional<SaltedDigest> bound_words(const DecisionRequest& request, const AuditChain& chain) {
  if (!request.reason && !request.note) return std::nullopt;
  return chain.bind(request.reason, request.note);
}

/// What the state machine allows. Of two decisions on one comment in the same batch the first
/// counts; the second was made on a version that is then gone.
std::vector<Move> allowed_moves(std::span<const DecisionRequest> requests,
                                const Standings& standings, const AuditChain& chain) {
  std::vector<Move> moves;
  std::unordered_set<CommentId> taken;
  for (const auto& request : requests) {
    const auto found = standings.find(request.id);
    if (found == standings.end() || found->second.version != request.version) continue;
    const auto step = decide(found->second.state, request.decision);
    const auto* transition = std::get_if<Transition>(&step);
    if (transition && taken.insert(request.id).second)
      moves.push_back({&request, *transition, bound_words(request, chain)});
  }
  return moves;
}

bool is_unchanged(const DecisionRequest& request, const Standing& standing) {
  return standing.version == request.version &&
         std::holds_alternative<Unchanged>(decide(standing.state, request.decision));
}

Standing after(const Move& move, const Principal& by) {
  return {move.request->id, move.transition.to, Version{move.request->version.value + 1}, by.name};
}

/// A lost link leaves in doubt what was written: the batch's audit entries tell. Where there are
/// none it is tried once more. The lost attempt may still be at work in the database then; each
/// comment is moved by one of the two, and only looking again tells of the other's.
std::vector<CommentId> record_surely(const Batch& batch, std::span<const Move> moves, Instant now,
                                     DecisionStore& store) {
  if (moves.empty()) return {};
  std::vector<CommentId> ids;
  for (const Move& move : moves) ids.push_back(move.request->id);
  try {
    return store.record(batch, moves, now);
  } catch (const InDoubt&) {
    if (auto moved = store.moved_by(batch, ids); !moved.empty()) return moved;
  }
  try {
    auto moved = store.record(batch, moves, now);
    return moved.size() == moves.size() ? moved : store.moved_by(batch, ids);
  } catch (const InDoubt&) {
    if (auto moved = store.moved_by(batch, ids); !moved.empty()) return moved;
    throw;
  }
}

}  // namespace

DecidedBatch decide_comments(std::span<const DecisionRequest> requests, const Principal& by,
                             Instant now, const DecideTools& tools) {
  const auto ids = ids_of(requests);
  OpenedBatch opened = tools.store.open_batch(by.site, ids);
  const Standings before = by_id(std::move(opened.standings));
  const auto moves = allowed_moves(requests, before, tools.chain);
  const auto recorded = record_surely({opened.id, by}, moves, now, tools.store);

  const std::unordered_set<CommentId> moved(recorded.begin(), recorded.end());
  std::unordered_map<const DecisionRequest*, Standing> done;
  for (const Move& move : moves) {
    if (moved.contains(move.request->id)) done.emplace(move.request, after(move, by));
  }
  // Somebody else was faster somewhere: tell how those comments stand now, not how they stood.
  const bool lost_some = done.size() < requests.size();
  const Standings now_standing = lost_some ? by_id(tools.store.find(by.site, ids)) : before;

  DecidedBatch batch{opened.id, {}};
  for (const auto& request : requests) {
    const auto at = now_standing.find(request.id);
    if (const auto made = done.find(&request); made != done.end())
      batch.results.push_back({request.id, DecisionStatus::done, made->second});
    else if (at == now_standing.end())
      batch.results.push_back({request.id, DecisionStatus::not_found, std::nullopt});
    else if (is_unchanged(request, at->second))
      batch.results.push_back({request.id, DecisionStatus::done, at->second});
    else
      batch.results.push_back({request.id, DecisionStatus::conflict, at->second});
  }
  return batch;
}

}  // namespace copytaster
