-- Why: the first schema: from the form to the export. All keys begin with the site; lists are
-- ordered by (created_at, id); what no request path needs is not indexed.

CREATE TABLE installation (
  one             boolean PRIMARY KEY DEFAULT true CHECK (one),
  epoch           bigint NOT NULL DEFAULT 1,
  system_id       bigint NOT NULL,
  key_fingerprint bytea
);
COMMENT ON TABLE installation IS
  'One row: which history export cursors belong to, and which key file fits this database.';
INSERT INTO installation (system_id) SELECT system_identifier FROM pg_control_system();

CREATE TABLE site (
  id   integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL UNIQUE CHECK (name ~ '^[a-z0-9]{1,32}$')
);
COMMENT ON TABLE site IS 'The news sites of this installation; their settings stand in the config file.';

CREATE TABLE article (
  id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  site_id       integer NOT NULL REFERENCES site,
  key           text NOT NULL,
  url           text NOT NULL,
  title         text NOT NULL DEFAULT '',
  section       text NOT NULL DEFAULT '',
  state         text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'closed')),
  closes_at     timestamptz,
  premoderation text CHECK (premoderation IN ('none', 'first', 'all', 'rules')),
  created_at    timestamptz NOT NULL,
  UNIQUE (site_id, key)
);
COMMENT ON TABLE article IS 'The pages that readers comment on, under the newsroom''s own keys.';

CREATE SEQUENCE comment_id_seq AS bigint;

-- States: 0 pending, 1 approved, 2 rejected, 3 spam, 4 withdrawn. No foreign key to article: the
-- row locks on a hot article cost a third of the intake; articles are never deleted.
CREATE TABLE comment (
  site_id      integer NOT NULL,
  id           bigint NOT NULL,
  article_id   bigint NOT NULL,
  parent_id    bigint,
  state        smallint NOT NULL CHECK (state BETWEEN 0 AND 4),
  version      bigint NOT NULL DEFAULT 1,
  author       text NOT NULL,
  url          text,
  text         text NOT NULL,
  author_index bytea NOT NULL,
  name_index   bytea NOT NULL,
  pseudonym    bytea,
  sealed       bytea NOT NULL,
  verdict      text NOT NULL,
  created_at   timestamptz NOT NULL,
  edited_at    timestamptz,
  decided_at   timestamptz,
  decided_by   bigint,
  published_at timestamptz,
  change_xid   xid8 NOT NULL DEFAULT pg_current_xact_id(),
  PRIMARY KEY (site_id, id)
);
COMMENT ON TABLE comment IS 'All comments in all states. `verdict` is JSON as judged on arrival, with hits and facts.';
COMMENT ON COLUMN comment.author IS 'Personal data: the name as published, addresses in it masked.';
COMMENT ON COLUMN comment.url IS 'Personal data: the website as published; one that held an address is dropped.';
COMMENT ON COLUMN comment.text IS 'May hold personal data: the text as published, addresses in it masked.';
COMMENT ON COLUMN comment.author_index IS 'Personal data, pseudonymous: keyed hash of the e-mail address.';
COMMENT ON COLUMN comment.name_index IS 'Personal data, pseudonymous: keyed hash of the folded name.';
COMMENT ON COLUMN comment.pseudonym IS 'Personal data, pseudonymous: keyed hash of the network address, under a key that changes.';
COMMENT ON COLUMN comment.sealed IS 'Personal data, encrypted: the e-mail address and what was masked out. Guarded by a column grant.';
COMMENT ON COLUMN comment.published_at IS 'When it was first approved; set for ever, so that a removal can be exported.';
COMMENT ON COLUMN comment.change_xid IS 'The transaction of its last change of state: the export''s order.';

CREATE INDEX comment_thread ON comment (site_id, article_id, created_at, id)
  WHERE published_at IS NOT NULL;
CREATE INDEX comment_reply ON comment (site_id, parent_id)
  WHERE parent_id IS NOT NULL AND published_at IS NOT NULL;
CREATE INDEX comment_export ON comment (site_id, change_xid, id) WHERE published_at IS NOT NULL;
CREATE INDEX comment_state ON comment (site_id, state, created_at, id) WHERE state <> 0;

