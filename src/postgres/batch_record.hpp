#pragma once
// The statement by which decisions become durable: of one batch, or of several of one site.

#include <cstdint>
#include <span>
#include <vector>

#include "copytaster/app/decide_comment.hpp"
#include "postgres/connect.hpp"
#include "postgres/rows.hpp"
#include "postgres/statement.hpp"

namespace copytaster::postgres {

/// What is asked, as the statement's columns.
class BatchRecord {
 public:
  /// Each move by itself: what has changed meanwhile stays as it is.
  BatchRecord(const Batch& batch, std::span<const Move> moves, Instant now);
  /// Of each batch all moves or none; what is moved must wait, and nobody else be changing it. At
  /// least one batch.
  explicit BatchRecord(std::span<const WaitingBatch> batches);

  /// Writes and commits by itself. Tells of each batch, in the order given.
  std::vector<Recorded> run(Connection& connection);
  /// As a part of a transaction. What an undo brings back is not written.
  std::vector<Recorded> run(Statements& statements);
  /// Waits for whoever changes one of the comments: what follows sees what she has changed.
  void lock(Statements& statements);

 private:
  void add(const Batch& batch, std::span<const Move> moves, std::size_t at_least);
  void add(const Move& move);
  std::size_t place_of(BatchId batch) const;

  SiteId site_;
  Instant now_;
  bool is_together_ = false;
  std::vector<BatchId> batches_;
  ArrayText batch_, token_, at_least_, id_, version_, from_state_, to_state_, decision_, code_,
      reason_, note_, salt_, digest_;
};

}  // namespace copytaster::postgres
