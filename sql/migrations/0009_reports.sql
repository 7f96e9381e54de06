-- Why: readers report what is published. Such a comment keeps its state and waits in the queue as
-- well, before everything else.

CREATE TABLE report (
  site_id    integer NOT NULL,
  comment_id bigint NOT NULL,
  reporter   bytea NOT NULL CHECK (octet_length(reporter) = 16),
  reason     text NOT NULL DEFAULT '',
  at         timestamptz NOT NULL,
  settled_at timestamptz,
  PRIMARY KEY (site_id, comment_id, reporter),
  FOREIGN KEY (site_id, comment_id) REFERENCES comment ON DELETE CASCADE
);
COMMENT ON TABLE report IS 'What readers have reported; settled by the next decision about the comment.';
COMMENT ON COLUMN report.reporter IS 'Personal data, pseudonymous: keyed hash of a reader''s pseudonym and the comment. Links nothing.';
COMMENT ON COLUMN report.reason IS 'May hold personal data: in the reader''s words, addresses in it masked.';
CREATE INDEX report_settled ON report (settled_at) WHERE settled_at IS NOT NULL;

ALTER TABLE queue ADD COLUMN reports integer NOT NULL DEFAULT 0;
COMMENT ON TABLE queue IS 'What waits for a moderator: one narrow row for each pending and each reported comment.';
COMMENT ON COLUMN queue.reports IS 'How many are not settled yet.';
-- Of the reported ones alone: the intake does not pay for it.
CREATE INDEX queue_reported ON queue (site_id, reports DESC, created_at, comment_id)
  WHERE reports > 0;
