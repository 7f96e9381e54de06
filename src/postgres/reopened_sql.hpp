#pragma once
// What an undo brings back besides the comments' states: the reports and appeals that a decision
// had settled. $2 are the comments, $3 the versions that are undone.

#include "postgres/statement.hpp"

namespace copytaster::postgres {

// What a decision has settled bears its time.
inline constexpr Statement unsettle_statement{"unsettle_reports", R"sql(
  UPDATE report r SET settled_at = NULL
    FROM unnest((SELECT $2::bigint[]), $3::bigint[]) AS back (id, undone_version)
    JOIN audit_entry e ON e.site_id = $1 AND e.comment_id = back.id
                      AND e.version = back.undone_version AND e.from_state <> e.to_state
   WHERE r.site_id = $1 AND r.comment_id = back.id AND r.settled_at = e.at
)sql"};

inline constexpr Statement queue_reported_statement{"queue_reported", R"sql(
  INSERT INTO queue (site_id, comment_id, article_id, created_at, reports, section, score)
  SELECT $1, c.id, c.article_id, c.created_at, count(*),
         coalesce((SELECT section FROM article a WHERE a.id = c.article_id), ''),
         queue_score(c.verdict)
    FROM comment c JOIN report r ON r.site_id = c.site_id AND r.comment_id = c.id
   WHERE c.site_id = $1 AND c.id = ANY ((SELECT $2::bigint[])::bigint[]) AND r.settled_at IS NULL
   GROUP BY c.site_id, c.id
      ON CONFLICT (site_id, comment_id) DO UPDATE SET reports = excluded.reports
)sql"};

// The same of appeals: what has answered one bears its time.
inline constexpr Statement open_appeals_statement{"open_appeals", R"sql(
  WITH opened AS (
    UPDATE appeal p SET answered_at = NULL
      FROM unnest((SELECT $2::bigint[]), $3::bigint[]) AS back (id, undone_version)
      JOIN audit_entry e ON e.site_id = $1 AND e.comment_id = back.id
                        AND e.version = back.undone_version
     WHERE p.site_id = $1 AND p.comment_id = back.id AND p.answered_at = e.at
    RETURNING p.comment_id
  )
  INSERT INTO queue (site_id, comment_id, article_id, created_at, appeal, section, score)
  SELECT $1, c.id, c.article_id, c.created_at, true,
         coalesce((SELECT section FROM article a WHERE a.id = c.article_id), ''),
         queue_score(c.verdict)
    FROM opened JOIN comment c ON c.site_id = $1 AND c.id = opened.comment_id
      ON CONFLICT (site_id, comment_id) DO UPDATE SET appeal = true
)sql"};

}  // namespace copytaster::postgres
