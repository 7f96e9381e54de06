#!/usr/bin/env bash
# The door beside nginx with static files: the same bytes, the same number of threads, in turns.
# Prints the median of the rounds' ratios, and what a request costs in instructions.
#   tests/bench/door.sh BINARY [ROUNDS [SECONDS]]
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
# shellcheck source=nginx.sh
. "$here/nginx.sh"
binary=$1 rounds=${2:-5} seconds=${3:-3} threads=1
our_port=18082 counted_port=18083
needs nginx=nginx-light wrk=wrk valgrind=valgrind curl=curl

start_ours() {
  taskset --cpu-list 0 "$binary" "$our_port" "$threads" >"$place/ours" &
  children+=($!)
  our_pid=$!
}

# measure PID PORT PATH CONNECTIONS: "requests/s µs-of-CPU-per-request p99", or fails on any error.
measure() {
  local before after out processes
  mapfile -t processes < <(pgrep --parent "$1")
  before=$(ticks "$1" "${processes[@]}")
  out=$(taskset --cpu-list 1 wrk --threads 1 --connections "$4" --duration "${seconds}s" --latency \
    --header 'Connection: keep-alive' "http://127.0.0.1:$2/$3")
  after=$(ticks "$1" "${processes[@]}")
  ! grep --extended-regexp 'Socket errors|Non-2xx' <<<"$out" >&2 || exit 1
  awk -v ticks=$((after - before)) '
    /requests in/ {n = $1} /Requests\/sec/ {rate = $2} $1 == "99%" {p99 = $2}
    END {printf "%d %.2f %s\n", rate, ticks * 10000 / n, p99}' <<<"$out"
}

compare() {
  local path=$1 connections=$2 theirs ours
  for ((round = 0; round < rounds; ++round)); do
    theirs=$(measure "$nginx_pid" "$nginx_port" "$path" "$connections")
    ours=$(measure "$our_pid" "$our_port" "$path" "$connections")
    echo "$theirs $ours"
  done >"$place/rounds"
  awk -v what="$path, $connections connections" "$median"'
    {rate[NR] = $4 / $1; cpu[NR] = $5 / $2; theirs[NR] = $1; ours[NR] = $4; a[NR] = $2; b[NR] = $5}
    END {
      printf "%-22s req/s %.2f x nginx, CPU per request %.2f x nginx  (%d and %d req/s, %.1f and %.1f us)\n",
        what, median(rate, NR), median(cpu, NR), median(ours, NR), median(theirs, NR), median(b, NR), median(a, NR)
    }' "$place/rounds"
}

# instructions PATH REQUESTS: what the door's process executes from its start to its end.
instructions() {
  valgrind --tool=callgrind --callgrind-out-file=/dev/null "$binary" "$counted_port" "$threads" \
    >/dev/null 2>"$place/callgrind" &
  local counted=$!
  children+=("$counted")
  wait_for "$counted_port"
  curl --silent --fail --output /dev/null "http://127.0.0.1:$counted_port/$1?[1-$2]"
  kill "$counted"
  wait "$counted" || true
  awk '$2 == "Collected" {print $4}' "$place/callgrind"
}

# Two runs of different length: the difference is the requests alone.
count_instructions() {
  local short long
  short=$(instructions "$1" 500)
  long=$(instructions "$1" 1500)
  echo "$1, instructions per request outside the kernel: $(((long - short) / 1000))"
}

mkdir "$place/html"
for kib in 12 30; do head --bytes "${kib}K" /dev/zero | tr '\0' x >"$place/html/${kib}k"; done
start_nginx ''
start_ours
wait_for "$our_port"
for path in 12k 30k; do
  for connections in 32 256; do compare "$path" "$connections"; done
done
for path in 12k 30k; do count_instructions "$path"; done
