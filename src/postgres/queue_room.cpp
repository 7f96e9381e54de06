#include "postgres/queue_room.hpp"

#include <pqxx/pqxx>

namespace copytaster::postgres {

std::set<SiteId> sites_with_pending(Pool& pool, std::size_t enough) {
  // A reported or appealed comment holds nothing back: readers must not be able to close the
  // intake with it.
  constexpr auto sql = R"sql(
    SELECT s.id FROM site s
     WHERE (SELECT count(*)
              FROM (SELECT FROM queue q
                     WHERE q.site_id = s.id AND q.reports = 0 AND NOT q.appeal LIMIT $1::bigint) waiting)
           >= $1::bigint
  )sql";
  return pool.with([&](pqxx::connection& connection) {
    pqxx::nontransaction read{connection};
    std::set<SiteId> sites;
    for (const auto& row : read.exec_params(sql, enough)) sites.insert({row[0].as<std::int64_t>()});
    return sites;
  });
}

void follow_sections(Pool& pool) {
  constexpr auto sql = R"sql(
    UPDATE queue q SET section = a.section FROM article a
     WHERE a.id = q.article_id AND a.section <> q.section
  )sql";
  pool.with([&](pqxx::connection& connection) {
    pqxx::nontransaction statement{connection};
    return statement.exec0(sql);
  });
}

}  // namespace copytaster::postgres
