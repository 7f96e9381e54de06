-- Why: an editor changes the rules without a programmer, sees who changed them before, and takes a
-- change back. The database is the only truth about them; every instance follows it.

CREATE TABLE rule_set (
  site_id integer NOT NULL REFERENCES site,
  number  bigint NOT NULL CHECK (number > 0),
  hash    text NOT NULL,
  made_at timestamptz NOT NULL,
  made_by text NOT NULL,
  source  text NOT NULL CHECK (source IN ('shipped', 'files', 'command', 'http', 'desk')),
  PRIMARY KEY (site_id, number)
);
COMMENT ON TABLE rule_set IS 'Each version of a site''s rules; kept for good, as verdicts and the audit name them.';
COMMENT ON COLUMN rule_set.hash IS 'Of the files'' names and contents; a verdict''s rules_version.';
COMMENT ON COLUMN rule_set.made_by IS 'Personal data: the name of an account or token; empty where nobody signed in.';
CREATE INDEX rule_set_hash ON rule_set (site_id, hash, number);

CREATE TABLE rule_file (
  site_id integer NOT NULL,
  number  bigint NOT NULL,
  name    text NOT NULL,
  content text NOT NULL,
  PRIMARY KEY (site_id, number, name),
  FOREIGN KEY (site_id, number) REFERENCES rule_set
);
COMMENT ON TABLE rule_file IS 'What a version is made of, as its author wrote it.';
COMMENT ON COLUMN rule_file.content IS 'May hold personal data: names that only staff may use.';

CREATE TABLE active_rule_set (
  site_id integer PRIMARY KEY,
  number  bigint NOT NULL,
  since   timestamptz NOT NULL,
  FOREIGN KEY (site_id, number) REFERENCES rule_set
);
COMMENT ON TABLE active_rule_set IS 'The version that judges now, one for each site.';

-- A change without an article is one of the site's rules.
ALTER TABLE change ALTER COLUMN article_id DROP NOT NULL;

-- An activation is no decision about a comment: its comment is 0 and its version that of the rules.
ALTER TABLE audit_entry DROP CONSTRAINT audit_entry_decision_check;
ALTER TABLE audit_entry ADD CONSTRAINT audit_entry_decision_check
  CHECK (decision IN ('approve', 'reject', 'spam', 'undo', 'edit', 'withdraw', 'reveal', 'erase',
                      'rules'));
COMMENT ON COLUMN audit_entry.comment_id IS '0: about the rules of the site.';
