// Stored comments for a back-test.
#pragma once

#include "copytaster/app/backtest_rules.hpp"
#include "postgres/pool.hpp"

namespace copytaster::postgres {

class JudgedCommentRows final : public JudgedComments {
 public:
  explicit JudgedCommentRows(Pool& pool) : pool_(pool) {}
  void read(SiteId site, const BacktestPeriod& period, const Take& take) override;

 private:
  Pool& pool_;
};

}  // namespace copytaster::postgres
