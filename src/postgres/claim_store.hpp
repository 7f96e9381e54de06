#pragma once
// Claims stand in the rows of the queue themselves.

#include "copytaster/app/claim_comments.hpp"
#include "postgres/pool.hpp"

namespace copytaster::postgres {

class ClaimRows final : public ClaimStore {
 public:
  explicit ClaimRows(Pool& pool) : pool_(pool) {}
  std::vector<QueuedComment> claim(const ClaimRequest& request, Instant now,
                                   Instant until) override;
  void let_go(const Principal& by) override;

 private:
  Pool& pool_;
};

}  // namespace copytaster::postgres
