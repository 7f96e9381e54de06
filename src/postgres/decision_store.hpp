#pragma once
// Where decisions become durable: the change, the queue, the audit, the author's history, readers'
// reports and the change feed in one transaction.

#include <mutex>

#include "copytaster/app/decide_comment.hpp"
#include "postgres/pool.hpp"

namespace copytaster::postgres {

class DecisionRows final : public DecisionStore, public GroupedDecisionStore {
 public:
  explicit DecisionRows(Pool& pool) : pool_(pool) {}
  BatchId new_batch() override;
  std::vector<Standing> find(SiteId site, std::span<const CommentId> ids) override;
  std::vector<CommentId> outside_of(SiteId site, std::span<const std::string> sections,
                                    std::span<const CommentId> ids) override;
  void keep(const Batch& batch, std::span<const KeptComment> kept, Instant now) override;
  Recorded record(const Batch& batch, std::span<const Move> moves, Instant now) override;
  Recorded record_waiting(const Batch& batch, std::span<const Move> moves, Instant now) override;
  std::vector<Recorded> record_waiting(std::span<const WaitingBatch> batches) override;
  std::vector<MadeMove> moves_of(SiteId site, BatchId batch) override;
  std::vector<CommentId> moved_by(const Batch& batch, std::span<const CommentId> ids) override;

 private:
  std::vector<BatchId> take_numbers();

  Pool& pool_;
  std::mutex mutex_;
  std::vector<BatchId> numbers_;  ///< taken, and nobody's yet
};

}  // namespace copytaster::postgres
