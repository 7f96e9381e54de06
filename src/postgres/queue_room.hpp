#pragma once
// How full the queues are, and where what waits belongs.

#include <set>

#include "copytaster/domain/ids.hpp"
#include "postgres/pool.hpp"

namespace copytaster::postgres {

/// Those with at least `enough` comments waiting for a moderator; counts no further than that.
std::set<SiteId> sites_with_pending(Pool& pool, std::size_t enough);

/// A comment that came in while its article went to another section was queued under the old one.
void follow_sections(Pool& pool);

}  // namespace copytaster::postgres
