#pragma once
// What rules have hit, counted in the verdicts that are stored.

#include "copytaster/app/rule_figures.hpp"
#include "postgres/pool.hpp"

namespace copytaster::postgres {

class RuleHitRows final : public RuleHitStore {
 public:
  explicit RuleHitRows(Pool& pool) : pool_(pool) {}
  CountedHits count_hits(SiteId site, Instant from, std::size_t comments_max) override;

 private:
  Pool& pool_;
};

}  // namespace copytaster::postgres
