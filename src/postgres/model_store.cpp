#include "postgres/model_store.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include <pqxx/pqxx>

#include "postgres/rows.hpp"

namespace copytaster::postgres {
namespace {

constexpr auto versions_sql = R"sql(
  SELECT m.number, (extract(epoch FROM m.made_at) * 1000000)::bigint AS made_at, m.rules_version,
         m.examples, (extract(epoch FROM m.decided_until) * 1000000)::bigint AS decided_until,
         m.comment_until, octet_length(m.bytes) AS bytes,
         (extract(epoch FROM a.since) * 1000000)::bigint AS active_since
    FROM model m
    LEFT JOIN active_model a ON a.site_id = m.site_id AND a.number = m.number
   WHERE m.site_id = $1 ORDER BY m.number DESC
)sql";

constexpr auto bytes_sql = "SELECT bytes FROM model WHERE site_id = $1 AND number = $2";

constexpr auto everywhere_sql = "SELECT site_id, number, stays FROM active_model ORDER BY site_id";

// One who changes a site's models at a time: numbers have no gap.
constexpr auto lock_sql = "SELECT pg_advisory_xact_lock(1836016748, $1)";  // 'modl'

constexpr auto add_sql = R"sql(
  INSERT INTO model (site_id, number, made_at, rules_version, examples, decided_until,
                     comment_until, bytes)
  SELECT $1, coalesce(max(number), 0) + 1, $2::timestamptz, $3, $4, $5::timestamptz, $6, $7::bytea
    FROM model WHERE site_id = $1
  RETURNING number
)sql";

constexpr auto let_go_sql = R"sql(
  DELETE FROM model m
   WHERE m.site_id = $1 AND m.number <= $2::bigint - $3::bigint
     AND NOT EXISTS (SELECT FROM active_model a WHERE a.site_id = $1 AND a.number = m.number)
)sql";

// The instances learn of it by a change that has no article.
constexpr auto activate_sql = R"sql(
  WITH switched AS (
    INSERT INTO active_model AS a (site_id, number, since, stays)
    VALUES ($1, $2, $3::timestamptz, $4)
        ON CONFLICT (site_id) DO UPDATE
       SET number = excluded.number, since = excluded.since, stays = excluded.stays
    RETURNING site_id
  )
  INSERT INTO change (site_id, at) SELECT site_id, $3::timestamptz FROM switched
)sql";

// A limit ends each count: there may be millions.
constexpr auto so_far_sql = R"sql(
  SELECT (SELECT count(*) FROM (
            SELECT FROM comment c
             WHERE c.site_id = $1 AND (c.state = 1)::int = 1 AND c.decided_by IS NOT NULL
               AND c.state BETWEEN 1 AND 3 LIMIT $2) AS w) AS wanted,
         (SELECT count(*) FROM (
            SELECT FROM comment c
             WHERE c.site_id = $1 AND (c.state = 1)::int = 0 AND c.decided_by IS NOT NULL
               AND c.state BETWEEN 1 AND 3 LIMIT $2) AS u) AS unwanted,
         greatest(
           (SELECT c.id FROM comment c
             WHERE c.site_id = $1 AND (c.state = 1)::int = 1 AND c.decided_by IS NOT NULL
               AND c.state BETWEEN 1 AND 3 ORDER BY c.id DESC LIMIT 1),
           (SELECT c.id FROM comment c
             WHERE c.site_id = $1 AND (c.state = 1)::int = 0 AND c.decided_by IS NOT NULL
               AND c.state BETWEEN 1 AND 3 ORDER BY c.id DESC LIMIT 1), 0) AS newest
)sql";

