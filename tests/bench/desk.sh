#!/usr/bin/env bash
# A page of the queue and a decision, with very many comments stored and waiting, beside a small
# site with as many waiting, in turns: moderators who decide as fast as they are answered, which
# tells what the machine can do at most, and eight who take about a second each, as people do.
#   tests/bench/desk.sh BINARY [STORED [PENDING [ROUNDS [SECONDS]]]]
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
# shellcheck source=old_site.sh
. "$here/old_site.sh"
binary=$1 stored=${2:-10000000} pending=${3:-100000} rounds=${4:-5} seconds=${5:-5} small=100000
every_ms=1000 steady_factor=4 # slow turns need longer for as many figures
needs node=nodejs

declare -A urls tokens
for name in small large; do
  export COPYTASTER_DATA=$place/$name
  start_service "$binary"
  urls[$name]=$url
  tokens[$name]=$("$binary" token create --role moderator --name bench)
  if [[ $name == small ]]; then fill $small "$pending"; else fill "$stored" "$pending"; fi
done
# moderate SITE MODERATORS SECONDS [EVERY_MS]
moderate() { node "$here/moderators.mjs" "${urls[$1]}" "${tokens[$1]}" "${@:2}"; }
# measure TITLE MODERATORS SECONDS [EVERY_MS]
measure() {
  local round name times=$place/times
  rm --recursive --force "$times"
  mkdir "$times"
  for ((round = 1; round <= rounds; ++round)); do
    for name in small large; do moderate $name "${@:2}" >"$times/$name.$round"; done
  done
  node "$here/compare_times.mjs" "$times" "$1"
}

# Both have been filled, vacuumed and written to disk; what a site of years has in memory is read by
# the first decisions.
for name in small large; do
  for turn in 1 2 3; do
    moderate $name 1 2 >"$place/first"
    awk -v what="$name, after the fill, seconds $((2 * turn - 1))-$((2 * turn))" \
      '$1 == "decision" {sum += $2; ++n} END {printf "%s: a decision %.1f ms\n", what, sum / n}' "$place/first"
  done
done
measure "$stored stored, 1 moderator without a pause" 1 "$seconds"
measure "$stored stored, 8 moderators without a pause" 8 "$seconds"
measure "$stored stored, 8 moderators, a turn a second each" 8 $((seconds * steady_factor)) $every_ms
