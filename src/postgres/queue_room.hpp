#pragma once
// How full the queues are.

#include <set>

#include "copytaster/domain/ids.hpp"
#include "postgres/pool.hpp"

namespace copytaster::postgres {

/// Those with at least `enough` comments waiting for a moderator; counts no further than that.
std::set<SiteId> sites_with_pending(Pool& pool, std::size_t enough);

}  // namespace copytaster::postgres
