#!/usr/bin/env bash
# A page of the queue and a decision, with very many comments stored and waiting, beside a small
# site with as many waiting, in turns: one moderator, then eight at once.
#   tests/bench/desk.sh BINARY [STORED [PENDING [ROUNDS [SECONDS]]]]
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
# shellcheck source=old_site.sh
. "$here/old_site.sh"
binary=$1 stored=${2:-10000000} pending=${3:-100000} rounds=${4:-3} seconds=${5:-5} small=100000
needs node=nodejs

declare -A urls tokens
for name in small large; do
  export COPYTASTER_DATA=$place/$name
  start_service "$binary"
  urls[$name]=$url
  tokens[$name]=$("$binary" token create --role moderator --name bench)
  if [[ $name == small ]]; then fill $small "$pending"; else fill "$stored" "$pending"; fi
done
moderate() { node "$here/moderators.mjs" "${urls[$1]}" "${tokens[$1]}" "$2" "$seconds"; }
for moderators in 1 8; do
  for name in small large; do moderate $name $moderators >/dev/null; done
  for ((round = 0; round < rounds; ++round)); do
    echo "$(moderate small $moderators) $(moderate large $moderators)"
  done | tee "$place/rounds" | sed 's/^/  /'
  awk -v what="$stored stored, $moderators at the desk" "$median"'
    {queue[NR] = $5 / $1; decision[NR] = $7 / $3; a[NR] = $6; b[NR] = $8; c[NR] = $2; d[NR] = $4}
    END {
      printf "%s: queue %.2f x, decision %.2f x their time at '$small'; p95 %.1f and %.1f ms (at '$small' %.1f and %.1f)\n",
        what, median(queue, NR), median(decision, NR), median(a, NR), median(b, NR), median(c, NR), median(d, NR)
    }' "$place/rounds"
done
