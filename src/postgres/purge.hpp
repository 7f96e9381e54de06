#pragma once
// What has been kept long enough goes, in batches small enough to disturb nobody.

#include <cstddef>

#include "copytaster/domain/instant.hpp"
#include "postgres/pool.hpp"

namespace copytaster::postgres {

struct Purged {
  std::size_t answers = 0;   ///< to second clicks, after 48 hours
  std::size_t comments = 0;  ///< rejected and spam
};

/// `rejected_days`: counted from the decision, or from the arrival where a rule decided.
Purged purge(Pool& pool, Instant now, int rejected_days);

}  // namespace copytaster::postgres
