#!/usr/bin/env bash
# Acknowledged comments a second with millions stored and very many waiting, beside an empty
# database, in turns, each over a full checkpoint; and what a moderator's page then takes.
#   tests/bench/filled.sh BINARY [STORED [PENDING [ROUNDS [SECONDS]]]]
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
# shellcheck source=old_site.sh
. "$here/old_site.sh"
binary=$1 stored=${2:-10000000} pending=${3:-100000} rounds=${4:-2} seconds=${5:-45} clients=128
needs wrk=wrk curl=curl
export COPYTASTER_INTAKE_PENDING_MAX=100000000

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
  [[ $name == empty ]] || fill "$stored" "$pending"
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