// What was brought in is told by its number: it bears the times of where it comes from. What was
// decided here, by its time: it may be old.
constexpr auto after_sql = R"sql(
  SELECT greatest(
    (SELECT count(*) FROM (
       SELECT FROM comment c
        WHERE c.site_id = $1 AND c.decided_by > 0 AND c.state BETWEEN 1 AND 3
          AND c.decided_at > $2::timestamptz LIMIT $4) AS here),
    (SELECT count(*) FROM (
       (SELECT FROM comment c
         WHERE c.site_id = $1 AND (c.state = 1)::int = 1 AND c.id > $3 AND c.decided_by IS NOT NULL
           AND c.state BETWEEN 1 AND 3 LIMIT $4)
        UNION ALL
       (SELECT FROM comment c
         WHERE c.site_id = $1 AND (c.state = 1)::int = 0 AND c.id > $3 AND c.decided_by IS NOT NULL
           AND c.state BETWEEN 1 AND 3 LIMIT $4)) AS newer))
)sql";

// When somebody elsewhere decided is not always known: what was brought in goes by when it was
// written, so that wanted and refused comments stay in one order of time. What its author has
// changed since is not what was decided.
constexpr auto decided_sql = R"sql(
  SELECT c.id, c.author, c.url, c.text, c.state, c.decided_by, c.author_index, f.*,
         (extract(epoch FROM CASE WHEN c.decided_by = 0 THEN c.created_at ELSE c.decided_at END)
          * 1000000)::bigint AS decided_at,
         c.edited_at IS NULL OR c.edited_at <= c.decided_at AS is_as_decided
    FROM comment c
   CROSS JOIN LATERAL json_to_record(coalesce(c.verdict::json -> 'facts', '{}'))
         AS f (addresses integer, trap_filled boolean, seconds_on_page integer, staff boolean)
   WHERE c.site_id = $1 AND (c.state = 1)::int = $2::int AND c.id < $3
     AND c.decided_by IS NOT NULL AND c.state BETWEEN 1 AND 3
   ORDER BY c.id DESC LIMIT $4
)sql";

// Numbers follow the time but for those of what was brought in.
constexpr auto numbers_sql = R"sql(
  SELECT least(first.id, last.id) AS first, greatest(first.id, last.id) + 1 AS end
    FROM (SELECT id FROM comment
           WHERE site_id = $1 AND state = 1 AND decided_by IS DISTINCT FROM 0
             AND created_at >= $2::timestamptz AND created_at < $3::timestamptz
           ORDER BY created_at, id LIMIT 1) first,
         (SELECT id FROM comment
           WHERE site_id = $1 AND state = 1 AND decided_by IS DISTINCT FROM 0
             AND created_at >= $2::timestamptz AND created_at < $3::timestamptz
           ORDER BY created_at DESC, id DESC LIMIT 1) last
)sql";

// Of so many numbers all that was published, that nobody has decided and no reader reported.
constexpr auto published_sql = R"sql(
  SELECT c.id, c.author, c.url, c.text, c.state, 0::bigint AS decided_by, c.author_index, f.*,
         (extract(epoch FROM c.created_at) * 1000000)::bigint AS decided_at, true AS is_as_decided
    FROM comment c
   CROSS JOIN LATERAL json_to_record(coalesce(c.verdict::json -> 'facts', '{}'))
         AS f (addresses integer, trap_filled boolean, seconds_on_page integer, staff boolean)
   WHERE c.site_id = $1 AND c.id >= $2 AND c.id < $3 AND c.state = 1 AND c.decided_by IS NULL
     AND NOT EXISTS (SELECT FROM report r WHERE r.site_id = $1 AND r.comment_id = c.id)
   ORDER BY c.id LIMIT $4
)sql";

constexpr auto take_turn_sql = R"sql(
  INSERT INTO model_turn AS t (site_id, until) VALUES ($1, $3::timestamptz)
      ON CONFLICT (site_id) DO UPDATE SET until = excluded.until WHERE t.until <= $2::timestamptz
  RETURNING site_id
)sql";

constexpr auto end_turn_sql =
    "DELETE FROM model_turn WHERE site_id = $1 AND until = $2::timestamptz";

