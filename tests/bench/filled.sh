#!/usr/bin/env bash
# Acknowledged comments a second with millions stored and very many waiting, beside an empty
# database, in turns, each over a full checkpoint; and what a moderator's page then takes.
#   tests/bench/filled.sh BINARY [STORED [PENDING [ROUNDS [SECONDS]]]]
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
binary=$1 stored=${2:-10000000} pending=${3:-100000} rounds=${4:-2} seconds=${5:-45} clients=128
needs wrk=wrk curl=curl
export COPYTASTER_INTAKE_PENDING_MAX=100000000

# Beside the reader's few comments, those of a site that is some years old: most are shown.
fill() {
  local indexes
  indexes=$(as_owner psql --no-psqlrc --quiet --tuples-only --no-align --command \
    "SELECT indexdef || ';' FROM pg_indexes WHERE tablename = 'comment' AND indexname <> 'comment_pkey'")
  as_owner psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --set stored="$stored" --set pending="$pending" <<SQL
SELECT format('DROP INDEX %I', indexname) FROM pg_indexes
 WHERE tablename = 'comment' AND indexname <> 'comment_pkey' \\gexec
INSERT INTO article (site_id, key, url, created_at)
SELECT 1, 'old-' || n, 'https://news.example/old-' || n, now() - interval '3 years' FROM generate_series(1, 20000) n;
INSERT INTO comment (site_id, id, article_id, state, author, text, author_index, name_index, pseudonym, sealed, verdict, created_at, decided_at, published_at)
SELECT 1, n, (SELECT min(id) FROM article WHERE key LIKE 'old-%') + n % 20000, CASE WHEN n % 20 = 0 THEN 2 ELSE 1 END, 'Reader ' || n % 1000000,
       repeat('a word to say ', 10 + (n % 21)::int) || n, decode(md5('a' || n % 1000000), 'hex'), decode(md5('n' || n % 1000000), 'hex'), NULL,
       decode(repeat(md5(n::text), 7), 'hex'), '{"state": "pending", "score": 0, "rules_version": "0123456789ab", "hits": []}',
       now() - interval '3 years' * (1 - n / :stored::float), now() - interval '3 years' * (1 - n / :stored::float),
       CASE WHEN n % 20 <> 0 THEN now() - interval '3 years' * (1 - n / :stored::float) END
  FROM generate_series(1, :stored) n;
INSERT INTO comment (site_id, id, article_id, state, author, text, author_index, name_index, pseudonym, sealed, verdict, created_at)
SELECT 1, :stored + n, (SELECT min(id) FROM article WHERE key LIKE 'old-%') + n % 20000, 0, 'Reader ' || n, repeat('a word to say ', 20) || n,
       decode(md5('a' || n), 'hex'), decode(md5('n' || n), 'hex'), NULL, decode(repeat(md5(n::text), 7), 'hex'),
       '{"state": "pending", "score": 0, "rules_version": "0123456789ab", "hits": []}', now() - interval '1 hour'
  FROM generate_series(1, :pending) n;
INSERT INTO queue (site_id, comment_id, article_id, created_at)
SELECT site_id, id, article_id, created_at FROM comment WHERE site_id = 1 AND id > :stored;
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

# measure NAME: comments a second over a checkpoint, and the median of ten looks at the queue in ms.
measure() {
  export COPYTASTER_DATA=$place/$1
  as_owner psql --no-psqlrc --quiet --command CHECKPOINT
  wrk --threads 1 --connections $clients --duration "${seconds}s" --timeout 10s \
    --script "$here/submit.lua" "${urls[$1]}/api/v1/sites/main/articles/1/comments" >"$place/wrk"
  ! grep --extended-regexp 'Socket errors|Non-2xx' "$place/wrk" >&2 || exit 1
  echo "$(awk '/^rate/ {print $2}' "$place/wrk") $(look "$1")"
}
look() {
  for _ in {1..10}; do
    curl --silent --fail --output /dev/null --write-out '%{time_total}\n' \
      --header "Authorization: Bearer ${tokens[$1]}" "${urls[$1]}/api/v1/sites/main/moderation/queue"
  done | sort --numeric-sort | awk 'NR == 5 {printf "%.1f", $1 * 1000}'
}

declare -A urls tokens
for name in empty filled; do
  export COPYTASTER_DATA=$place/$name
  start_service "$binary"
  urls[$name]=$url
  tokens[$name]=$("$binary" token create --role moderator --name bench)
  [[ $name == empty ]] || fill
done
for ((round = 0; round < rounds; ++round)); do
  echo "$(measure empty) $(measure filled)"
done | tee "$place/rounds" | sed 's/^/  /'
awk -v what="$stored stored, $pending pending" "$median"'
  {rate[NR] = $3 / $1; a[NR] = $1; b[NR] = $3; c[NR] = $2; d[NR] = $4}
  END {
    printf "%s: %.2f x empty (%d and %d acknowledged/s); a page of the queue %.1f ms (beside %.1f ms)\n",
      what, median(rate, NR), median(b, NR), median(a, NR), median(d, NR), median(c, NR)
  }' "$place/rounds"
