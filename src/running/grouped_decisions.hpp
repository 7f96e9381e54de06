#pragma once
// The decisions of several moderators in one transaction where they come at once: most of what a
// decision costs is the statement's and the commit's.

#include "copytaster/app/decide_comment.hpp"
#include "running/grouped.hpp"

namespace copytaster::running {

class GroupedDecisions final : public WaitingDecisions {
 public:
  /// The store outlives this.
  explicit GroupedDecisions(GroupedDecisionStore& store);

  Recorded record_waiting(const Batch& batch, std::span<const Move> moves, Instant now) override;

 private:
  GroupedDecisionStore& store_;
  Grouped<WaitingBatch, Recorded> waiting_;
};

}  // namespace copytaster::running