/// Of the longest texts no more than some megabytes at once.
constexpr std::size_t piece = 200;
/// A sample is taken at so many places, each with its neighbours.
constexpr std::int64_t sampled_places = 100;

ModelVersion version_in(const pqxx::row& row) {
  ModelVersion version;
  version.number = row["number"].as<std::int64_t>();
  version.made_at = instant_in(row, "made_at");
  version.rules_version = text_in(row, "rules_version");
  version.examples = row["examples"].as<std::size_t>();
  version.until = {instant_in(row, "decided_until"), {row["comment_until"].as<std::int64_t>()}};
  version.bytes = row["bytes"].as<std::size_t>();
  version.active_since = maybe_instant_in(row, "active_since");
  return version;
}

template <class Value>
Value value_or(const pqxx::field& field, Value otherwise) {
  return field.is_null() ? otherwise : field.as<Value>();
}

DecidedComment decided_in(const pqxx::row& row) {
  DecidedComment comment;
  comment.id = {row["id"].as<std::int64_t>()};
  comment.words.author = text_in(row, "author");
  if (!row["url"].is_null()) comment.words.url = text_in(row, "url");
  comment.words.text = text_in(row, "text");
  comment.words.addresses = value_or(row["addresses"], 0);
  comment.words.sending = {value_or(row["trap_filled"], false), {}, value_or(row["staff"], false)};
  if (const auto seconds = row["seconds_on_page"]; !seconds.is_null())
    comment.words.sending.seconds_on_page = seconds.as<int>();
  comment.wanted = state_in(row, "state") == State::approved;
  comment.decided_at = instant_in(row, "decided_at");
  const auto by = row["decided_by"].as<std::int64_t>();
  if (by > 0) comment.by = ModeratorId{by};
  for (const char byte : bytes_in(row, "author_index").substr(0, sizeof comment.author))
    comment.author = comment.author << 8U | static_cast<unsigned char>(byte);
  return comment;
}

}  // namespace

std::vector<ModelVersion> ModelRows::versions(SiteId site) {
  return pool_.read([&](pqxx::connection& connection) {
    pqxx::nontransaction query{connection};
    std::vector<ModelVersion> all;
    for (const auto& row : query.exec_params(versions_sql, site.value))
      all.push_back(version_in(row));
    return all;
  });
}

std::optional<std::string> ModelRows::bytes_of(SiteId site, std::int64_t number) {
  return pool_.read([&](pqxx::connection& connection) -> std::optional<std::string> {
    pqxx::nontransaction query{connection};
    const auto rows = query.exec_params(bytes_sql, site.value, number);
    if (rows.empty()) return std::nullopt;
    return bytes_in(rows[0], "bytes");
  });
}

std::vector<ActiveModel> ModelRows::active_everywhere() {
  return pool_.read([&](pqxx::connection& connection) {
    pqxx::nontransaction query{connection};
    std::vector<ActiveModel> all;
    for (const auto& row : query.exec(everywhere_sql))
      all.push_back({{row["site_id"].as<std::int64_t>()},
                     row["number"].as<std::int64_t>(),
                     row["stays"].as<bool>()});
    return all;
  });
}

std::int64_t ModelRows::add(SiteId site, const ModelVersion& made, const std::string& bytes) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::work transaction{connection};
    transaction.exec_params(lock_sql, site.value);
    const auto number =
        transaction
            .exec_params1(add_sql, site.value, timestamp(made.made_at), made.rules_version,
                          made.examples, timestamp(made.until.decision), made.until.comment.value,
                          bytea(bytes))[0]
            .as<std::int64_t>();
    const auto stays = transaction.exec_params(
        "SELECT FROM active_model WHERE site_id = $1 AND stays", site.value);
    if (stays.empty())
      transaction.exec_params(activate_sql, site.value, number, timestamp(made.made_at), false);
    transaction.exec_params(let_go_sql, site.value, number, models_kept);
    transaction.commit();
    return number;
  });
}

