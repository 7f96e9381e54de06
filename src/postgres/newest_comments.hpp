#pragma once
// A site's comments from the newest back: by time, which the ids of those that were brought in do
// not follow.

#include <string>

namespace copytaster::postgres {

/// A query of (created_at, id) of what is not withdrawn, the newest first: of the site $1, from $2
/// on, before the place ($3, $4), $5 at most. One state after the other, as each has its index;
/// what waits has its own. What is reported waits again, and is met once all the same.
std::string newest_comments_sql();

}  // namespace copytaster::postgres
