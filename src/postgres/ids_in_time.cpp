#include "postgres/ids_in_time.hpp"

#include <pqxx/pqxx>

#include "postgres/rows.hpp"

namespace copytaster::postgres {
namespace {

constexpr auto end_sql = "SELECT coalesce(max(id), 0) + 1 FROM comment WHERE site_id = $1";

// The next one from an id on, if there is one.
constexpr auto came_in_sql = R"sql(
  SELECT id, (extract(epoch FROM created_at) * 1000000)::bigint AS at
    FROM comment WHERE site_id = $1 AND id >= $2 ORDER BY id LIMIT 1
)sql";

}  // namespace

/// By halving: a list of all would be read to its end.
CommentId id_at(pqxx::connection& connection, SiteId site, Instant instant) {
  pqxx::nontransaction query{connection};
  std::int64_t low = 0;
  auto high = query.exec_params1(end_sql, site.value)[0].as<std::int64_t>();
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    const auto next = query.exec_params(came_in_sql, site.value, middle);
    if (next.empty() || instant_in(next[0], "at") >= instant)
      high = middle;
    else
      low = next[0]["id"].as<std::int64_t>() + 1;
  }
  return {low};
}

}  // namespace copytaster::postgres
