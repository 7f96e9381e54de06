#pragma once
// Where decisions become durable: the change, the queue, the audit and the author's history in one
// transaction.

#include "copytaster/app/decide_comment.hpp"
#include "postgres/pool.hpp"

namespace copytaster::postgres {

class DecisionRows final : public DecisionStore {
 public:
  explicit DecisionRows(Pool& pool) : pool_(pool) {}
  std::vector<Standing> find(SiteId site, std::span<const CommentId> ids) override;
  RecordedBatch record(const Principal& by, std::span<const Move> moves, Instant now) override;

 private:
  Pool& pool_;
};

}  // namespace copytaster::postgres
