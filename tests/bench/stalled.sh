#!/usr/bin/env bash
# Thousands of clients that hold connections and take nothing, beside one that reads: what they cost
# in memory and processor time, and how long the other one waits.
#   tests/bench/stalled.sh BINARY STALLED_CLIENTS
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
binary=$1 stalled=$2 seconds=5
idle=8000 headers=2000 readers=100 comments=600
needs wrk=wrk

ulimit -n "$(ulimit -Hn)"
# Two descriptors each, and some for everybody else: fewer slow heads where the system allows fewer.
carried=$((($(ulimit -n) - 120) / 2 - idle - 2 * readers))
((carried >= headers)) || headers=$carried
((headers > 0)) || { echo "stalled: $(ulimit -n) descriptors carry too few connections" >&2 && exit 1; }
export COPYTASTER_SITES_MAIN_PREMODERATION=none
export COPYTASTER_INTAKE_PER_MINUTE=100000 COPYTASTER_INTAKE_BURST=100000
start_service "$binary"
article=/api/v1/sites/main/articles/1/comments

# Comments of 4 KB, so that neither list fits into what the system holds for a client.
for ((n = 0; n < comments; ++n)); do
  printf '{"author":"Reader %d","email":"%d@reader.example","text":"%d' "$n" "$n" "$n"
  printf ' a word to say %.0s' {1..280}
  printf '"}\n'
done >"$place/comments"
while read -r comment; do
  printf 'url = "%s"\nheader = "Content-Type: application/json"\ndata = %s\noutput = /dev/null\nnext\n' \
    "$url$article" "$(sed 's/["\\]/\\&/g; s/^/"/; s/$/"/' <<<"$comment")"
done <"$place/comments" | sed '$d' >"$place/curlrc"
curl --silent --fail --config "$place/curlrc"
token=$("$binary" token create --role exporter --name bench)

# What another client waits, reading the first page of the thread over 8 connections.
others() {
  wrk --threads 1 --connections 8 --duration "${seconds}s" --latency "$url$article?limit=1" >"$place/wrk"
  ! grep --extended-regexp 'Socket errors|Non-2xx' "$place/wrk" || exit 1
  awk '$1 == "99%" {printf "p99 %s", $2} $1 == "Requests/sec:" {printf ", %d req/s", $2}' "$place/wrk"
}

# hold WHAT KIND COUNT [REQUEST]
hold() {
  local before
  before=$(resident)
  "$stalled" "$port" "${@:2}" >"$place/held.$1" &
  children+=($!)
  wait_for_line holding "$place/held.$1"
  sleep 1
  echo "$(($(resident) - before)) $3" |
    awk -v what="$1" '{printf "%5d %-18s %7d KiB more, %5.1f KiB each\n", $2, what, $1, $1 / $2}'
}

request() { printf 'GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n' "$1" "${2:-}"; }
echo "alone: $(others)"
hold 'idle' idle $idle
hold 'slow headers' header $headers
hold 'thread readers' reader $readers "$(request "$article?limit=100"; printf x)"
hold 'export readers' reader $readers "$(request /api/v1/sites/main/export/comments \
  $'Authorization: Bearer '"$token"$'\r\n'; printf x)"
before=$(ticks "$service")
sleep $seconds
echo "with all of them: $(awk -v ticks=$(($(ticks "$service") - before)) -v s=$seconds \
  'BEGIN {printf "%.1f %%", ticks / s}') of a processor for nothing; $(others)"
