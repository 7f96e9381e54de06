-- Why: moderators who work at once get different comments, and the queue is read by section and by score.

ALTER TABLE queue ADD COLUMN section text NOT NULL DEFAULT '';
ALTER TABLE queue ADD COLUMN score integer NOT NULL DEFAULT 0;
ALTER TABLE queue ADD COLUMN claimed_by bigint;
ALTER TABLE queue ADD COLUMN claimed_until timestamptz NOT NULL DEFAULT '-infinity';
COMMENT ON COLUMN queue.section IS 'The article''s, so that one index finds what waits of a section. Follows the article.';
COMMENT ON COLUMN queue.score IS 'Of the verdict, in hundredths; 0 where it speaks for the comment.';
COMMENT ON COLUMN queue.claimed_by IS 'A principal: the moderator or token that works on it, as long as claimed_until lies ahead.';

-- What a stored verdict says, for rows that are queued again. One of other hands counts as 0.
CREATE FUNCTION queue_score(verdict text) RETURNS integer
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN coalesce(least(1000000000, greatest(0, round(100 *
           substring(verdict FROM '"score": ?(-?[0-9]{1,15}(?:\.[0-9]{1,6})?)')::numeric)))::integer, 0);

UPDATE queue q SET section = a.section, score = queue_score(c.verdict)
  FROM comment c JOIN article a ON a.id = c.article_id
 WHERE c.site_id = q.site_id AND c.id = q.comment_id;

-- Where a site has no sections, and for comments that no rule has hit, there is nothing to write.
CREATE INDEX queue_section ON queue (site_id, section, created_at, comment_id) WHERE section <> '';
CREATE INDEX queue_score ON queue (site_id, score DESC, created_at, comment_id) WHERE score > 0;
-- What one holds. What is free is found through queue_age, past the few that are held.
CREATE INDEX queue_claimed ON queue (site_id, claimed_by) WHERE claimed_by IS NOT NULL;
