#pragma once
// A store of decisions in memory, and three comments that wait in it.

#include <map>
#include <set>
#include <vector>

#include <gtest/gtest.h>

#include "copytaster/app/decide_comment.hpp"
#include "copytaster/app/faults.hpp"
#include "tests/app/fakes.hpp"

namespace copytaster::test {

class FakeDecisionStore : public DecisionStore {
 public:
  BatchId new_batch() override { return {++batches}; }
  std::vector<Standing> find(SiteId, std::span<const CommentId> ids) override {
    std::vector<Standing> found;
    for (const auto id : ids) {
      if (const auto at = comments.find(id); at != comments.end()) found.push_back(at->second);
    }
    return found;
  }
  std::vector<CommentId> outside_of(SiteId, std::span<const std::string>,
                                    std::span<const CommentId> ids) override {
    std::vector<CommentId> outside;
    for (const auto id : ids) {
      if (of_others.contains(id)) outside.push_back(id);
    }
    return outside;
  }
  std::set<CommentId> of_others;  ///< in sections that are not hers
  void keep(const Batch&, std::span<const KeptComment> asked, Instant) override {
    if (away) throw StoreUnavailable{"away"};
    if (somebody_faster) comments[asked.front().id] = *somebody_faster;
    for (const auto& one : asked) kept.push_back(one.id);
  }
  Recorded record(const Batch& batch, std::span<const Move> moves, Instant now) override {
    ++records;
    written_at = now;
    if (lost_before > 0 && lost_before-- > 0) throw InDoubt{"lost before anything was written"};
    Recorded recorded{write(batch, moves), std::vector<Change>{}};
    for (const CommentId id : recorded.moved)
      recorded.changes->push_back({1, id.value, batch.by.site, "article"});
    if (lost_after > 0 && lost_after-- > 0) throw InDoubt{"lost after the commit"};
    return recorded;
  }
  Recorded record_waiting(const Batch& batch, std::span<const Move> moves, Instant now) override {
    for (const Move& move : moves) {
      if (somebody_faster) comments[move.id] = *somebody_faster;
      const Standing& at = comments[move.id];
      if (at.state != State::pending || at.version != move.version) return {};
    }
    return record(batch, moves, now);
  }
  std::vector<MadeMove> moves_of(SiteId, BatchId batch) override { return made[batch]; }
  std::vector<CommentId> moved_by(const Batch& batch, std::span<const CommentId>) override {
    if (away) throw StoreUnavailable{"away"};
    return written[batch.id];
  }
  std::vector<CommentId> write(const Batch& batch, std::span<const Move> moves) {
    std::vector<CommentId> moved;
    for (const auto& move : moves) {
      bound.push_back(move.bound.has_value());
      if (somebody_faster) comments[move.id] = *somebody_faster;
      auto& comment = comments[move.id];
      if (comment.version != move.version || comment.state != move.transition.from) continue;
      codes.push_back(move.code);
      comment = {comment.id, move.transition.to, {comment.version.value + 1}, batch.by.name};
      moved.push_back(comment.id);
      written[batch.id].push_back(comment.id);
      made[batch.id].push_back(
          {comment.id, move.transition, comment.version, batch.by.token, written_at});
    }
    return moved;
  }
  std::map<CommentId, Standing> comments;
  std::optional<Standing> somebody_faster;
  std::int64_t batches = 0;
  std::map<BatchId, std::vector<CommentId>> written;
  std::map<BatchId, std::vector<MadeMove>> made;
  std::vector<std::optional<ReasonCode>> codes;
  Instant written_at = {};
  std::vector<bool> bound;  ///< whether each move came with the digest of its words
  std::vector<CommentId> kept;
  int records = 0;
  int lost_before = 0;  ///< so many times
  int lost_after = 0;
  bool away = false;
};

inline const Principal mo{{1}, {1}, Role::moderator, false, "Mo"};

class DecideComments : public testing::Test {
 protected:
  DecideComments() {
    for (std::int64_t id = 1; id <= 3; ++id)
      store.comments[{id}] = {{id}, State::pending, {1}, std::nullopt};
  }
  std::vector<DecisionResult> decide(const std::vector<DecisionRequest>& requests) {
    return decide_comments(requests, mo, Instant{}, {store, chain}).results;
  }
  FakeAuditChain chain;
  FakeDecisionStore store;
};

}  // namespace copytaster::test
