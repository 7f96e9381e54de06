#pragma once
// The moderators' lists: what waits from the narrow queue table, everything else by its state.

#include "copytaster/app/list_queue.hpp"
#include "postgres/pool.hpp"

namespace copytaster::postgres {

class QueueRows final : public QueueStore {
 public:
  explicit QueueRows(Pool& pool) : pool_(pool) {}
  QueuePage list_queue(const QueueQuery& query) override;
  QueueCounts count_queue(SiteId site, Instant now) override;
  QueueCounts count_sections(SiteId site, std::span<const std::string> sections,
                             Instant now) override;
  std::vector<QueuedId> newest_waiting(SiteId site, int limit) override;
  std::vector<QueuedId> most_reported(SiteId site, int limit) override;
  std::vector<ClaimedId> live_claims(SiteId site, Instant now, int limit) override;

 private:
  Pool& pool_;
};

}  // namespace copytaster::postgres
