-- Why: what grows is no longer read whole. An article's old address is one row instead of one in
-- each first answer; the lists and the purge find what they look for; a sealed contact is replaced
-- only where it is still the one that was opened.

CREATE TABLE article_before (
  site_id    integer NOT NULL,
  article_id bigint NOT NULL,
  until      timestamptz NOT NULL,
  url        text NOT NULL,
  PRIMARY KEY (site_id, article_id, until)
);
COMMENT ON TABLE article_before IS 'Where an article stood until it moved, for 48 hours: a first answer is given again as it was.';
COMMENT ON COLUMN article_before.url IS 'No personal data: the newsroom''s own page.';
INSERT INTO article_before (site_id, article_id, until, url)
SELECT c.site_id, c.article_id, max(i.created_at) + interval '1 microsecond', i.article_url
  FROM intake i JOIN comment c ON c.site_id = i.site_id AND c.id = i.comment_id
 WHERE i.article_url IS NOT NULL
 GROUP BY c.site_id, c.article_id, i.article_url
    ON CONFLICT DO NOTHING;
ALTER TABLE intake DROP COLUMN article_url;

CREATE INDEX comment_refused ON comment (site_id, article_id, state, created_at, id)
  WHERE state > 1;
CREATE INDEX audit_token ON audit_entry (token_id) WHERE token_id IS NOT NULL;

DROP FUNCTION sealed_page;
CREATE FUNCTION sealed_page(after_site integer, after_id bigint, count integer)
  RETURNS TABLE (site_id integer, id bigint, sealed bytea)
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public
  AS 'SELECT c.site_id, c.id, c.sealed FROM public.comment c
       WHERE (c.site_id, c.id) > (after_site, after_id) ORDER BY c.site_id, c.id LIMIT least(count, 1000)';
CREATE FUNCTION replace_sealed(sites integer[], ids bigint[], was bytea[], becomes bytea[])
  RETURNS bigint
  LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public
  AS 'WITH replaced AS (
        UPDATE public.comment c SET sealed = g.becomes
          FROM unnest(sites, ids, was, becomes) AS g (site_id, id, was, becomes)
         WHERE c.site_id = g.site_id AND c.id = g.id AND c.sealed = g.was
        RETURNING 1)
      SELECT count(*) FROM replaced';
