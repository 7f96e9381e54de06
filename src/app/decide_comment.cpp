#include "copytaster/app/decide_comment.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "copytaster/app/faults.hpp"

namespace copytaster {
namespace {

using Standings = std::unordered_map<CommentId, Standing>;

Standings by_id(std::vector<Standing> found) {
  Standings standings;
  for (auto& standing : found) standings.emplace(standing.id, std::move(standing));
  return standings;
}

/// A reason of the list is no words of anybody's: nothing of it would have to be erased.
Move move_for(const DecisionRequest& request, const Transition& transition,
              const AuditChain& chain) {
  Move move{request.id, request.version, transition, name_of(request.decision)};
  if (request.reason) move.code = parse_reason_code(*request.reason);
  if (!move.code) move.reason = request.reason;
  move.note = request.note;
  if (move.reason || move.note) move.bound = chain.bind(move.reason, move.note);
  return move;
}

/// The comments that are not hers to see.
std::unordered_set<CommentId> hidden_from(const Principal& by, std::span<const CommentId> ids,
                                          DecisionStore& store) {
  if (by.sections.empty()) return {};
  const auto outside = store.outside_of(by.site, by.sections, ids);
  return {outside.begin(), outside.end()};
}

/// What is asked for a comment, and the move that it takes.
struct Wanted {
  CommentId id;
  std::optional<Move> move = std::nullopt;  ///< none: it is not allowed, or there is nothing to do
  std::optional<Version> is_so_at = std::nullopt;   ///< nothing to do, as long as it stays at that
  std::optional<Version> is_own_at = std::nullopt;  ///< hers was appealed against at that
  bool is_hidden = false;                           ///< she is told that it is not there
  bool is_made = false;                             ///< the move is written
};

Wanted wanted_by(const DecisionRequest& request, const Standings& standings, const Principal& by,
                 const AuditChain& chain) {
  const auto found = standings.find(request.id);
  if (found == standings.end() || found->second.version != request.version) return {request.id};
  const Standing& standing = found->second;
  if (standing.appeal && !may_answer(*standing.appeal, by))
    return {request.id, std::nullopt, std::nullopt, request.version};
  const auto step = standing.appeal ? answer_appeal(standing.state, request.decision)
                                    : decide(standing.state, request.decision);
  if (std::holds_alternative<Unchanged>(step)) return {request.id, std::nullopt, request.version};
  const auto* transition = std::get_if<Transition>(&step);
  if (transition == nullptr) return {request.id};
  return {request.id, move_for(request, *transition, chain)};
}

Wanted taken_back(const MadeMove& made, const Standings& standings) {
  const auto found = standings.find(made.id);
  if (found == standings.end() || found->second.version != made.version) return {made.id};
  return {made.id, Move{made.id, made.version, undo_of(made.transition), "undo"}};
}

/// Of two decisions on one comment in the same batch the first counts; the second was made on a
/// version that is then gone.
std::vector<Move> moves_in(std::vector<Wanted>& all) {
  std::vector<Move> moves;
  std::unordered_set<CommentId> taken;
  for (Wanted& wanted : all) {
    if (wanted.move && !taken.insert(wanted.id).second) wanted.move.reset();
    if (wanted.move && !wanted.is_made) moves.push_back(*wanted.move);
  }
  return moves;
}

std::vector<KeptComment> kept_in(const std::vector<Wanted>& all) {
  std::vector<KeptComment> kept;
  for (const Wanted& wanted : all) {
    if (wanted.is_so_at) kept.push_back({wanted.id, *wanted.is_so_at});
  }
  return kept;
}

/// Of one that was not moved.
DecisionStatus status_at(const Wanted& wanted, const Version& version) {
  if (wanted.is_own_at == version) return DecisionStatus::own_decision;
  return wanted.is_so_at == version ? DecisionStatus::done : DecisionStatus::conflict;
}

Standing after(const Move& move, const Principal& by) {
  Standing standing{move.id, move.transition.to, Version{move.version.value + 1}, std::nullopt};
  if (standing.state != State::pending) standing.decided_by = by.name;
  return standing;
}

/// A lost link leaves in doubt what was written: the batch's audit entries tell. Where there are
/// none it is tried once more. The lost attempt may still be at work in the database then; each
/// comment is moved by one of the two, and only looking again tells of the other's.
template <class Write>
Recorded record_surely(const Batch& batch, std::span<const Move> moves, DecisionStore& store,
                       Write write) {
  if (moves.empty()) return {};
  std::vector<CommentId> ids;
  for (const Move& move : moves) ids.push_back(move.id);
  try {
    return write();
  } catch (const InDoubt&) {
    if (auto moved = store.moved_by(batch, ids); !moved.empty()) return {std::move(moved)};
  }
  try {
    auto recorded = write();
    if (recorded.moved.size() == moves.size()) return recorded;
    return {store.moved_by(batch, ids)};
  } catch (const InDoubt&) {
    if (auto moved = store.moved_by(batch, ids); !moved.empty()) return {std::move(moved)};
    throw;
  }
}

/// As if all of them waited; none where one is named twice.
std::vector<Move> moves_if_waiting(std::span<const DecisionRequest> requests,
                                   const AuditChain& chain) {
  std::vector<Move> moves;
  std::unordered_set<CommentId> named;
  for (const DecisionRequest& request : requests) {
    if (!named.insert(request.id).second) return {};
    const auto step = decide(State::pending, request.decision);
    moves.push_back(move_for(request, std::get<Transition>(step), chain));
  }
  return moves;
}

/// Without a look at them before. The second attempt waits for what the lost one may still hold.
Recorded record_if_waiting(const Batch& batch, std::span<const Move> moves, Instant now,
                           const DecideTools& tools) {
  return record_surely(batch, moves, tools.store, [&, is_first = true]() mutable {
    return std::exchange(is_first, false) ? tools.waiting.record_waiting(batch, moves, now)
                                          : tools.store.record(batch, moves, now);
  });
}

DecidedBatch all_of(const Batch& batch, std::span<const Move> moves, Recorded recorded) {
  DecidedBatch decided{batch.id, {}, std::move(recorded.changes)};
  for (const Move& move : moves)
    decided.results.push_back({move.id, DecisionStatus::done, after(move, batch.by)});
  return decided;
}

/// Those of the moves that are written, as far as any are.
std::unordered_map<CommentId, Move> made_of(std::span<const Move> moves, const Recorded& recorded) {
  std::unordered_map<CommentId, Move> made;
  for (const Move& move : moves) {
    if (std::ranges::find(recorded.moved, move.id) != recorded.moved.end())
      made.emplace(move.id, move);
  }
  return made;
}

DecidedBatch carry_out(const Batch& batch, std::vector<Wanted> all, Instant now,
                       DecisionStore& store) {
  const auto moves = moves_in(all);
  // First, as it may be done again: where it fails, nothing has been decided.
  if (const auto kept = kept_in(all); !kept.empty()) store.keep(batch, kept, now);
  Recorded recorded =
      record_surely(batch, moves, store, [&] { return store.record(batch, moves, now); });
  std::unordered_set<CommentId> moved(recorded.moved.begin(), recorded.moved.end());
  std::vector<CommentId> ids;
  for (const Wanted& wanted : all) {
    if (wanted.is_made) moved.insert(wanted.id);
    if (!wanted.is_hidden && (!wanted.move || !moved.contains(wanted.id))) ids.push_back(wanted.id);
  }
  // Somebody else was faster somewhere: tell how those comments stand now, not how they stood.
  const Standings standings = ids.empty() ? Standings{} : by_id(store.find(batch.by.site, ids));

  DecidedBatch decided{batch.id, {}};
  if (recorded.moved.size() == all.size()) decided.changes = std::move(recorded.changes);
  for (const Wanted& wanted : all) {
    const auto at = standings.find(wanted.id);
    if (wanted.move && moved.contains(wanted.id))
      decided.results.push_back({wanted.id, DecisionStatus::done, after(*wanted.move, batch.by)});
    else if (at == standings.end())
      decided.results.push_back({wanted.id, DecisionStatus::not_found, std::nullopt});
    else
      decided.results.push_back({wanted.id, status_at(wanted, at->second.version), at->second});
  }
  return decided;
}

}  // namespace

bool may_answer(const OpenAppeal& appeal, const Principal& by) {
  return appeal.against != by.token || is_enough(by.role, Role::admin);
}

DecidedBatch decide_comments(std::span<const DecisionRequest> requests, const Principal& by,
                             Instant now, const DecideTools& tools) {
  std::vector<CommentId> ids;
  for (const DecisionRequest& request : requests) ids.push_back(request.id);
  const Batch batch{tools.store.new_batch(), by};
  std::unordered_map<CommentId, Move> made;
  if (by.sections.empty()) {
    const auto moves = moves_if_waiting(requests, tools.chain);
    Recorded recorded = record_if_waiting(batch, moves, now, tools);
    if (recorded.moved.size() == requests.size()) return all_of(batch, moves, std::move(recorded));
    made = made_of(moves, recorded);
  }
  const Standings standings = by_id(tools.store.find(by.site, ids));
  const auto hidden = hidden_from(by, ids, tools.store);
  std::vector<Wanted> all;
  for (const DecisionRequest& request : requests) {
    if (hidden.contains(request.id))
      all.push_back({.id = request.id, .is_hidden = true});
    else if (const auto at = made.find(request.id); at != made.end())
      all.push_back({.id = request.id, .move = at->second, .is_made = true});
    else
      all.push_back(wanted_by(request, standings, by, tools.chain));
  }
  return carry_out(batch, std::move(all), now, tools.store);
}

UndoOutcome undo_batch(BatchId batch, const Principal& by, Instant now, const DecideTools& tools) {
  const auto made = tools.store.moves_of(by.site, batch);
  if (made.empty()) return NoSuchBatch{};
  const bool is_hers = made.front().by == by.token;
  if (!is_hers && !is_enough(by.role, Role::editor)) return OthersBatch{};
  if (now - made.front().at >= undo_within) return OldBatch{};
  std::vector<CommentId> ids;
  for (const MadeMove& one : made) ids.push_back(one.id);
  const Standings standings = by_id(tools.store.find(by.site, ids));
  const auto hidden = hidden_from(by, ids, tools.store);
  std::vector<Wanted> all;
  for (const MadeMove& one : made)
    all.push_back(hidden.contains(one.id) ? Wanted{.id = one.id, .is_hidden = true}
                                          : taken_back(one, standings));
  return carry_out({tools.store.new_batch(), by}, std::move(all), now, tools.store);
}

}  // namespace copytaster
