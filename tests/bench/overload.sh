#!/usr/bin/env bash
# Four times as many comments as the service can take, for a minute: how many it still takes, what
# the others are told and how soon, what it costs in memory, and how it is right afterwards. The
# clients share the processors with it. Once with room for everybody to wait, once with little.
#   tests/bench/overload.sh BINARY RUSHING_CLIENTS [SECONDS]
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
binary=$1 rushing=$2 seconds=${3:-60} peak_seconds=5 connections=6000 few=128
ulimit -n "$(ulimit -Hn)"
export COPYTASTER_INTAKE_PENDING_MAX=100000000 COPYTASTER_HTTP_CONNECTIONS_PER_ADDRESS=10000

# rush RATE SECONDS CONNECTIONS: fills `found`, as rushing_clients prints it.
rush() {
  "$rushing" "$port" "$@" >"$place/rush"
  ! grep --extended-regexp '^(4|500)' "$place/rush" >&2 || exit 1
}
value() { awk -v what="$1" -v column="$2" '$1 == what {print $column; found = 1} END {if (!found) print 0}' "$place/rush"; }

for room in $((32 << 20)) $((1 << 20)); do
  export COPYTASTER_INTAKE_WAITING_BYTES_MAX=$room
  rm --recursive --force "$place/data"
  start_service "$binary"
  rush 1000 2 "$few" # plans are made, articles are there
  rush 1000000 "$peak_seconds" "$few"
  peak=$(value 202 2)
  rush "$(awk -v p="$peak" 'BEGIN {print 4 * p}')" "$((seconds / 4))" "$connections"
  before=$(resident)
  rush "$(awk -v p="$peak" 'BEGIN {print 4 * p}')" "$seconds" "$connections"
  after=$(resident)
  awk -v room="$room" -v peak="$peak" -v taken="$(value 202 2)" -v p99="$(value 202 3)" -v refused="$(value 503 2)" \
    -v soon="$(value 503 3)" -v without="$(value without-wait 2)" -v broken="$(value broken 2)" -v before="$before" -v after="$after" '
    BEGIN {
      printf "room for %d MiB: takes %d/s of a peak of %d/s (%.2f), p99 %d ms; refuses %d/s, p99 %d ms, %d without Retry-After; %d broken connections; %d MiB, %+.1f while it lasted\n",
        room / 1048576, taken, peak, taken / peak, p99, refused, soon, without, broken, after / 1024, (after - before) / 1024
    }'
  rush 1000 2 "$few"
  awk -v taken="$(value 202 2)" -v p99="$(value 202 3)" 'BEGIN {printf "  right afterwards: %d/s of 1000/s, p99 %d ms\n", taken, p99}'
  stop_service
done
