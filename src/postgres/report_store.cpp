#include "postgres/report_store.hpp"

#include <pqxx/pqxx>

#include "postgres/rows.hpp"

namespace copytaster::postgres {
namespace {

constexpr auto is_shown_sql = R"sql(
  SELECT FROM comment WHERE site_id = $1 AND id = $2 AND state = 1
)sql";

// The comment's lock keeps a decision away until both rows are there, so that it finds both or
// neither; and whoever waited here for a decision looks at the state that it has left.
constexpr auto add_sql = R"sql(
  WITH shown AS (
    SELECT article_id, created_at, queue_score(verdict) AS score FROM comment
     WHERE site_id = $1 AND id = $2 AND state = 1 FOR NO KEY UPDATE
  ), added AS (
    INSERT INTO report (site_id, comment_id, reporter, reason, at)
    SELECT $1, $2, $3::bytea, $4, $5::timestamptz FROM shown
        ON CONFLICT DO NOTHING
    RETURNING comment_id
  ), raised AS (
    INSERT INTO queue AS q (site_id, comment_id, article_id, created_at, reports, section, score)
    SELECT $1, added.comment_id, shown.article_id, shown.created_at, 1,
           coalesce((SELECT section FROM article a WHERE a.id = shown.article_id), ''), shown.score
      FROM shown, added
        ON CONFLICT (site_id, comment_id) DO UPDATE SET reports = q.reports + 1
  )
  SELECT FROM shown
)sql";

}  // namespace

bool ReportRows::is_shown(SiteId site, CommentId comment) {
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction read{connection};
    return !read.exec_params(is_shown_sql, site.value, comment.value).empty();
  });
}

bool ReportRows::add_report(const Report& report, Instant now) {
  const Digest& digest = report.reporter.digest;
  const std::string reporter = bytea({reinterpret_cast<const char*>(digest.data()), digest.size()});
  return pool_.with([&](pqxx::connection& connection) {
    pqxx::nontransaction statement{connection};
    return !statement
                .exec_params(add_sql, report.site.value, report.comment.value, reporter,
                             report.reason, timestamp(now))
                .empty();
  });
}

}  // namespace copytaster::postgres
