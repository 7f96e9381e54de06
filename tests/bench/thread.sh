#!/usr/bin/env bash
# Pages of threads beside nginx with the same bytes as static files, in turns: plain, packed, not
# modified, and while a hundred decisions a second change other articles; then pages that nobody has
# asked for yet beside their bare SQL in pgbench. Prints the medians of the rounds' ratios.
#   tests/bench/thread.sh BINARY [ROUNDS [SECONDS]]
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
# shellcheck source=nginx.sh
. "$here/nginx.sh"
binary=$1 rounds=${2:-5} seconds=${3:-3} cold_articles=4000
needs nginx=nginx-light wrk=wrk curl=curl node=nodejs
comments=api/v1/sites/main/articles

fill() {
  as_owner psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --set articles="$cold_articles" <<'SQL'
INSERT INTO article (site_id, key, url, created_at)
SELECT 1, key, 'https://news.example/' || key, now() FROM unnest(ARRAY['12k', '30k', 'other']) key
UNION ALL SELECT 1, 'cold-' || n, 'https://news.example/cold-' || n, now() FROM generate_series(1, :articles) n;
INSERT INTO comment (site_id, id, article_id, state, author, text, author_index, name_index, pseudonym, sealed, verdict, created_at, decided_at, published_at)
SELECT 1, nextval('comment_id_seq'), a.id, 1, 'Reader ' || n, repeat('a word to say ', 15) || n, decode(md5('a' || n), 'hex'), decode(md5('n' || n), 'hex'), NULL,
       decode(repeat(md5(n::text), 7), 'hex'), '{"state": "pending", "score": 0, "rules_version": "0123456789ab", "hits": []}', now() - interval '1 day' + make_interval(secs => n), now(), now()
  FROM article a, generate_series(1, 50) n WHERE a.key <> '1' AND n <= CASE a.key WHEN '12k' THEN 20 WHEN 'other' THEN 1 ELSE 50 END;
VACUUM ANALYZE;
SQL
}

keep_as_files() {
  mkdir "$place/html"
  for page in 12k 30k; do
    curl --silent --fail "$url/$comments/$page/comments" >"$place/html/$page"
    curl --silent --fail --header 'Accept-Encoding: gzip' "$url/$comments/$page/comments" >"$place/html/$page.gz"
  done
}

# measure URL CONNECTIONS HEADER PID...: "requests/s µs-of-CPU-per-request", or fails on any error.
measure() {
  local before after out
  before=$(ticks "${@:4}")
  out=$(taskset --cpu-list 1 wrk --threads 1 --connections "$2" --duration "${seconds}s" --header "$3" "$1")
  after=$(ticks "${@:4}")
  ! grep --extended-regexp 'Socket errors|Non-2xx' <<<"$out" >&2 || exit 1
  awk -v ticks=$((after - before)) '
    /requests in/ {n = $1} /Requests\/sec/ {rate = $2}
    END {printf "%d %.2f\n", rate, ticks * 10000 / n}' <<<"$out"
}
etag() { curl --silent --head "$1" | tr --delete '\r' | awk 'tolower($1) == "etag:" {print $2}'; }

# compare WHAT PAGE CONNECTIONS [HEADER]: without a header the page is not modified since.
compare() {
  local theirs=http://127.0.0.1:$nginx_port/$2 ours=$url/$comments/$2/comments a b workers
  mapfile -t workers < <(pgrep --parent "$nginx_pid")
  for ((round = 0; round < rounds; ++round)); do
    a=$(measure "$theirs" "$3" "${4:-If-None-Match: $(etag "$theirs")}" "${workers[@]}")
    b=$(measure "$ours" "$3" "${4:-If-None-Match: $(etag "$ours")}" "$service")
    echo "$a $b"
  done >"$place/rounds"
  awk -v what="$2, $3 connections, $1" "$median"'
    {rate[NR] = $3 / $1; cpu[NR] = $4 / $2; theirs[NR] = $1; ours[NR] = $3; a[NR] = $2; b[NR] = $4}
    END {
      printf "%-40s req/s %.2f x nginx, CPU per request %.2f x nginx  (%d and %d req/s, %.1f and %.1f us)\n",
        what, median(rate, NR), median(cpu, NR), median(ours, NR), median(theirs, NR), median(b, NR), median(a, NR)
    }' "$place/rounds"
}

