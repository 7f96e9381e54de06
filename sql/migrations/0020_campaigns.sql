-- Why: nearly the same text, sent again and again, is one line of the moderators' queue.

ALTER TABLE queue ADD COLUMN campaign bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN queue.campaign IS 'What waits with the same number says nearly the same; 0: stands for itself, as everything reported or appealed does. Made from the text.';

-- What a stored verdict says, for rows that are queued again; 0 where it says nothing.
CREATE FUNCTION verdict_campaign(verdict text) RETURNS bigint
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN coalesce(substring(verdict FROM '"campaign": ?([0-9]{1,15}|[1-8][0-9]{15})\D')::bigint, 0);

-- Who leads a campaign, and who is in it.
CREATE INDEX queue_campaign ON queue (site_id, campaign, created_at, comment_id) WHERE campaign <> 0;
