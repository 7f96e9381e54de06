#pragma once
// The statements that read one page of a moderators' list.

#include <optional>
#include <string>
#include <vector>

#include "copytaster/app/list_queue.hpp"

namespace copytaster::postgres {

struct PageStatement {
  std::string name;  ///< of one that is worth keeping planned; empty: planned for its values
  std::string sql;
  std::vector<std::string> values;  ///< of $1, $2, …
};

/// Reads one comment more than asked, which shows that there is a next page.
PageStatement page_statement(const QueueQuery& query);

/// Looks at the next `rows` rows after a place. Gives a row (comment_id, created_at, rank, fits,
/// place) for each that fits, in order, and one for the last that was looked at.
PageStatement look_statement(const QueueQuery& query, const std::optional<ListPlace>& after,
                             int rows);

}  // namespace copytaster::postgres
