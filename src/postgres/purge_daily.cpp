// What only goes after looking at everything, so only once a day.

#include <pqxx/pqxx>

#include "postgres/batches.hpp"
#include "postgres/purge.hpp"
#include "postgres/rows.hpp"

namespace copytaster::postgres {
namespace {

// A page of what was decided and is old enough. The service cannot read whether something is sealed
// but through its door, which takes a thousand at a time. Rows are locked in the order of their
// ids.
constexpr auto contacts_sql = R"sql(
  WITH page AS MATERIALIZED (
    SELECT site_id, id FROM comment
     WHERE (site_id, id) > ($1::int, $2::bigint)
     ORDER BY site_id, id LIMIT 1000
  ), held AS MATERIALIZED (
    SELECT s.site_id, h.id
      FROM (SELECT site_id, array_agg(id) AS ids FROM page GROUP BY site_id) s
     CROSS JOIN LATERAL sealed_contacts(s.site_id, s.ids) h
     WHERE h.sealed <> ''
  ), locked AS (
    SELECT c.site_id, c.id FROM comment c JOIN held ON held.site_id = c.site_id AND held.id = c.id
     WHERE c.state <> 0 AND c.created_at < $3::timestamptz - make_interval(days => $4)
     ORDER BY c.site_id, c.id FOR UPDATE OF c
  ), emptied AS (
    UPDATE comment c SET sealed = '' FROM locked l WHERE c.site_id = l.site_id AND c.id = l.id
    RETURNING c.id)
  SELECT site_id, id, (SELECT count(*) FROM page) AS looked_at,
         (SELECT count(*) FROM emptied) AS emptied
    FROM page ORDER BY site_id DESC, id DESC LIMIT 1
)sql";

// One that an audit entry names stays with its name, or nobody could say who decided; it opens
// nothing any more.
constexpr auto tokens_sql = R"sql(
  DELETE FROM api_token WHERE id IN (
    SELECT id FROM api_token t
     WHERE least(expires_at, revoked_at) < $1::timestamptz - interval '30 days'
       AND NOT EXISTS (SELECT FROM audit_entry a WHERE a.token_id = t.id)
     ORDER BY id LIMIT 1000)
)sql";

/// How far the look at all comments has come.
struct Walk {
  std::int64_t site = 0;
  std::int64_t id = 0;
  std::size_t emptied = 0;

  std::size_t next_page(const PurgeTools& tools, int days) {
    return tools.pool.with([&](pqxx::connection& connection) -> std::size_t {
      pqxx::nontransaction statement{connection};
      const auto rows = statement.exec_params(contacts_sql, site, id, timestamp(tools.now), days);
      if (rows.empty()) return 0;
      site = rows[0]["site_id"].as<std::int64_t>();
      id = rows[0]["id"].as<std::int64_t>();
      emptied += rows[0]["emptied"].as<std::size_t>();
      return rows[0]["looked_at"].as<std::size_t>();
    });
  }
};

std::size_t empty_contacts(const PurgeTools& tools, int days) {
  if (days == 0) return 0;
  Walk walk;
  in_batches(tools, [&] { return walk.next_page(tools, days); });
  return walk.emptied;
}

std::size_t remove_tokens(const PurgeTools& tools) {
  const auto once = [&] {
    return tools.pool.with([&](pqxx::connection& connection) {
      pqxx::nontransaction statement{connection};
      return statement.exec_params(tokens_sql, timestamp(tools.now)).affected_rows();
    });
  };
  return in_batches(tools, once).rows;
}

}  // namespace

PurgedDaily purge_daily(const PurgeTools& tools, int contact_days) {
  return {empty_contacts(tools, contact_days), remove_tokens(tools)};
}

}  // namespace copytaster::postgres
