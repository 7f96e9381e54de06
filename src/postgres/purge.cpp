#include "postgres/purge.hpp"

#include <pqxx/pqxx>

#include "postgres/arrived_sql.hpp"
#include "postgres/batches.hpp"
#include "postgres/purge_pseudonyms.hpp"
#include "postgres/rows.hpp"

namespace copytaster::postgres {
namespace {

constexpr auto answers_sql = R"sql(
  DELETE FROM intake WHERE (site_id, key) IN (
    SELECT site_id, key FROM intake WHERE created_at < $1::timestamptz - interval '48 hours'
     ORDER BY created_at LIMIT 1000)
)sql";

// Replies to something refused were refused a place as well, so nothing visible loses its parent.
// What somebody else holds waits for the next time: to wait for it here could be a deadlock. The
// words of its decisions go with it: from here on nobody could find them any more to erase them. An
// appeal that nobody has answered keeps it for 30 days more. That it was there is counted.
constexpr auto gone_sql = R"sql(
  WITH gone AS (
   DELETE FROM comment WHERE (site_id, id) IN (
    SELECT c.site_id, c.id FROM site s JOIN comment c ON c.site_id = s.id
     WHERE c.state IN (2, 3, 4) AND c.state <> 0
       AND c.published_at IS NULL
       AND c.created_at < $1::timestamptz - make_interval(days => $2)
       AND coalesce(c.decided_at, c.created_at) < $1::timestamptz - make_interval(days => $2)
       AND (coalesce(c.decided_at, c.created_at) < $1::timestamptz - make_interval(days => $2 + 30)
            OR NOT EXISTS (SELECT FROM appeal p
                            WHERE p.site_id = c.site_id AND p.comment_id = c.id
                              AND p.answered_at IS NULL))
       AND NOT EXISTS (SELECT FROM comment r
                        WHERE r.site_id = c.site_id AND r.parent_id = c.id
                          AND r.published_at IS NOT NULL)
     LIMIT 1000 FOR UPDATE OF c SKIP LOCKED)
   RETURNING site_id, id, created_at, state, verdict
  ), counted AS (
    INSERT INTO purged_count AS p (site_id, day, state, arrived, comments)
    SELECT site_id, (created_at AT TIME ZONE 'UTC')::date, state,
)sql";
constexpr auto counted_sql = R"sql(, count(*)
      FROM gone c GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
        ON CONFLICT (site_id, day, state, arrived)
           DO UPDATE SET comments = p.comments + excluded.comments
  ), unqueued AS (
    DELETE FROM queue q USING gone WHERE q.site_id = gone.site_id AND q.comment_id = gone.id
  ), unworded AS (
    DELETE FROM audit_detail d USING gone, audit_entry a
     WHERE a.site_id = gone.site_id AND a.comment_id = gone.id
       AND d.site_id = a.site_id AND d.entry_id = a.id)
  SELECT FROM gone
)sql";

// What was published stays as a place without words, however late an export comes that has to be
// told of its removal; its replies keep theirs. So does what was never shown here, but where it was
// brought in from, as something published answers it. Withdrawn, as an erased one: nobody may
// approve it any more. An export that was told already is not told again. Those that their authors
// withdrew have an index of their own, as all that are empty already are withdrawn too.
constexpr auto places_due_sql = R"sql(
  WITH due AS (
    SELECT c.site_id, c.id FROM site s JOIN comment c ON c.site_id = s.id
     WHERE c.created_at < $1::timestamptz - make_interval(days => $2)
       AND coalesce(c.decided_at, c.created_at) < $1::timestamptz - make_interval(days => $2)
)sql";
constexpr auto refused_sql = R"sql(
       AND c.state IN (2, 3) AND c.state <> 0
       AND (coalesce(c.decided_at, c.created_at) < $1::timestamptz - make_interval(days => $2 + 30)
            OR NOT EXISTS (SELECT FROM appeal p
                            WHERE p.site_id = c.site_id AND p.comment_id = c.id
                              AND p.answered_at IS NULL))
       AND (c.published_at IS NOT NULL
            OR EXISTS (SELECT FROM comment r
                        WHERE r.site_id = c.site_id AND r.parent_id = c.id
                          AND r.published_at IS NOT NULL))
)sql";
constexpr auto withdrawn_sql = R"sql(
       AND c.state = 4 AND c.author_index <> '' AND c.published_at IS NOT NULL
)sql";
constexpr auto places_sql = R"sql(
     LIMIT 1000 FOR UPDATE OF c SKIP LOCKED
  ), emptied AS (
    UPDATE comment c
       SET state = 4, version = c.version + 1, author = '', url = NULL, text = '',
           author_index = '', name_index = '', pseudonym = NULL, sealed = '', verdict = '{}',
           edited_at = NULL, published_at = coalesce(c.published_at, c.created_at)
      FROM due WHERE c.site_id = due.site_id AND c.id = due.id
    RETURNING c.site_id, c.id
  ), unqueued AS (
    DELETE FROM queue q USING emptied
     WHERE q.site_id = emptied.site_id AND q.comment_id = emptied.id
  ), unrevised AS (
    DELETE FROM revision r USING emptied
     WHERE r.site_id = emptied.site_id AND r.comment_id = emptied.id
  ), unreported AS (
    DELETE FROM report r USING emptied
     WHERE r.site_id = emptied.site_id AND r.comment_id = emptied.id
  ), unappealed AS (
    DELETE FROM appeal p USING emptied
     WHERE p.site_id = emptied.site_id AND p.comment_id = emptied.id
  ), unworded AS (
    DELETE FROM audit_detail d USING emptied, audit_entry a
     WHERE a.site_id = emptied.site_id AND a.comment_id = emptied.id
       AND d.site_id = a.site_id AND d.entry_id = a.id)
  SELECT FROM emptied
)sql";

