#!/usr/bin/env bash
# Acknowledged comments a second beside pgbench on the same PostgreSQL, in turns: pgA writes one row
# into `comment` with its indexes, pgC one row each into `comment`, `queue` and `intake`. Prints the
# median of the rounds' ratios. Each turn begins with a checkpoint and runs unmeasured first: after a
# checkpoint whole pages are written, and 128 connections of pgbench take seconds to be made.
#   tests/bench/submit.sh BINARY [ROUNDS [SECONDS [CLIENTS...]]]
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
binary=$1 rounds=${2:-5} seconds=${3:-4} warm_seconds=8
shift $(($# < 3 ? $# : 3))
(($#)) || set -- 128 8
needs wrk=wrk

# pgbench wants a connection for each client; whoever starts the cluster first makes its directory.
export COPYTASTER_INTAKE_PENDING_MAX=100000000
start_service "$binary"
stop_service
echo 'max_connections = 300' >>"$place/data/postgres/local.conf"
start_service "$binary"

cat >"$place/pgA.sql" <<'SQL'
\set n random(1, 1000000000)
INSERT INTO comment (site_id, id, article_id, state, author, text, author_index, name_index, pseudonym, sealed, verdict, created_at) VALUES (9, nextval('comment_id_seq'), 1, 0, 'Reader', repeat('a word to say ', 22) || :n::text, decode(md5(:n::text), 'hex'), decode(md5('n' || :n::text), 'hex'), decode(md5('p' || :n::text), 'hex'), decode(repeat(md5(:n::text), 7), 'hex'), '{"state": "pending", "score": 0, "rules_version": "0123456789ab", "hits": [], "facts": {"approved_before": 0, "rejected_before": 0, "spam_before": 0, "known_author": false, "said_before": false}}', now());
SQL
cat >"$place/pgC.sql" <<'SQL'
\set n random(1, 1000000000000000)
WITH c AS (INSERT INTO comment (site_id, id, article_id, state, author, text, author_index, name_index, pseudonym, sealed, verdict, created_at) VALUES (9, nextval('comment_id_seq'), 1, 0, 'Reader', repeat('a word to say ', 22) || :n::text, decode(md5(:n::text), 'hex'), decode(md5('n' || :n::text), 'hex'), decode(md5('p' || :n::text), 'hex'), decode(repeat(md5(:n::text), 7), 'hex'), '{"state": "pending", "score": 0, "rules_version": "0123456789ab", "hits": [], "facts": {"approved_before": 0, "rejected_before": 0, "spam_before": 0, "known_author": false, "said_before": false}}', now()) RETURNING id), q AS (INSERT INTO queue (site_id, comment_id, article_id, created_at) SELECT 9, id, 1, now() FROM c) INSERT INTO intake (site_id, key, content_hash, saying_hash, comment_id, state, created_at) SELECT 9, decode(md5('k' || :n::text), 'hex'), decode(md5(:n::text), 'hex'), decode(md5('s' || :n::text), 'hex'), id, 0, now() FROM c;
SQL
chmod 644 "$place"/*.sql
mkdir --mode 777 "$place/logs"

# pgbench_rate FILE CLIENTS: transactions a second and the 99th percentile in ms.
pgbench_rate() {
  rm --force "$place"/logs/*
  as_owner psql --no-psqlrc --quiet --command CHECKPOINT
  as_owner "/usr/lib/postgresql/15/bin/pgbench" --no-vacuum --protocol prepared --client "$2" --jobs 2 \
    --time $((warm_seconds + seconds)) --log --log-prefix "$place/logs/log" --file "$1" \
    >"$place/pgbench" 2>&1
  ! grep --max-count 3 --extended-regexp 'error|ERROR|FATAL' "$place/pgbench" >&2 || exit 1
  cat "$place"/logs/* | awk '{print $5 + $6 / 1e6, $3}' | sort --numeric-sort | awk -v s="$seconds" '
    {at[NR] = $1; took[NR] = $2}
    END {for (i = NR; i > 0 && at[i] > at[NR] - s; --i) print took[i]}' |
    sort --numeric-sort | awk -v s="$seconds" '
    {took[NR] = $1}
    END {if (!NR) exit 1; printf "%d %.1f\n", NR / s, took[int(NR * 0.99)] / 1000}' ||
    { cat "$place/pgbench" >&2; exit 1; }
}
submit() {
  wrk --threads 1 --connections "$1" --duration "${2}s" --timeout 10s \
    --script "$here/submit.lua" "$url/api/v1/sites/main/articles/1/comments" >"$place/wrk"
}
# Acknowledged a second, 99th percentile in ms, µs of processor time that the service and its
# PostgreSQL spend on each.
ours() {
  local postgres before after
  as_owner psql --no-psqlrc --quiet --command CHECKPOINT
  submit "$1" "$warm_seconds"
  mapfile -t postgres < <(pgrep --parent "$(head -n 1 "$place/data/postgres/postmaster.pid")")
  before="$(ticks "$service") $(ticks "${postgres[@]}")"
  submit "$1" "$seconds"
  after="$(ticks "$service") $(ticks "${postgres[@]}")"
  ! grep --extended-regexp 'Socket errors|Non-2xx' "$place/wrk" >&2 || exit 1
  awk -v before="$before" -v after="$after" -v s="$seconds" '
    /^rate/ {
      split(before, b); split(after, a); n = $2 * s / 10000
      printf "%d %s %.1f %.1f\n", $2, $4, (a[1] - b[1]) / n, (a[2] - b[2]) / n
    }' "$place/wrk"
}

ours 128 >/dev/null # plans are made, articles are there
for clients in "$@"; do
  for ((round = 0; round < rounds; ++round)); do
    echo "$(pgbench_rate "$place/pgA.sql" "$clients") $(ours "$clients") $(pgbench_rate "$place/pgC.sql" "$clients")"
  done | tee "$place/rounds.$clients" | sed 's/^/  /'
  awk -v what="$clients clients" "$median"'
    {a[NR] = $3 / $1; c[NR] = $3 / $7; rate[NR] = $3; p[NR] = $4; pa[NR] = $2; pc[NR] = $8; cpu[NR] = $5; pg[NR] = $6}
    END {
      printf "%s: %.2f x pgA, %.2f x pgC; %d acknowledged/s, p99 %.1f ms (pgA %.1f, pgC %.1f), each %.0f us of the service and %.0f us of PostgreSQL\n",
        what, median(a, NR), median(c, NR), median(rate, NR), median(p, NR), median(pa, NR), median(pc, NR), median(cpu, NR), median(pg, NR)
    }' "$place/rounds.$clients"
done
