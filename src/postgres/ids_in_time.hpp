#pragma once
// Which comments came in when: no index knows, and their ids nearly do.

#include <chrono>

#include <pqxx/connection>

#include "copytaster/domain/ids.hpp"
#include "copytaster/domain/instant.hpp"

namespace copytaster::postgres {

/// Ids come in blocks, so that they follow the time, but for what a block has left.
inline constexpr std::chrono::hours disorder_of_ids{24};

/// An id from which on comments came in at `instant` or later, give or take the disorder.
CommentId id_at(pqxx::connection& connection, SiteId site, Instant instant);

}  // namespace copytaster::postgres