bool ModelRows::activate(SiteId site, std::int64_t number, bool stays, Instant now) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::work transaction{connection};
    transaction.exec_params(lock_sql, site.value);
    if (number != 0 &&
        transaction
            .exec_params("SELECT FROM model WHERE site_id = $1 AND number = $2", site.value, number)
            .empty())
      return false;
    transaction.exec_params(activate_sql, site.value, number, timestamp(now), stays);
    transaction.commit();
    return true;
  });
}

DecidedSoFar ModelRows::decided_so_far(SiteId site, std::size_t max) {
  return pool_.read([&](pqxx::connection& connection) {
    pqxx::nontransaction query{connection};
    const pqxx::row row = query.exec_params1(so_far_sql, site.value, max);
    return DecidedSoFar{row["wanted"].as<std::size_t>(),
                        row["unwanted"].as<std::size_t>(),
                        {row["newest"].as<std::int64_t>()}};
  });
}

std::size_t ModelRows::decided_after(SiteId site, const LearnedUntil& after, std::size_t max) {
  return pool_.read([&](pqxx::connection& connection) {
    pqxx::nontransaction query{connection};
    const auto count = query
                           .exec_params1(after_sql, site.value, timestamp(after.decision),
                                         after.comment.value, max)[0]
                           .as<std::size_t>();
    return std::min(count, max);
  });
}

void ModelRows::decided(SiteId site, bool wanted, const Take& take) {
  std::int64_t below = std::numeric_limits<std::int64_t>::max();
  while (true) {
    std::vector<DecidedComment> comments;
    const auto found = pool_.read([&](pqxx::connection& connection) {
      pqxx::nontransaction query{connection};
      comments.clear();
      const auto rows = query.exec_params(decided_sql, site.value, wanted ? 1 : 0, below, piece);
      for (const auto& row : rows)
        if (row["is_as_decided"].as<bool>()) comments.push_back(decided_in(row));
      return std::pair{rows.size(), rows.empty() ? 0 : rows.back()["id"].as<std::int64_t>()};
    });
    if (found.first == 0 || !take(comments)) return;
    below = found.second;
  }
}

double ModelRows::published(SiteId site, Instant from, Instant to, const Take& take) {
  const auto [first, end] = pool_.read([&](pqxx::connection& connection) {
    pqxx::nontransaction query{connection};
    const auto rows = query.exec_params(numbers_sql, site.value, timestamp(from), timestamp(to));
    if (rows.empty()) return std::pair{std::int64_t{0}, std::int64_t{0}};
    return std::pair{rows[0]["first"].as<std::int64_t>(), rows[0]["end"].as<std::int64_t>()};
  });
  if (first >= end) return 1;
  // By numbers, which all sites share: however many a place has of this one's, each stands for as
  // many as places were passed over.
  const std::int64_t step = (end - first + sampled_places - 1) / sampled_places;
  const std::int64_t width = std::min(step, std::int64_t{published_max} / sampled_places);
  for (std::int64_t at = first; at < end; at += step) {
    std::vector<DecidedComment> comments;
    pool_.read([&](pqxx::connection& connection) {
      pqxx::nontransaction query{connection};
      comments.clear();
      for (const auto& row :
           query.exec_params(published_sql, site.value, at, std::min(at + width, end), piece))
        comments.push_back(decided_in(row));
    });
    if (!take(comments)) break;
  }
  return static_cast<double>(step) / static_cast<double>(width);
}

bool ModelRows::take_turn(SiteId site, Instant now, Instant until) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction query{connection};
    return !query.exec_params(take_turn_sql, site.value, timestamp(now), timestamp(until)).empty();
  });
}

void ModelRows::end_turn(SiteId site, Instant until) {
  pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction query{connection};
    query.exec_params0(end_turn_sql, site.value, timestamp(until));
  });
}

}  // namespace copytaster::postgres