# The statements as the service asks them, with the article as pgbench's variable.
sql_of() { awk -v name="$1_sql" 'on && /\)sql/ {on = 0; sub(/\)sql.*/, ""); print} on; $0 ~ "constexpr auto " name " " {on = 1}' src/postgres/thread_store.cpp; }
write_pgbench() {
  local first
  first=$(as_owner psql --no-psqlrc --quiet --tuples-only --no-align --command "SELECT min(id) FROM article WHERE key LIKE 'cold-%'")
  {
    echo "\\set n random(1, $cold_articles)"
    sql_of article | sed "s/\$1/1/; s/\$2/'cold-' || :n/; s/\$/ /" | tr --delete '\n' && echo ';'
    { sql_of page && sql_of oldest; } | sed "s/--.*//; s/\$1/1/g; s/\$2/$first - 1 + :n/g; s/\$3/true/g; s/LIMIT $/LIMIT 51/" |
      tr '\n' ' ' && echo ';'
  } >"$place/cold.sql"
  chmod 644 "$place/cold.sql"
}
# sql_alone PROTOCOL: how many such pages a second.
sql_alone() {
  as_owner /usr/lib/postgresql/15/bin/pgbench --no-vacuum --protocol "$1" --client 8 --jobs 1 --time 1 \
    --file "$place/cold.sql" 2>/dev/null | awk '/^tps/ {print $3}'
}
cold() {
  cat >"$place/cold.lua" <<LUA
local n = 0
request = function() n = n % $cold_articles + 1; return wrk.format('GET', '/$comments/cold-' .. n .. '/comments') end
LUA
  for ((round = 0; round < rounds; ++round)); do
    # Nothing is kept yet after a start; once through all.
    stop_service
    start_service "$binary"
    ours=$(wrk --threads 1 --connections 8 --duration 1s --script "$place/cold.lua" "$url")
    ! grep --extended-regexp 'Socket errors|Non-2xx' <<<"$ours" >&2 || exit 1
    echo "$(sql_alone extended) $(sql_alone prepared) $(awk '/Requests\/sec/ {print $2}' <<<"$ours") $(awk '/requests in/ {print $1}' <<<"$ours")"
  done >"$place/rounds"
  awk -v most="$cold_articles" "$median"'
    $4 > most {print "  some pages were asked for twice: make more articles"}
    {rate[NR] = $3 / $1; kept[NR] = $3 / $2; a[NR] = $1; b[NR] = $2; c[NR] = $3}
    END {
      printf "cold page of 50 comments: %.2f x its SQL, %.2f x its SQL with kept plans  (%d, %d and %d a second)\n",
        median(rate, NR), median(kept, NR), median(c, NR), median(a, NR), median(b, NR)
    }' "$place/rounds"
}

start_service "$binary"
taskset --all-tasks --cpu-list --pid 0 "$service" >/dev/null
fill
keep_as_files
start_nginx 'gzip_static on;'
every_form() {
  for page in 12k 30k; do
    for connections in 32 256; do
      compare "plain$1" "$page" "$connections" 'Accept: */*'
      compare "gzip$1" "$page" "$connections" 'Accept-Encoding: gzip'
      compare "304$1" "$page" "$connections"
    done
  done
}
every_form ''
token=$("$binary" token create --role moderator --name bench)
node "$here/steady_decisions.mjs" "$url" "$token" 100 >"$place/decided" &
children+=($!)
wait_for_line '^steady' "$place/decided"
every_form ' + 100 decisions/s'
kill -INT "${children[-1]}"
wait "${children[-1]}" || true
tail -n 1 "$place/decided"
write_pgbench
cold
