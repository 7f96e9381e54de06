// What was learned, and what is learned from.
#pragma once

#include "copytaster/app/models.hpp"
#include "postgres/pool.hpp"

namespace copytaster::postgres {

class ModelRows final : public ModelStore {
 public:
  explicit ModelRows(Pool& pool) : pool_(pool) {}

  std::vector<ModelVersion> versions(SiteId site) override;
  std::optional<std::string> bytes_of(SiteId site, std::int64_t number) override;
  std::vector<ActiveModel> active_everywhere() override;
  std::int64_t add(SiteId site, const ModelVersion& made, const std::string& bytes) override;
  bool activate(SiteId site, std::int64_t number, bool stays, Instant now) override;
  DecidedSoFar decided_so_far(SiteId site, std::size_t max) override;
  std::size_t decided_after(SiteId site, const LearnedUntil& after, std::size_t max) override;
  void decided(SiteId site, bool wanted, const Take& take) override;
  double published(SiteId site, Instant from, Instant to, const Take& take) override;
  bool take_turn(SiteId site, Instant now, Instant until) override;
  void end_turn(SiteId site, Instant until) override;

 private:
  Pool& pool_;
};

}  // namespace copytaster::postgres
