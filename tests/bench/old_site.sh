# shellcheck shell=bash
# Sourced behind common.sh.

# fill STORED PENDING: beside the reader's few comments, those of a site that is some years old: most
# are shown, and what was refused is of the last weeks, as older ones have gone.
fill() {
  local indexes
  indexes=$(as_owner psql --no-psqlrc --quiet --tuples-only --no-align --command \
    "SELECT indexdef || ';' FROM pg_indexes WHERE tablename = 'comment' AND indexname <> 'comment_pkey'")
  as_owner psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --set stored="$1" --set pending="$2" <<SQL
SELECT format('DROP INDEX %I', indexname) FROM pg_indexes
 WHERE tablename = 'comment' AND indexname <> 'comment_pkey' \\gexec
INSERT INTO article (site_id, key, url, created_at)
SELECT 1, 'old-' || n, 'https://news.example/old-' || n, now() - interval '3 years' FROM generate_series(1, 20000) n;
INSERT INTO comment (site_id, id, article_id, state, author, text, author_index, name_index, pseudonym, sealed, verdict, created_at, decided_at, published_at)
SELECT 1, n, (SELECT min(id) FROM article WHERE key LIKE 'old-%') + n % 20000, CASE WHEN n % 2 = 0 AND n > :stored * 0.975 THEN 2 ELSE 1 END, 'Reader ' || n % 1000000,
       repeat('a word to say ', 10 + (n % 21)::int) || n, decode(md5('a' || n % 1000000), 'hex'), decode(md5('n' || n % 1000000), 'hex'), NULL,
       decode(repeat(md5(n::text), 7), 'hex'), '{"state": "pending", "score": 0, "rules_version": "0123456789ab", "hits": []}',
       now() - interval '3 years' * (1 - n / :stored::float), now() - interval '3 years' * (1 - n / :stored::float),
       CASE WHEN n % 2 <> 0 OR n <= :stored * 0.975 THEN now() - interval '3 years' * (1 - n / :stored::float) END
  FROM generate_series(1, :stored) n;
INSERT INTO comment (site_id, id, article_id, state, author, text, author_index, name_index, pseudonym, sealed, verdict, created_at)
SELECT 1, :stored + n, (SELECT min(id) FROM article WHERE key LIKE 'old-%') + n % 20000, 0, 'Reader ' || n, repeat('a word to say ', 20) || n,
       decode(md5('a' || n), 'hex'), decode(md5('n' || n), 'hex'), NULL, decode(repeat(md5(n::text), 7), 'hex'),
       '{"state": "pending", "score": 0, "rules_version": "0123456789ab", "hits": []}', now() - interval '1 hour'
  FROM generate_series(1, :pending) n;
INSERT INTO queue (site_id, comment_id, article_id, created_at, campaign)
SELECT site_id, id, article_id, created_at, hashint8(id)::bigint + 4294967296 FROM comment WHERE site_id = 1 AND id > :stored;
INSERT INTO author (site_id, author_index, name_index, approved, rejected, spam, last_approved_at)
SELECT 1, decode(md5('a' || n), 'hex'), decode(md5('n' || n), 'hex'), 10, 0, 0, now() FROM generate_series(1, 1000000) n;
INSERT INTO intake (site_id, key, content_hash, saying_hash, comment_id, state, created_at)
SELECT 1, decode(md5('k' || n), 'hex'), decode(md5('c' || n), 'hex'), decode(md5('s' || n), 'hex'), n, 0, now() - interval '1 day'
  FROM generate_series(1, 500000) n;
SELECT setval('comment_id_seq', :stored + :pending + 1000);
$indexes
VACUUM ANALYZE;
CHECKPOINT;
SQL
}
