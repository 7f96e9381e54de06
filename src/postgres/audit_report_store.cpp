#include "postgres/audit_report_store.hpp"

#include <limits>

#include <pqxx/pqxx>

#include "postgres/audit_rows.hpp"
#include "postgres/rows.hpp"

namespace copytaster::postgres {
namespace {

// Numbers are given out in the order of time, but for what the clocks of instances differ and a
// transaction takes. So the place of a time is found by halving, and a little is left on either
// side of it.
constexpr std::chrono::minutes out_of_order_max{10};

constexpr auto place_sql = R"sql(
  WITH RECURSIVE halved (low, high, step) AS (
    SELECT min(id), max(id) + 1, 0 FROM audit_entry WHERE site_id = $1
    UNION ALL
    SELECT CASE WHEN e.at < $2::timestamptz THEN e.id + 1 ELSE h.low END,
           CASE WHEN e.at < $2::timestamptz THEN h.high ELSE h.middle END, h.step + 1
      FROM (SELECT *, low + (high - low) / 2 AS middle FROM halved) h
     CROSS JOIN LATERAL (SELECT id, at FROM audit_entry
                          WHERE site_id = $1 AND id >= h.middle ORDER BY id LIMIT 1) e
     WHERE h.low < h.high AND h.step < 64)
  SELECT low FROM halved WHERE low IS NOT NULL ORDER BY step DESC LIMIT 1
)sql";

// What is looked at is bounded whatever is wanted of it; its last number says where to go on.
constexpr auto looked_sql = R"sql(
  WITH looked AS MATERIALIZED (
    SELECT * FROM audit_entry WHERE site_id = $1 AND id >= $2 AND id < $3
     ORDER BY id DESC LIMIT $4
  ), wanted AS (
    SELECT *
)sql";
constexpr auto wanted_sql = R"sql(
      FROM looked
     WHERE ($5::text IS NULL OR token_id IN (SELECT id FROM principal WHERE name = $5))
       AND ($6::text IS NULL OR decision = $6)
       AND ($7::timestamptz IS NULL OR at >= $7::timestamptz)
       AND ($8::timestamptz IS NULL OR at < $8::timestamptz)
     ORDER BY id DESC LIMIT $9
  )
  SELECT l.looked_at, l.last, e.site_id IS NOT NULL AS is_there,
)sql";
constexpr auto beside_sql = R"sql(
    FROM (SELECT count(*) AS looked_at, min(id) AS last FROM looked) l
    LEFT JOIN wanted e ON true
)sql";

std::int64_t place_of(pqxx::transaction_base& read, SiteId site, Instant at) {
  const auto rows = read.exec_params(place_sql, site.value, timestamp(at));
  return rows.empty() ? 0 : rows[0][0].as<std::int64_t>();
}

/// Numbers between which what is wanted stands: from the first to below the second.
struct Bounds {
  std::int64_t from = std::numeric_limits<std::int64_t>::min();
  std::int64_t below = std::numeric_limits<std::int64_t>::max();
};

Bounds bounds_of(pqxx::transaction_base& read, const AuditQuery& query) {
  Bounds bounds;
  if (query.when.from)
    bounds.from = place_of(read, query.site, *query.when.from - out_of_order_max);
  if (query.before)
    bounds.below = query.before->value;
  else if (query.when.to)
    bounds.below = place_of(read, query.site, *query.when.to + out_of_order_max);
  return bounds;
}

bool chooses(const AuditQuery& query) {
  return query.by || query.decision || query.when.from || query.when.to;
}

/// One entry more than asked for, or a look that has ended before the end, tells of a next page.
NewestEntries page_in(const pqxx::result& rows, const AuditQuery& query, std::size_t looks) {
  NewestEntries page;
  for (const auto& row : rows) {
    if (!row["is_there"].as<bool>()) break;
    if (page.entries.size() == query.limit) {
      page.next = page.entries.back().entry.id;
      return page;
    }
    page.entries.push_back(listed_in(row));
  }
  if (rows[0]["looked_at"].as<std::size_t>() == looks)
    page.next = AuditId{rows[0]["last"].as<std::int64_t>()};
  return page;
}

}  // namespace

NewestEntries AuditReportRows::newest(const AuditQuery& query) {
  static const std::string sql = std::string{looked_sql} + wanted_sql + entry_columns_sql +
                                 listed_columns_sql + beside_sql + listed_joins_sql +
                                 " ORDER BY e.id DESC";
  const std::size_t looks =
      chooses(query) ? static_cast<std::size_t>(audit_looked_at_max) : query.limit + 1;
  return pool_.read([&](Connection& connection) {
    pqxx::nontransaction read{connection};
    const Bounds bounds = bounds_of(read, query);
    const auto rows = read.exec_params(sql, query.site.value, bounds.from, bounds.below, looks,
                                       query.by, query.decision, timestamp(query.when.from),
                                       timestamp(query.when.to), query.limit + 1);
    return page_in(rows, query, looks);
  });
}

}  // namespace copytaster::postgres
