#pragma once
// What every move of a comment writes beside the comment itself, in the same statement.

namespace copytaster::postgres {

/// Stands behind a part `moved` (batch, token_id, id, article_id, created_at, author_index,
/// name_index, from_state, to_state, uncounted, version, decision, reason_code, digest, score,
/// campaign), which has written the comments. $1 is the site, $3 now. What waited goes on waiting
/// in its place, and so does what readers have reported until its state changes. Where the state
/// stays, no record changes; what an author withdraws counts no more if it was shown, but a refusal
/// stays counted, or withdrawing would clear a spammer's record. A refusal that was brought in as
/// nobody's decision (`uncounted`) has never counted. An appeal changes nothing that anybody else
/// shows.
constexpr auto moves_tail_sql = R"sql(
  , unqueued AS (
    DELETE FROM queue q USING moved m
     WHERE q.site_id = $1 AND q.comment_id = m.id AND m.to_state <> 0
       AND m.to_state <> m.from_state
  ), queued_again AS (
    INSERT INTO queue (site_id, comment_id, article_id, created_at, section, score, campaign)
    SELECT $1, id, article_id, created_at,
           coalesce((SELECT section FROM article a WHERE a.id = article_id), ''), score, campaign
      FROM moved WHERE to_state = 0 AND from_state <> 0
        ON CONFLICT DO NOTHING
  ), audited AS (
    INSERT INTO audit_entry (site_id, batch, comment_id, token_id, decision, from_state, to_state,
                             version, at, reason_code, detail_digest)
    SELECT $1, batch, id, token_id, decision, from_state, to_state, version + 1, $3::timestamptz,
           reason_code, digest
      FROM moved ORDER BY batch, id
    RETURNING id AS entry_id, comment_id
  ), unsealed AS (
    INSERT INTO audit_unsealed (site_id, entry_id) SELECT $1, entry_id FROM audited
  ), told AS (
    INSERT INTO change (site_id, article_id, comment_id, state, version, at)
    SELECT $1, article_id, id, to_state, version + 1, $3::timestamptz
      FROM moved WHERE decision <> 'appeal' ORDER BY id
    RETURNING xid, id AS change_id, comment_id
  ), counted AS (
    INSERT INTO author AS a (site_id, author_index, name_index, approved, rejected, spam,
                             last_approved_at, last_refused_at, lately_approved, lately_refused,
                             lately_at)
    SELECT $1, author_index, name_index,
           sum((to_state = 1)::int - (from_state = 1)::int),
           sum((to_state = 2)::int - (from_state = 2 AND NOT uncounted)::int),
           sum((to_state = 3)::int - (from_state = 3)::int),
           CASE WHEN bool_or(to_state = 1) THEN $3::timestamptz END,
           CASE WHEN bool_or(to_state IN (2, 3)) THEN $3::timestamptz END,
           sum((to_state = 1)::int - (from_state = 1)::int),
           sum((to_state IN (2, 3))::int - (from_state IN (2, 3) AND NOT uncounted)::int),
           $3::timestamptz
      FROM moved
     WHERE from_state <> to_state AND (to_state <> 4 OR from_state = 1) AND author_index <> ''
     GROUP BY author_index, name_index
     ORDER BY author_index, name_index
        ON CONFLICT (site_id, author_index, name_index) DO UPDATE
       SET approved = a.approved + excluded.approved, rejected = a.rejected + excluded.rejected,
           spam = a.spam + excluded.spam,
           last_approved_at = CASE WHEN a.approved + excluded.approved > 0
                                   THEN coalesce(excluded.last_approved_at, a.last_approved_at) END,
           last_refused_at =
             CASE WHEN a.rejected + excluded.rejected + a.spam + excluded.spam > 0
                  THEN coalesce(excluded.last_refused_at, a.last_refused_at) END,
           lately_approved = greatest(0, faded(a.lately_approved, a.lately_at, $3::timestamptz)
                                         + excluded.lately_approved),
           lately_refused = greatest(0, faded(a.lately_refused, a.lately_at, $3::timestamptz)
                                        + excluded.lately_refused),
           lately_at = $3::timestamptz
  )
)sql";

}  // namespace copytaster::postgres
