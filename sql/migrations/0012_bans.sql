-- Why: a moderator keeps away whom or what the site does not want, and her colleagues see whom, why
-- and until when.

CREATE TABLE ban (
  site_id      integer NOT NULL REFERENCES site,
  id           bigint GENERATED ALWAYS AS IDENTITY,
  kind         text NOT NULL CHECK (kind IN ('author', 'pseudonym', 'name', 'domain')),
  digest       bytea CHECK (octet_length(digest) = 16),
  pattern      text,
  until        timestamptz,
  comment_id   bigint,
  author_index bytea,
  reason       text NOT NULL DEFAULT '',
  made_by      bigint NOT NULL,
  made_at      timestamptz NOT NULL,
  PRIMARY KEY (site_id, id),
  CHECK ((digest IS NOT NULL) = (kind IN ('author', 'pseudonym'))),
  CHECK ((pattern IS NOT NULL) = (kind IN ('name', 'domain')))
);
COMMENT ON TABLE ban IS 'What moderators have banned; a row goes when its ban is ended or over.';
COMMENT ON COLUMN ban.digest IS 'Personal data, pseudonymous: keyed hash of an e-mail address, or a pseudonym.';
COMMENT ON COLUMN ban.pattern IS 'May hold personal data: a folded name, or a host.';
COMMENT ON COLUMN ban.author_index IS 'Personal data, pseudonymous: whose comment it was made from, so that she can be erased.';
COMMENT ON COLUMN ban.reason IS 'May hold personal data: in the moderator''s words.';
COMMENT ON COLUMN ban.made_by IS 'The number of an account or token, as in the audit.';
CREATE INDEX ban_until ON ban (until) WHERE until IS NOT NULL;

-- A ban is no decision about a comment: its comment is 0 and its version the ban's number.
ALTER TABLE audit_entry DROP CONSTRAINT audit_entry_decision_check;
ALTER TABLE audit_entry ADD CONSTRAINT audit_entry_decision_check
  CHECK (decision IN ('approve', 'reject', 'spam', 'undo', 'edit', 'withdraw', 'reveal', 'erase',
                      'rules', 'ban', 'unban'));
COMMENT ON COLUMN audit_entry.comment_id IS '0: about the rules or a ban of the site.';
-- The words about a ban go with it.
CREATE INDEX audit_ban ON audit_entry (site_id, version) WHERE decision = 'ban';
