#include "postgres/purge_pseudonyms.hpp"

#include <span>
#include <vector>

#include <pqxx/pqxx>

#include "copytaster/domain/ids.hpp"
#include "copytaster/domain/pseudonym_period.hpp"
#include "postgres/batches.hpp"
#include "postgres/rows.hpp"

namespace copytaster::postgres {
namespace {

constexpr auto keys_sql = R"sql(
  SELECT period FROM pseudonym_key WHERE sealed <> '' ORDER BY period LIMIT 1000
)sql";
constexpr auto ended_sql = R"sql(
  SELECT period FROM pseudonym_key WHERE sealed = '' ORDER BY period LIMIT 1000
)sql";
constexpr auto drop_sql = R"sql(
  DELETE FROM pseudonym_key WHERE period = $1
)sql";
constexpr auto mark_sql = R"sql(
  INSERT INTO pseudonym_key (period, sealed) VALUES ($1, '') ON CONFLICT DO NOTHING
)sql";

// A page of what arrived in the period, by the index that has it in this order: all that waits
// ($2 is 0), or all of one other state. Rows are locked in the order of their ids, as everybody
// does.
constexpr auto waiting_page_sql = R"sql(
  WITH page AS (
    SELECT created_at, comment_id AS id FROM queue
     WHERE site_id = $1 AND $2::smallint = 0
       AND (created_at, comment_id) > ($3::timestamptz, $4::bigint)
       AND created_at < $5::timestamptz
     ORDER BY created_at, comment_id LIMIT 1000)
)sql";
constexpr auto decided_page_sql = R"sql(
  WITH page AS (
    SELECT created_at, id FROM comment
     WHERE site_id = $1 AND state = $2::smallint AND state <> 0
       AND (created_at, id) > ($3::timestamptz, $4::bigint) AND created_at < $5::timestamptz
     ORDER BY created_at, id LIMIT 1000)
)sql";
constexpr auto forget_sql = R"sql(
  , locked AS (
    SELECT c.id FROM comment c JOIN page ON page.id = c.id
     WHERE c.site_id = $1 AND c.pseudonym IS NOT NULL
     ORDER BY c.id FOR UPDATE OF c
  ), forgotten AS (
    UPDATE comment c SET pseudonym = NULL FROM locked l WHERE c.site_id = $1 AND c.id = l.id
    RETURNING c.id)
  SELECT (extract(epoch FROM created_at) * 1000000)::bigint AS created_at, id,
         (SELECT count(*) FROM page) AS looked_at, (SELECT count(*) FROM forgotten) AS forgotten
    FROM page ORDER BY page.created_at DESC, page.id DESC LIMIT 1
)sql";

std::vector<PseudonymPeriod> periods(Pool& pool, const char* sql) {
  return pool.with([&](pqxx::connection& connection) {
    pqxx::nontransaction read{connection};
    std::vector<PseudonymPeriod> found;
    for (const auto& row : read.exec(sql)) {
      if (const auto period = PseudonymPeriod::parse(row[0].as<std::int64_t>()))
        found.push_back(*period);
    }
    return found;
  });
}

std::vector<SiteId> all_sites(Pool& pool) {
  return pool.with([](pqxx::connection& connection) {
    pqxx::nontransaction read{connection};
    std::vector<SiteId> sites;
    for (const auto& row : read.exec("SELECT id FROM site ORDER BY id"))
      sites.push_back({row[0].as<std::int64_t>()});
    return sites;
  });
}

/// What one walk goes through, and how far it has come.
struct Walk {
  SiteId site;
  State state;
  PseudonymPeriod period;
  Instant at = period.begin();
  std::int64_t id = 0;
  std::size_t forgotten = 0;

  /// Returns how many were looked at.
  std::size_t next_page(Pool& pool) {
    const std::string sql =
        std::string{state == State::pending ? waiting_page_sql : decided_page_sql} + forget_sql;
    return pool.with([&](pqxx::connection& connection) -> std::size_t {
      pqxx::nontransaction statement{connection};
      const auto rows = statement.exec_params(sql, site.value, static_cast<int>(state),
                                              timestamp(at), id, timestamp(period.end()));
      if (rows.empty()) return 0;
      at = instant_in(rows[0], "created_at");
      id = rows[0]["id"].as<std::int64_t>();
      forgotten += rows[0]["forgotten"].as<std::size_t>();
      return rows[0]["looked_at"].as<std::size_t>();
    });
  }
};

struct Look {
  std::size_t forgotten = 0;
  bool finished = true;
};

/// What waits is walked through first: a decision takes it to where the walk has not been yet.
Look look_through(const PurgeTools& tools, std::span<const SiteId> sites, PseudonymPeriod period) {
  Look look;
  for (const SiteId site : sites) {
    for (const State state :
         {State::pending, State::approved, State::rejected, State::spam, State::withdrawn}) {
      Walk walk{site, state, period};
      const auto walked = in_batches(tools, [&] { return walk.next_page(tools.pool); });
      look.forgotten += walk.forgotten;
      look.finished = look.finished && walked.finished;
    }
  }
  return look;
}

void drop(Pool& pool, const PseudonymPeriod& period) {
  pool.with([&](pqxx::connection& connection) {
    pqxx::nontransaction statement{connection};
    statement.exec_params(drop_sql, period.number());
  });
}

}  // namespace

std::size_t end_pseudonym_keys(const PurgeTools& tools) {
  std::size_t ended = 0;
  for (const PseudonymPeriod& period : periods(tools.pool, keys_sql)) {
    if (period.end() > tools.now) continue;
    tools.pool.with([&](pqxx::connection& connection) {
      pqxx::work both{connection};
      both.exec_params(drop_sql, period.number());
      both.exec_params(mark_sql, period.number());
      both.commit();
    });
    ++ended;
  }
  return ended;
}

std::size_t forget_pseudonyms(const PurgeTools& tools) {
  constexpr int looks_max = 10;  // else something keeps on moving: the next purge goes on
  std::size_t forgotten = 0;
  const auto sites = all_sites(tools.pool);
  for (const PseudonymPeriod& period : periods(tools.pool, ended_sql)) {
    for (int i = 0; i < looks_max; ++i) {
      const Look look = look_through(tools, sites, period);
      forgotten += look.forgotten;
      if (!look.finished) break;
      if (look.forgotten > 0) continue;
      drop(tools.pool, period);
      break;
    }
  }
  return forgotten;
}

}  // namespace copytaster::postgres
