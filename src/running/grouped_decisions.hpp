#pragma once
// The decisions of several moderators in one transaction where they come at once: most of what a
// decision costs is the statement's and the commit's.

#include "copytaster/app/decide_comment.hpp"
#include "running/grouped.hpp"

namespace copytaster::running {

/// As the store that it stands before.
class GroupedDecisions final : public DecisionStore {
 public:
  /// Both are the same store, and outlive this.
  GroupedDecisions(DecisionStore& store, GroupedDecisionStore& together);

  Recorded record_waiting(const Batch& batch, std::span<const Move> moves, Instant now) override;

  BatchId new_batch() override;
  std::vector<Standing> find(SiteId site, std::span<const CommentId> ids) override;
  std::vector<CommentId> outside_of(SiteId site, std::span<const std::string> sections,
                                    std::span<const CommentId> ids) override;
  void keep(const Batch& batch, std::span<const KeptComment> kept, Instant now) override;
  Recorded record(const Batch& batch, std::span<const Move> moves, Instant now) override;
  std::vector<MadeMove> moves_of(SiteId site, BatchId batch) override;
  std::vector<CommentId> moved_by(const Batch& batch, std::span<const CommentId> ids) override;

 private:
  DecisionStore& store_;
  Grouped<WaitingBatch, Recorded> waiting_;
};

}  // namespace copytaster::running
