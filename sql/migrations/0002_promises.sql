-- Why: what is promised from here on. An attempt to submit finds its first answer by its key alone,
-- decisions are sealed into a chain, a person can be found and erased, keys can be changed.

-- What was said lately is remembered by each instance: these two indexes cost the intake a third.
DROP INDEX intake_content;
DROP INDEX intake_saying;
ALTER TABLE intake ADD COLUMN article_url text;
COMMENT ON COLUMN intake.article_url IS 'Where the article stood at the first answer, once it stands elsewhere.';

-- Pending comments are found through the queue, so the intake does not pay for this.
CREATE INDEX comment_author ON comment (site_id, author_index) WHERE state <> 0;

ALTER TABLE audit_entry DROP CONSTRAINT audit_entry_decision_check;
ALTER TABLE audit_entry ADD CONSTRAINT audit_entry_decision_check
  CHECK (decision IN ('approve', 'reject', 'spam', 'undo', 'edit', 'withdraw', 'reveal', 'erase'));
ALTER TABLE audit_entry ALTER COLUMN token_id DROP NOT NULL;
ALTER TABLE audit_entry ADD COLUMN detail_digest bytea;
COMMENT ON COLUMN audit_entry.token_id IS 'Who; nobody where it was done on the command line.';
COMMENT ON COLUMN audit_entry.detail_digest IS 'Of salt, reason and note in audit_detail: binds them, and tells nothing once they are gone.';
ALTER TABLE audit_detail ADD COLUMN salt bytea NOT NULL DEFAULT '';

CREATE TABLE audit_unsealed (
  site_id  integer NOT NULL,
  entry_id bigint NOT NULL,
  PRIMARY KEY (site_id, entry_id)
);
COMMENT ON TABLE audit_unsealed IS 'Audit entries of the last second, until the sealer has chained them.';

INSERT INTO audit_unsealed SELECT site_id, id FROM audit_entry;

CREATE TABLE audit_seal (
  site_id   integer NOT NULL,
  number    bigint NOT NULL,
  entry_ids bigint[] NOT NULL,
  hash      bytea NOT NULL,
  at        timestamptz NOT NULL,
  PRIMARY KEY (site_id, number)
);
COMMENT ON TABLE audit_seal IS 'The chain: each seal covers its entries and the seal before it, under a key that is not here.';

CREATE TABLE change (
  xid        xid8 NOT NULL DEFAULT pg_current_xact_id(),
  id         bigint GENERATED ALWAYS AS IDENTITY,
  site_id    integer NOT NULL,
  article_id bigint NOT NULL,
  comment_id bigint NOT NULL,
  state      smallint NOT NULL,
  version    bigint NOT NULL,
  at         timestamptz NOT NULL,
  PRIMARY KEY (xid, id)
);
COMMENT ON TABLE change IS 'What instances must learn of each other, in the order in which it became true; kept for a day.';

CREATE TABLE pseudonym_key (
  period bigint PRIMARY KEY,
  sealed bytea NOT NULL
);
COMMENT ON TABLE pseudonym_key IS 'The key of each period''s pseudonyms; deleted when the period is over, and with it every link.';
COMMENT ON COLUMN pseudonym_key.sealed IS 'No personal data: a random key, sealed under the key file.';

CREATE TABLE sealing_key (
  id          integer PRIMARY KEY,
  fingerprint bytea NOT NULL,
  created_at  timestamptz NOT NULL,
  retired_at  timestamptz
);
COMMENT ON TABLE sealing_key IS 'Which keys of the key file seal something here; never the keys.';

-- The service cannot read the sealed column; these two doors hand out what a known comment holds.
CREATE FUNCTION sealed_contacts(site integer, ids bigint[]) RETURNS TABLE (id bigint, sealed bytea)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
  AS 'SELECT c.id, c.sealed FROM public.comment c WHERE c.site_id = site AND c.id = ANY (ids) LIMIT 1000';
CREATE FUNCTION sealed_page(after_site integer, after_id bigint, count integer)
  RETURNS TABLE (site_id integer, id bigint, version bigint, sealed bytea)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
  AS 'SELECT c.site_id, c.id, c.version, c.sealed FROM public.comment c
       WHERE (c.site_id, c.id) > (after_site, after_id) ORDER BY c.site_id, c.id LIMIT least(count, 1000)';
REVOKE EXECUTE ON FUNCTION sealed_contacts, sealed_page FROM PUBLIC;
