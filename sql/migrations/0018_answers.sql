-- Why: a decision's reason can be one of a list that is counted, and the author of a rejected comment
-- may appeal once: her comment keeps its state and waits in the queue as well.

ALTER TABLE audit_entry ADD COLUMN reason_code text CHECK (reason_code IN
  ('offensive', 'abusive', 'spam', 'banned_word', 'ad', 'illegal_content', 'harassment_bullying',
   'misinformation', 'hate_speech', 'irrelevant_content', 'other'));
COMMENT ON COLUMN audit_entry.reason_code IS 'Of the list; none: own words in audit_detail, or no reason.';
ALTER TABLE audit_entry DROP CONSTRAINT audit_entry_decision_check;
ALTER TABLE audit_entry ADD CONSTRAINT audit_entry_decision_check CHECK (decision IN
  ('approve', 'reject', 'spam', 'undo', 'edit', 'withdraw', 'reveal', 'erase', 'rules', 'ban',
   'unban', 'totp', 'untotp', 'recovery', 'invite', 'uninvite', 'join', 'role', 'token', 'untoken',
   'appeal'));

CREATE TABLE appeal (
  site_id     integer NOT NULL,
  comment_id  bigint NOT NULL,
  text        text NOT NULL,
  at          timestamptz NOT NULL,
  against     bigint,
  answered_at timestamptz,
  PRIMARY KEY (site_id, comment_id),
  FOREIGN KEY (site_id, comment_id) REFERENCES comment ON DELETE CASCADE
);
COMMENT ON TABLE appeal IS 'What authors say against a rejection, once for each comment; goes with the comment''s words.';
COMMENT ON COLUMN appeal.text IS 'May hold personal data: in the author''s words, addresses in it masked.';
COMMENT ON COLUMN appeal.against IS 'The number of the account or token whose rejection it is about; none: nobody''s.';
COMMENT ON COLUMN appeal.answered_at IS 'The time of the decision that has answered it, or of the comment''s withdrawal.';

ALTER TABLE queue ADD COLUMN appeal boolean NOT NULL DEFAULT false;
COMMENT ON TABLE queue IS 'What waits for a moderator: one narrow row for each pending, each reported and each appealed comment.';
COMMENT ON COLUMN queue.appeal IS 'The comment is rejected, and its author''s appeal is not answered yet.';
-- Of these alone: the intake does not pay for it.
CREATE INDEX queue_appeal ON queue (site_id, created_at, comment_id) WHERE appeal;
