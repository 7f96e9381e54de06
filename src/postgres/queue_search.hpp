#pragma once
// Searching a moderators' list: row by row from a place in its order, and no further than
// `rows_looked_at_max`. No index tells what a comment says, so each look has an end.

#include <optional>
#include <vector>

#include "copytaster/app/list_queue.hpp"
#include "postgres/connect.hpp"

namespace copytaster::postgres {

/// Whether an index leads to the page by itself, or rows must be looked at.
bool is_search(const QueueQuery& query);

struct FoundPlaces {
  std::vector<CommentId> ids;
  std::optional<ListPlace> next;  ///< the last that was found, or looked at
};
FoundPlaces search_queue(Connection& connection, const QueueQuery& query);

}  // namespace copytaster::postgres
