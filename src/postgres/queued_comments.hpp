#pragma once
// Comments as moderators see them, from the rows of any list.

#include <vector>

#include <pqxx/result>

#include "copytaster/app/list_queue.hpp"
#include "postgres/connect.hpp"

namespace copytaster::postgres {

/// Joins the history of the author of comment `c`.
inline constexpr auto history_sql = R"sql(
   CROSS JOIN LATERAL (SELECT coalesce(sum(approved), 0) AS approved,
                              coalesce(sum(rejected), 0) AS rejected,
                              coalesce(sum(spam), 0) AS spam
                         FROM author
                        WHERE site_id = c.site_id AND author_index = c.author_index) h
)sql";

std::vector<QueuedComment> queued_in(const pqxx::result& rows);

/// What readers said in their reports, what the author said before, and against a rejection.
void add_more_words(Connection& connection, SiteId site, std::vector<QueuedComment>& comments);

}  // namespace copytaster::postgres
