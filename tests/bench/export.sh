#!/usr/bin/env bash
# A whole export over HTTP beside psql's COPY of the same columns, in turns: rows a second, and what
# the service holds in memory meanwhile.
#   tests/bench/export.sh BINARY [STORED [ROUNDS]]
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
# shellcheck source=old_site.sh
. "$here/old_site.sh"
binary=$1 stored=${2:-10000000} rounds=${3:-3}
needs curl=curl

seconds_of() {
  local began
  began=$(date +%s%N)
  "$@"
  echo $((($(date +%s%N) - began) / 1000000)) >"$place/ms"
}
copied() { as_owner psql --no-psqlrc --quiet --command "COPY ($(cat "$place/rows.sql")) TO STDOUT" >/dev/null; }
records() {
  curl --silent --fail --header "Authorization: Bearer $token" "$@" \
    "$url/api/v1/sites/main/export/comments?format=ndjson"
}
exported() { records --output /dev/null --write-out '%{size_download}\n' >>"$place/sizes"; }
# The least and the most that the service holds, in KiB, looked at while its file is there.
watch_memory() {
  local now least=$1 most=$1
  while [[ -e $place/exporting ]]; do
    now=$(resident)
    ((now < least)) && least=$now
    ((now > most)) && most=$now
    echo "$least $most" >"$place/memory"
    sleep 0.2
  done
}

start_service "$binary"
fill "$stored" 0
token=$("$binary" token create --role exporter --name bench)
{
  awk '/^\)sql/ {on = 0} on; /constexpr auto rows_sql/ {on = 1}' src/postgres/export_store.cpp
  echo "AND c.site_id = 1 AND c.state = 1"
} >"$place/rows.sql"
rows=$(($(records | wc --lines) - 1)) # what is allocated once is there
for ((round = 0; round < rounds; ++round)); do
  seconds_of copied
  theirs=$(cat "$place/ms")
  touch "$place/exporting"
  watch_memory "$(resident)" &
  watcher=$!
  seconds_of exported
  rm "$place/exporting"
  wait "$watcher"
  echo "$theirs $(cat "$place/ms") $(cat "$place/memory")"
done | tee "$place/rounds" | sed 's/^/  /'
[[ $(sort --unique "$place/sizes" | wc --lines) == 1 ]] || { echo "exports of different sizes" >&2 && exit 1; }
awk -v rows="$rows" "$median"'
  {rate[NR] = $1 / $2; a[NR] = rows / $1; b[NR] = rows / $2; grown[NR] = ($4 - $3) / 1024}
  END {
    printf "%d rows: %.2f x psql COPY (%.0f and %.0f thousand rows a second); memory moves by %.1f MiB\n",
      rows, median(rate, NR), median(b, NR), median(a, NR), median(grown, NR)
  }' "$place/rounds"
