#pragma once
// The statement that reads one page of a moderators' list.

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

}  // namespace copytaster::postgres
