#include "postgres/article_store.hpp"

#include <pqxx/pqxx>

#include "postgres/rows.hpp"

namespace copytaster::postgres {
namespace {

constexpr auto find_sql = R"sql(
  SELECT id AS article_id, url AS article_url, section, state AS article_state,
         (extract(epoch FROM closes_at) * 1000000)::bigint AS closes_at, premoderation,
         (extract(epoch FROM created_at) * 1000000)::bigint AS known_since
    FROM article WHERE site_id = $1 AND key = $2
)sql";

// A row that was just made has no deleting transaction yet (xmax 0); one that was there has ours.
// First answers that named the old address are given again as they were. The section is compared
// with that of before, which the statement still sees.
constexpr auto put_sql = R"sql(
  WITH moved AS (
    SELECT id, url FROM article WHERE site_id = $1 AND key = $2 AND url <> $3
  ), kept AS (
    INSERT INTO article_before (site_id, article_id, until, url)
    SELECT $1, id, $11::timestamptz, url FROM moved
        ON CONFLICT DO NOTHING
  ), put AS (
  INSERT INTO article AS a (site_id, key, url, title, section, state, closes_at, premoderation,
                            created_at)
  VALUES ($1, $2, $3, coalesce($4, ''), coalesce($5, ''), coalesce($6, 'open'), $7::timestamptz,
          $9, $11::timestamptz)
      ON CONFLICT (site_id, key) DO UPDATE
     SET url = excluded.url, title = coalesce($4, a.title), section = coalesce($5, a.section),
         state = coalesce($6, a.state),
         closes_at = CASE WHEN $8::boolean THEN NULL ELSE coalesce($7::timestamptz, a.closes_at) END,
         premoderation = CASE WHEN $10::boolean THEN NULL ELSE coalesce($9, a.premoderation) END
  RETURNING id, section, xmax = 0 AS created
  ), told AS (
    INSERT INTO change (site_id, article_id, at)
    SELECT $1, id, $11::timestamptz FROM put WHERE NOT created
  )
  SELECT id, section, created,
         NOT created AND section IS DISTINCT FROM (
           SELECT a.section FROM article a WHERE a.site_id = $1 AND a.key = $2) AS has_moved
    FROM put
)sql";

// What waits is found by its section.
constexpr auto requeue_sql = R"sql(
  UPDATE queue SET section = $3 WHERE site_id = $1 AND article_id = $2 AND section <> $3
)sql";

template <class Named>
std::optional<std::string> maybe_name(const std::optional<Named>& value) {
  if (!value) return std::nullopt;
  return std::string{name_of(*value)};
}

}  // namespace

std::optional<Article> ArticleRows::find_article(SiteId site, const ArticleKey& key) {
  return pool_.with([&](pqxx::connection& connection) -> std::optional<Article> {
    pqxx::nontransaction read{connection};
    const auto rows = read.exec_params(find_sql, site.value, key.text());
    if (rows.empty()) return std::nullopt;
    return article_in(rows[0]);
  });
}

ArticlePut ArticleRows::put_article(SiteId site, const ArticleKey& key, const ArticleChange& change,
                                    Instant now) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::work work{connection};
    const auto row = work.exec_params1(
        put_sql, site.value, key.text(), change.url, change.title, change.section,
        maybe_name(change.state), timestamp(change.closes_at), change.never_closes,
        maybe_name(change.premoderation), change.site_premoderation, timestamp(now));
    if (row["has_moved"].as<bool>())
      work.exec_params(requeue_sql, site.value, row["id"].as<std::int64_t>(),
                       std::string{text_in(row, "section")});
    work.commit();
    return row["created"].as<bool>() ? ArticlePut::created : ArticlePut::changed;
  });
}

}  // namespace copytaster::postgres
