#pragma once
// The audit read for people. It may be long, so each kind of look has a bound of its own.

#include <atomic>
#include <cstdint>
#include <string>

#include "copytaster/app/audit_report.hpp"
#include "postgres/pool.hpp"

namespace copytaster::postgres {

/// How much is looked at to tell what became of all, in the time that a statement may take.
struct NumbersBounds {
  std::int64_t looked_at = numbers_looked_at_max;  ///< comments; of more, a share stands for all
  std::int64_t sorted = 500'000;                   ///< entries at a time, of as many as there are
};

/// Pages come through the pool. A reading and a count have a connection of their own, so that
/// nobody waits for them. Outlives its readings.
class AuditReportRows final : public AuditReportStore {
 public:
  static constexpr int open_max = 4;  ///< readings; one more is StoreBusy

  AuditReportRows(Pool& pool, std::string conninfo, NumbersBounds bounds = {})
      : pool_(pool), conninfo_(std::move(conninfo)), bounds_(bounds) {}
  NewestEntries newest(const AuditQuery& query) override;
  std::unique_ptr<AuditReading> open_reading(SiteId site, const TimeSpan& when) override;
  AuditNumbers count(SiteId site, Instant from, Instant to) override;

 private:
  Pool& pool_;
  std::string conninfo_;
  const NumbersBounds bounds_;
  std::atomic<int> open_ = 0;
};

}  // namespace copytaster::postgres