CREATE TABLE queue (
  site_id    integer NOT NULL,
  comment_id bigint NOT NULL,
  article_id bigint NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (site_id, comment_id)
);
COMMENT ON TABLE queue IS 'What waits for a moderator: one narrow row for each pending comment.';
CREATE INDEX queue_age ON queue (site_id, created_at, comment_id);

CREATE TABLE intake (
  site_id      integer NOT NULL,
  key          bytea NOT NULL,
  content_hash bytea NOT NULL,
  saying_hash  bytea NOT NULL,
  comment_id   bigint NOT NULL,
  state        smallint NOT NULL,
  created_at   timestamptz NOT NULL,
  PRIMARY KEY (site_id, key)
);
COMMENT ON TABLE intake IS 'The first answer to each attempt to submit, for 48 hours: a second click gets it again.';
COMMENT ON COLUMN intake.content_hash IS 'Personal data, pseudonymous: keyed hash of who said what, and where.';
COMMENT ON COLUMN intake.saying_hash IS 'Personal data, pseudonymous: keyed hash of who said what.';
CREATE INDEX intake_content ON intake (site_id, content_hash, created_at);
CREATE INDEX intake_saying ON intake (site_id, saying_hash, created_at);
CREATE INDEX intake_age ON intake (created_at);

CREATE TABLE author (
  site_id          integer NOT NULL,
  author_index     bytea NOT NULL,
  name_index       bytea NOT NULL,
  approved         integer NOT NULL DEFAULT 0,
  rejected         integer NOT NULL DEFAULT 0,
  spam             integer NOT NULL DEFAULT 0,
  last_approved_at timestamptz,
  last_refused_at  timestamptz,
  PRIMARY KEY (site_id, author_index, name_index)
);
COMMENT ON TABLE author IS 'What became of an author''s comments, without knowing the author.';
COMMENT ON COLUMN author.author_index IS 'Personal data, pseudonymous: keyed hash of the e-mail address.';
COMMENT ON COLUMN author.name_index IS 'Personal data, pseudonymous: keyed hash of the folded name.';
COMMENT ON COLUMN author.last_refused_at IS 'The last rejection or spam mark.';

CREATE TABLE api_token (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  site_id    integer NOT NULL REFERENCES site,
  token_hash bytea NOT NULL UNIQUE,
  role       text NOT NULL CHECK (role IN ('moderator', 'editor', 'admin', 'exporter')),
  name       text NOT NULL,
  see_email  boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL,
  expires_at timestamptz,
  revoked_at timestamptz
);
COMMENT ON TABLE api_token IS 'Credentials of programs and, until they have accounts, of people; only hashes are kept.';
COMMENT ON COLUMN api_token.name IS 'Personal data: whom the token was made for.';

CREATE SEQUENCE batch_seq AS bigint;

CREATE TABLE audit_entry (
  site_id    integer NOT NULL,
  id         bigint GENERATED ALWAYS AS IDENTITY,
  batch      bigint NOT NULL,
  comment_id bigint NOT NULL,
  token_id   bigint NOT NULL,
  decision   text NOT NULL CHECK (decision IN ('approve', 'reject', 'spam')),
  from_state smallint NOT NULL,
  to_state   smallint NOT NULL,
  version    bigint NOT NULL,
  at         timestamptz NOT NULL,
  PRIMARY KEY (site_id, id)
);
COMMENT ON TABLE audit_entry IS 'Who decided what and when; the service can add to it and change nothing.';
CREATE INDEX audit_comment ON audit_entry (site_id, comment_id);

CREATE TABLE audit_detail (
  site_id  integer NOT NULL,
  entry_id bigint NOT NULL,
  reason   text,
  note     text,
  PRIMARY KEY (site_id, entry_id)
);
COMMENT ON TABLE audit_detail IS 'The words of an audit entry, kept apart so that they can be erased.';
COMMENT ON COLUMN audit_detail.reason IS 'May hold personal data.';
COMMENT ON COLUMN audit_detail.note IS 'May hold personal data.';
