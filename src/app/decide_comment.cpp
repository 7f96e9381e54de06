#include "copytaster/app/decide_comment.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace copytaster {
namespace {

using Standings = std::unordered_map<CommentId, Standing>;

Standings find_all(std::span<const DecisionRequest> requests, SiteId site, DecisionStore& store) {
  std::vector<CommentId> ids;
  ids.reserve(requests.size());
  for (const auto& request : requests) ids.push_back(request.id);
  Standings standings;
  for (auto& standing : store.find(site, ids)) standings.emplace(standing.id, std::move(standing));
  return standings;
}

/// What the state machine allows. Of two decisions on one comment in the same batch the first
/// counts; the second was made on a version that is then gone.
std::vector<Move> allowed_moves(std::span<const DecisionRequest> requests,
                                const Standings& standings) {
  std::vector<Move> moves;
  std::unordered_set<CommentId> taken;
  for (const auto& request : requests) {
    const auto found = standings.find(request.id);
    if (found == standings.end() || found->second.version != request.version) continue;
    const auto step = decide(found->second.state, request.decision);
    const auto* transition = std::get_if<Transition>(&step);
    if (transition && taken.insert(request.id).second) moves.push_back({&request, *transition});
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

}  // namespace

DecidedBatch decide_comments(std::span<const DecisionRequest> requests, const Principal& by,
                             Instant now, DecisionStore& store) {
  const Standings before = find_all(requests, by.site, store);
  const auto moves = allowed_moves(requests, before);
  const RecordedBatch recorded = store.record(by, moves, now);

  const std::unordered_set<CommentId> moved(recorded.moved.begin(), recorded.moved.end());
  std::unordered_map<const DecisionRequest*, Standing> done;
  for (const Move& move : moves) {
    if (moved.contains(move.request->id)) done.emplace(move.request, after(move, by));
  }
  // Somebody else was faster somewhere: tell how those comments stand now, not how they stood.
  const bool lost_some = done.size() < requests.size();
  const Standings now_standing = lost_some ? find_all(requests, by.site, store) : before;

  DecidedBatch batch{recorded.batch, {}};
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