// The oldest by their transactions; the first that is younger than a day ends the search.
constexpr auto changes_sql = R"sql(
  DELETE FROM change WHERE (xid, id) IN (
    SELECT xid, id FROM (SELECT xid, id, at FROM change ORDER BY xid, id LIMIT 1000) oldest
     WHERE at < $1::timestamptz - interval '1 day')
)sql";

// Until then a reader whose report was settled does not raise the same comment again, or until her
// pseudonym changes with its period, which is shorter by default.
constexpr auto reports_sql = R"sql(
  DELETE FROM report WHERE (site_id, comment_id, reporter) IN (
    SELECT site_id, comment_id, reporter FROM report
     WHERE settled_at < $1::timestamptz - interval '30 days'
     ORDER BY settled_at LIMIT 1000)
)sql";

constexpr auto revisions_sql = R"sql(
  DELETE FROM revision WHERE (site_id, comment_id, version) IN (
    SELECT site_id, comment_id, version FROM revision
     WHERE until < $1::timestamptz - make_interval(days => $2)
     ORDER BY until LIMIT 1000)
)sql";

// Every instance has let go of them by itself.
constexpr auto bans_sql = R"sql(
  WITH over AS (
    DELETE FROM ban WHERE (site_id, id) IN (
      SELECT site_id, id FROM ban WHERE until <= $1::timestamptz ORDER BY until LIMIT 1000)
    RETURNING site_id, id
  ), unworded AS (
    DELETE FROM audit_detail d USING audit_entry a, over
     WHERE a.site_id = over.site_id AND a.version = over.id AND a.decision = 'ban'
       AND d.site_id = a.site_id AND d.entry_id = a.id)
  SELECT FROM over
)sql";

constexpr auto moves_sql = R"sql(
  DELETE FROM article_before WHERE (site_id, article_id, until) IN (
    SELECT site_id, article_id, until FROM article_before
     WHERE until < $1::timestamptz - interval '48 hours' LIMIT 1000)
)sql";

template <class... Parameters>
std::size_t purge_all(const PurgeTools& tools, const std::string& sql,
                      const Parameters&... parameters) {
  const auto once = [&] {
    return tools.pool.with([&](pqxx::connection& connection) {
      pqxx::nontransaction statement{connection};
      return statement.exec_params(sql, parameters...).affected_rows();
    });
  };
  return in_batches(tools, once).rows;
}

std::size_t empty_places(const PurgeTools& tools, const char* which, const std::string& at,
                         int rejected_days) {
  return purge_all(tools, std::string{places_due_sql} + which + places_sql, at, rejected_days);
}

}  // namespace

Purged purge(const PurgeTools& tools, int rejected_days) {
  const std::string at = timestamp(tools.now);
  Purged purged;
  // The keys first: whatever fails behind them, nobody can compute these pseudonyms any more.
  purged.keys = end_pseudonym_keys(tools);
  purged.answers = purge_all(tools, answers_sql, at);
  purge_all(tools, moves_sql, at);
  purge_all(tools, bans_sql, at);
  purged.comments =
      purge_all(tools, std::string{gone_sql} + arrived_sql + counted_sql, at, rejected_days) +
      empty_places(tools, refused_sql, at, rejected_days) +
      empty_places(tools, withdrawn_sql, at, rejected_days);
  purge_all(tools, revisions_sql, at, rejected_days);
  purge_all(tools, reports_sql, at);
  purged.changes = purge_all(tools, changes_sql, at);
  purged.pseudonyms = forget_pseudonyms(tools);
  return purged;
}

}  // namespace copytaster::postgres
