#pragma once
// The installation and its sites, as looked at when a command or the service starts.

#include <map>
#include <string>
#include <vector>

#include "copytaster/domain/ids.hpp"
#include "copytaster/domain/instant.hpp"
#include "postgres/pool.hpp"

namespace copytaster::postgres {

/// The numbers of the sites with these names; a name that is new gets one.
std::map<std::string, SiteId> ensure_sites(Pool& pool, const std::vector<std::string>& names);

/// Whether the database's blind indexes were made with the key file of this fingerprint. The first
/// one ever asked about is the one.
bool fits_key_file(Pool& pool, const std::string& fingerprint);

/// Export cursors count transactions of one cluster. When the data have moved to another one (a
/// restore), those numbers mean nothing any more: the epoch moves on.
void settle_epoch(Pool& pool);

/// Whether one has been asked about before.
bool has_key_file(Pool& pool);

Instant database_now(Pool& pool);

}  // namespace copytaster::postgres
