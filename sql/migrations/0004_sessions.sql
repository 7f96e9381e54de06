-- Why: moderators sign in with an account of their own, so that a decision names a person and one
-- who leaves can be shut out. Only hashes of credentials are kept.

CREATE TABLE moderator (
  id            bigint PRIMARY KEY DEFAULT nextval('api_token_id_seq'),
  name          text NOT NULL CHECK (octet_length(name) BETWEEN 1 AND 100),
  name_key      text NOT NULL UNIQUE,
  password_hash text,
  see_email     boolean NOT NULL DEFAULT false,
  created_at    timestamptz NOT NULL
);
COMMENT ON TABLE moderator IS 'Accounts of people. Numbered together with api_token, so that an audit entry names either.';
COMMENT ON COLUMN moderator.name IS 'Personal data: as she signs in and as colleagues see her.';
COMMENT ON COLUMN moderator.name_key IS 'Personal data: the name folded, so that no two names look alike by letter case alone.';
COMMENT ON COLUMN moderator.password_hash IS 'Argon2id with its salt and costs; none until she has chosen a password.';

CREATE TABLE moderator_role (
  moderator_id bigint NOT NULL REFERENCES moderator,
  site_id      integer NOT NULL REFERENCES site,
  role         text NOT NULL CHECK (role IN ('moderator', 'editor', 'admin', 'exporter')),
  PRIMARY KEY (moderator_id, site_id)
);
COMMENT ON TABLE moderator_role IS 'What a moderator may do, site by site.';

CREATE TABLE login_code (
  moderator_id bigint PRIMARY KEY REFERENCES moderator,
  code_hash    bytea NOT NULL UNIQUE,
  expires_at   timestamptz NOT NULL
);
COMMENT ON TABLE login_code IS 'One-time codes that wait to be used: the newest of each moderator, gone with its use.';

CREATE TABLE session (
  id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  moderator_id bigint NOT NULL REFERENCES moderator,
  token_hash   bytea NOT NULL UNIQUE,
  by_code      boolean NOT NULL,
  created_at   timestamptz NOT NULL,
  seen_at      timestamptz NOT NULL
);
CREATE INDEX session_moderator ON session (moderator_id, id);
COMMENT ON TABLE session IS 'Who is signed in: rows go at sign-out, at a change of password, and when they are over.';
COMMENT ON COLUMN session.seen_at IS 'Of the last call, a minute behind at most: not every reading is worth a write.';

CREATE VIEW principal AS
  SELECT id, name FROM api_token UNION ALL SELECT id, name FROM moderator;
COMMENT ON VIEW principal IS 'Whom an audit entry or a decided comment names.';
