#!/usr/bin/env bash
# Acknowledged comments a second beside pgbench on the same PostgreSQL, in turns: pgA writes one row
# into `comment` with its indexes, pgC one row each into `comment`, `queue` and `intake`. Prints the
# median of the rounds' ratios.
#   tests/bench/submit.sh BINARY [ROUNDS [SECONDS [CLIENTS...]]]
set -euo pipefail
binary=$1 rounds=${2:-5} seconds=${3:-4}
shift $(($# < 3 ? $# : 3))
(($#)) || set -- 128 8
here=$(dirname "$0") bin=/usr/lib/postgresql/15/bin

command -v wrk >/dev/null || { echo "script/bench needs wrk: apt-get install wrk" >&2 && exit 1; }
place=$(mktemp --directory)
chmod 755 "$place"
children=()
finish() {
  for child in "${children[@]}"; do kill "$child" 2>/dev/null || true; done
  wait
  rm --recursive --force "$place"
}
trap finish EXIT

as_service=()
((EUID != 0)) || as_service=(runuser --user copytaster --)
export COPYTASTER_DATA=$place/data COPYTASTER_LISTEN=127.0.0.1:0
export COPYTASTER_HTTP_TRUSTED_PROXIES=127.0.0.1/32
export COPYTASTER_LOG_LEVEL=warn
start() {
  rm --force "$place/said"
  "$binary" serve >"$place/said" 2>"$place/log" &
  service=$!
  for _ in {1..600}; do
    ! grep --quiet '^ready: ' "$place/said" 2>/dev/null || break
    sleep 0.1
  done
  url=$(sed --quiet 's|^ready: \(.*\)/$|\1|p' "$place/said")
  [[ -n $url ]] || { cat "$place/log" >&2 && exit 1; }
}
# pgbench wants a connection for each client; whoever starts the cluster first makes its directory.
start
kill "$service"
wait "$service"
echo 'max_connections = 300' >>"$place/data/postgres/local.conf"
start
children+=("$service")
socket=$(sed --quiet "s|^unix_socket_directories = '\"\(.*\)\"'|\1|p" "$place/data/postgres/postgresql.conf")

cat >"$place/pgA.sql" <<'SQL'
\set n random(1, 1000000000)
INSERT INTO comment (site_id, id, article_id, state, author, text, author_index, name_index, pseudonym, sealed, verdict, created_at) VALUES (9, nextval('comment_id_seq'), 1, 0, 'Reader', repeat('a word to say ', 22) || :n::text, decode(md5(:n::text), 'hex'), decode(md5('n' || :n::text), 'hex'), decode(md5('p' || :n::text), 'hex'), decode(repeat(md5(:n::text), 7), 'hex'), '{"state": "pending", "score": 0, "rules_version": "0123456789ab", "hits": [], "facts": {"approved_before": 0, "rejected_before": 0, "spam_before": 0, "known_author": false, "said_before": false}}', now());
SQL
cat >"$place/pgC.sql" <<'SQL'
\set n random(1, 1000000000000000)
WITH c AS (INSERT INTO comment (site_id, id, article_id, state, author, text, author_index, name_index, pseudonym, sealed, verdict, created_at) VALUES (9, nextval('comment_id_seq'), 1, 0, 'Reader', repeat('a word to say ', 22) || :n::text, decode(md5(:n::text), 'hex'), decode(md5('n' || :n::text), 'hex'), decode(md5('p' || :n::text), 'hex'), decode(repeat(md5(:n::text), 7), 'hex'), '{"state": "pending", "score": 0, "rules_version": "0123456789ab", "hits": [], "facts": {"approved_before": 0, "rejected_before": 0, "spam_before": 0, "known_author": false, "said_before": false}}', now()) RETURNING id), q AS (INSERT INTO queue (site_id, comment_id, article_id, created_at) SELECT 9, id, 1, now() FROM c) INSERT INTO intake (site_id, key, content_hash, saying_hash, comment_id, state, created_at) SELECT 9, decode(md5('k' || :n::text), 'hex'), decode(md5(:n::text), 'hex'), decode(md5('s' || :n::text), 'hex'), id, 0, now() FROM c;
SQL
chmod 644 "$place"/*.sql

# pgbench_rate FILE CLIENTS: transactions a second and the 99th percentile in ms.
pgbench_rate() {
  (
    cd "$place/data"
    rm --force /tmp/copytaster_bench.*
    "${as_service[@]}" "$bin/pgbench" --host "$socket" --username copytaster_owner --no-vacuum \
      --protocol prepared --client "$2" --jobs 2 --time "$seconds" --log --log-prefix /tmp/copytaster_bench \
      --file "$1" copytaster 2>"$place/pgbench" | awk '/^tps/ {printf "%d ", $3}'
    ! grep --max-count 3 --extended-regexp 'error|ERROR|FATAL' "$place/pgbench" >&2 || exit 1
    cat /tmp/copytaster_bench.* | awk '{print $3}' | sort --numeric-sort |
      awk '{a[NR] = $1} END {printf "%.1f\n", a[int(NR * 0.99)] / 1000}'
    rm --force /tmp/copytaster_bench.*
  )
}
ticks() { awk '{print $14 + $15}' "/proc/$service/stat"; }
ours() {
  local before after
  before=$(ticks)
  wrk --threads 1 --connections "$1" --duration "${seconds}s" --timeout 10s \
    --script "$here/submit.lua" "$url/api/v1/sites/main/articles/1/comments" >"$place/wrk"
  after=$(ticks)
  ! grep --extended-regexp 'Socket errors|Non-2xx' "$place/wrk" >&2 || exit 1
  awk -v ticks=$((after - before)) -v s="$seconds" '/^rate/ {printf "%d %s %.1f\n", $2, $4, ticks * 10000 / ($2 * s)}' "$place/wrk"
}

for clients in "$@"; do
  for ((round = 0; round < rounds; ++round)); do
    echo "$(pgbench_rate "$place/pgA.sql" "$clients") $(ours "$clients") $(pgbench_rate "$place/pgC.sql" "$clients")"
  done | tee "$place/rounds.$clients" | sed 's/^/  /'
  awk -v what="$clients clients" '
    function median(list, n, i, j, t) {
      for (i = 2; i <= n; ++i)
        for (j = i; j > 1 && list[j - 1] > list[j]; --j) {t = list[j]; list[j] = list[j - 1]; list[j - 1] = t}
      return list[int((n + 1) / 2)]
    }
    {a[NR] = $3 / $1; c[NR] = $3 / $6; rate[NR] = $3; p[NR] = $4; pa[NR] = $2; cpu[NR] = $5}
    END {printf "%s: %.2f x pgA, %.2f x pgC; %d acknowledged/s, p99 %.1f ms (pgA %.1f ms), %.1f us of the service each\n",
         what, median(a, NR), median(c, NR), median(rate, NR), median(p, NR), median(pa, NR), median(cpu, NR)}' "$place/rounds.$clients"
done
