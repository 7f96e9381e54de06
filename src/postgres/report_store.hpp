#pragma once
// What readers report: kept once for each reporter, counted in the comment's row of the queue.

#include "copytaster/app/report_comment.hpp"
#include "postgres/pool.hpp"

namespace copytaster::postgres {

class ReportRows final : public ReportStore {
 public:
  explicit ReportRows(Pool& pool) : pool_(pool) {}
  bool is_shown(SiteId site, CommentId comment) override;
  bool add_report(const Report& report, Instant now) override;

 private:
  Pool& pool_;
};

}  // namespace copytaster::postgres
