#include <pqxx/pqxx>

#include "postgres/queue_store.hpp"
#include "postgres/rows.hpp"

namespace copytaster::postgres {
namespace {

// The queue is counted by article first: it is narrow, and articles are few.
constexpr auto waiting_sql = R"sql(
  SELECT a.section, sum(q.waiting)::bigint AS waiting,
         (extract(epoch FROM min(q.oldest_at)) * 1000000)::bigint AS oldest_at
    FROM (SELECT article_id, count(*) AS waiting,
                 min(created_at) FILTER (WHERE reports = 0 AND NOT appeal) AS oldest_at
            FROM queue WHERE site_id = $1 GROUP BY article_id) q
    JOIN article a ON a.site_id = $1 AND a.id = q.article_id
   WHERE $2::text[] IS NULL OR a.section = ANY ($2::text[])
   GROUP BY a.section
)sql";

// Each comment once, as the last decision of the day left it: what waits again does not count, nor
// does what its author did.
constexpr auto decided_sql = R"sql(
  SELECT count(*) FILTER (WHERE to_state = 1) AS approved,
         count(*) FILTER (WHERE to_state = 2) AS rejected,
         count(*) FILTER (WHERE to_state = 3) AS spam
    FROM (SELECT DISTINCT ON (comment_id) to_state
            FROM audit_entry
           WHERE site_id = $1 AND at > $2::timestamptz - interval '24 hours'
             AND decision IN ('approve', 'reject', 'spam', 'undo')
           ORDER BY comment_id, id DESC) last
)sql";

// The same of some sections. Only for who is bound to them: it looks each comment up.
constexpr auto decided_in_sql = R"sql(
  SELECT count(*) FILTER (WHERE to_state = 1) AS approved,
         count(*) FILTER (WHERE to_state = 2) AS rejected,
         count(*) FILTER (WHERE to_state = 3) AS spam
    FROM (SELECT DISTINCT ON (comment_id) comment_id, to_state
            FROM audit_entry
           WHERE site_id = $1 AND at > $2::timestamptz - interval '24 hours'
             AND decision IN ('approve', 'reject', 'spam', 'undo')
           ORDER BY comment_id, id DESC) last
    JOIN comment c ON c.site_id = $1 AND c.id = last.comment_id
    JOIN article a ON a.site_id = $1 AND a.id = c.article_id
   WHERE a.section = ANY ($3::text[])
)sql";

constexpr auto newest_sql = R"sql(
  SELECT q.comment_id, c.version, c.state, q.reports
    FROM queue q JOIN comment c ON c.site_id = q.site_id AND c.id = q.comment_id
   WHERE q.site_id = $1 AND q.reports = 0 AND NOT q.appeal
   ORDER BY q.created_at DESC, q.comment_id DESC LIMIT $2
)sql";

constexpr auto most_reported_sql = R"sql(
  SELECT q.comment_id, c.version, c.state, q.reports
    FROM ((SELECT comment_id, reports FROM queue
            WHERE site_id = $1 AND reports > 0
            ORDER BY reports DESC, created_at, comment_id LIMIT $2)
          UNION ALL
          (SELECT comment_id, reports FROM queue
            WHERE site_id = $1 AND appeal
            ORDER BY created_at, comment_id LIMIT $2)) q
    JOIN comment c ON c.site_id = $1 AND c.id = q.comment_id
)sql";

constexpr auto live_claims_sql = R"sql(
  SELECT q.comment_id, c.version, c.state, q.reports, coalesce(p.name, '') AS by,
         (extract(epoch FROM q.claimed_until) * 1000000)::bigint AS until
    FROM queue q JOIN comment c ON c.site_id = q.site_id AND c.id = q.comment_id
    LEFT JOIN principal p ON p.id = q.claimed_by
   WHERE q.site_id = $1 AND q.claimed_by IS NOT NULL AND q.claimed_until > $2::timestamptz
   ORDER BY q.comment_id LIMIT $3
)sql";

void add_oldest(QueueCounts& counts, const std::string& section, Instant at) {
  counts.oldest_in[section] = at;
  counts.oldest_at = std::min(at, counts.oldest_at.value_or(at));
}

void add_waiting(QueueCounts& counts, const pqxx::row& row) {
  const auto waiting = row["waiting"].as<std::int64_t>();
  counts.waiting += waiting;
  const std::string section{text_in(row, "section")};
  counts.sections[section] = waiting;
  if (const auto oldest_at = maybe_instant_in(row, "oldest_at"))
    add_oldest(counts, section, *oldest_at);
}

QueuedId id_in(const pqxx::row& row) {
  return {{row["comment_id"].as<std::int64_t>()},
          {row["version"].as<std::int64_t>()},
          state_in(row, "state"),
          row["reports"].as<int>()};
}

std::vector<QueuedId> ids_in(const pqxx::result& rows) {
  std::vector<QueuedId> ids;
  for (const auto& row : rows) ids.push_back(id_in(row));
  return ids;
}

QueueCounts counts_in(const pqxx::result& waiting, const pqxx::row& decided) {
  QueueCounts counts;
  for (const auto& row : waiting) add_waiting(counts, row);
  counts.approved = decided["approved"].as<std::int64_t>();
  counts.rejected = decided["rejected"].as<std::int64_t>();
  counts.spam = decided["spam"].as<std::int64_t>();
  return counts;
}

}  // namespace

QueueCounts QueueRows::count_queue(SiteId site, Instant now) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction read{connection};
    const auto waiting = read.exec_params(waiting_sql, site.value, std::optional<std::string>{});
    return counts_in(waiting, read.exec_params1(decided_sql, site.value, timestamp(now)));
  });
}

QueueCounts QueueRows::count_sections(SiteId site, std::span<const std::string> sections,
                                      Instant now) {
  ArrayText array;
  for (const std::string& section : sections) array.add(section);
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction read{connection};
    const auto waiting = read.exec_params(waiting_sql, site.value, array.text());
    return counts_in(waiting,
                     read.exec_params1(decided_in_sql, site.value, timestamp(now), array.text()));
  });
}

std::vector<QueuedId> QueueRows::newest_waiting(SiteId site, int limit) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction read{connection};
    return ids_in(read.exec_params(newest_sql, site.value, limit));
  });
}

std::vector<QueuedId> QueueRows::most_reported(SiteId site, int limit) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction read{connection};
    return ids_in(read.exec_params(most_reported_sql, site.value, limit));
  });
}

std::vector<ClaimedId> QueueRows::live_claims(SiteId site, Instant now, int limit) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction read{connection};
    std::vector<ClaimedId> claims;
    for (const auto& row : read.exec_params(live_claims_sql, site.value, timestamp(now), limit))
      claims.push_back({id_in(row), {std::string{text_in(row, "by")}, instant_in(row, "until")}});
    return claims;
  });
}

}  // namespace copytaster::postgres
