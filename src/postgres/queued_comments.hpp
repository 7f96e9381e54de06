#pragma once
// Comments as moderators see them, from the rows of any list.

#include <span>
#include <string>
#include <vector>

#include <pqxx/result>

#include "copytaster/app/list_queue.hpp"
#include "postgres/connect.hpp"

namespace copytaster::postgres {

/// `SELECT …` up to its FROM: of comment `c`, its article `a`, the author's history `h` and, where
/// the comment waits, its row `q` of the queue. `now` is the parameter by which claims live.
std::string queued_columns(bool waits, const std::string& now);

/// Joins that history.
inline constexpr auto history_sql = R"sql(
   CROSS JOIN LATERAL (SELECT coalesce(sum(approved), 0) AS approved,
                              coalesce(sum(rejected), 0) AS rejected,
                              coalesce(sum(spam), 0) AS spam
                         FROM author
                        WHERE site_id = c.site_id AND author_index = c.author_index) h
)sql";

std::vector<QueuedComment> queued_in(const pqxx::result& rows);

/// Whose campaigns are counted; nothing: all sections'.
using Sections = std::span<const std::string>;
/// How many wait with each; alone it is none.
void count_campaigns(Connection& connection, SiteId site, Sections sections,
                     std::vector<QueuedComment>& comments);

/// What readers said in their reports, and what the author said before.
void add_more_words(Connection& connection, SiteId site, std::vector<QueuedComment>& comments);

/// Those of these that are there, and wait where `waits` says so, in this order.
struct QueuedByIds {
  SiteId site;
  Instant now;
  bool waits = true;
};
std::vector<QueuedComment> find_queued(Connection& connection, const QueuedByIds& which,
                                       std::span<const CommentId> ids);

}  // namespace copytaster::postgres
