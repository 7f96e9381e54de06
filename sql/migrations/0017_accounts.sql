-- Why: what guards an account is more than a password, admins invite and shut out colleagues and make
-- tokens without the command line, and a moderator may be bound to sections.

-- What she may do is the site's to say, so that no site decides for another.
ALTER TABLE moderator_role
  ADD COLUMN sections text[] NOT NULL DEFAULT '{}',
  ADD COLUMN see_email boolean NOT NULL DEFAULT false,
  ADD COLUMN disabled boolean NOT NULL DEFAULT false,
  ADD CHECK (sections = '{}' OR role = 'moderator');
COMMENT ON COLUMN moderator_role.sections IS 'None: all. Else the only ones whose comments she sees and decides.';
COMMENT ON COLUMN moderator_role.disabled IS 'Her role rests; who has no other anywhere cannot sign in.';
UPDATE moderator_role r SET see_email = m.see_email FROM moderator m WHERE m.id = r.moderator_id;
ALTER TABLE moderator DROP COLUMN see_email;
CREATE INDEX moderator_role_site ON moderator_role (site_id, moderator_id);

ALTER TABLE session ADD COLUMN device text NOT NULL DEFAULT '';
COMMENT ON COLUMN session.device IS 'Personal data: the kinds of browser and system it began on, no more.';

ALTER TABLE api_token ADD COLUMN seen_at timestamptz;
COMMENT ON COLUMN api_token.seen_at IS 'In which hour it was used last; as coarse, because not every call is worth a write.';
CREATE INDEX api_token_site ON api_token (site_id, id);

CREATE TABLE totp (
  moderator_id bigint PRIMARY KEY REFERENCES moderator,
  sealed       bytea NOT NULL,
  created_at   timestamptz NOT NULL,
  confirmed_at timestamptz,
  last_step    bigint NOT NULL DEFAULT 0
);
COMMENT ON TABLE totp IS 'Second factors (RFC 6238): one an account, in force once a code of it was typed.';
COMMENT ON COLUMN totp.sealed IS 'The secret, encrypted and bound to the account: no personal data, and a credential.';
COMMENT ON COLUMN totp.last_step IS 'The newest 30 seconds whose code was used: each is good once.';

CREATE TABLE recovery_code (
  moderator_id bigint NOT NULL REFERENCES moderator,
  code_hash    bytea NOT NULL,
  PRIMARY KEY (moderator_id, code_hash)
);
COMMENT ON TABLE recovery_code IS 'What stands in for the second factor: hashes of codes that are not used yet.';

CREATE TABLE invitation (
  site_id    integer NOT NULL REFERENCES site,
  id         bigint GENERATED ALWAYS AS IDENTITY,
  token_hash bytea NOT NULL UNIQUE,
  name       text NOT NULL,
  name_key   text NOT NULL,
  role       text NOT NULL CHECK (role IN ('moderator', 'editor', 'admin', 'exporter')),
  sections   text[] NOT NULL DEFAULT '{}',
  see_email  boolean NOT NULL DEFAULT false,
  made_by    bigint NOT NULL,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (site_id, id),
  CHECK (sections = '{}' OR role = 'moderator')
);
COMMENT ON TABLE invitation IS 'Links that make an account: a row goes with its use, its withdrawal or its end.';
COMMENT ON COLUMN invitation.name IS 'Personal data: of the account to be.';
COMMENT ON COLUMN invitation.name_key IS 'Personal data: the name folded.';
COMMENT ON COLUMN invitation.made_by IS 'The number of an account, as in the audit.';

-- Such an entry is about no comment: its version is the number of the account, token or invitation.
ALTER TABLE audit_entry DROP CONSTRAINT audit_entry_decision_check;
ALTER TABLE audit_entry ADD CONSTRAINT audit_entry_decision_check
  CHECK (decision IN ('approve', 'reject', 'spam', 'undo', 'edit', 'withdraw', 'reveal', 'erase',
                      'rules', 'ban', 'unban', 'totp', 'untotp', 'recovery', 'invite', 'uninvite',
                      'join', 'role', 'token', 'untoken'));
COMMENT ON COLUMN audit_entry.comment_id IS '0: about the rules, a ban, an account or a token of the site.';
