# shellcheck shell=bash
# Sourced by the benchmarks: a place of their own that goes with them, the service, medians.
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
PATH=$PATH:/usr/sbin

# needs TOOL=PACKAGE...: ends, with what to install, where one is missing.
needs() {
  local pair
  for pair in "$@"; do
    command -v "${pair%%=*}" >/dev/null && continue
    echo "script/bench needs ${pair%%=*}: apt-get install ${pair#*=}" >&2
    exit 1
  done
}

place=$(mktemp --directory)
chmod 755 "$place"
children=()
finish() {
  for child in "${children[@]}"; do kill "$child" 2>/dev/null || true; done
  wait
  rm --recursive --force "$place"
}
trap finish EXIT

wait_for_line() {
  for _ in {1..600}; do
    ! grep --quiet "$1" "$2" 2>/dev/null || return 0
    sleep 0.1
  done
  tail -n 3 "$place/log" >&2
  echo "waited in vain for: $1" >&2 && exit 1
}

export COPYTASTER_DATA=$place/data COPYTASTER_LISTEN=127.0.0.1:0
export COPYTASTER_HTTP_TRUSTED_PROXIES=127.0.0.1/32 COPYTASTER_LOG_LEVEL=warn
# start_service BINARY: sets `service` (its process), `url` and `port`.
start_service() {
  rm --force "$place/said"
  "$1" serve >"$place/said" 2>>"$place/log" &
  service=$!
  children+=("$service")
  wait_for_line '^ready: ' "$place/said"
  url=$(sed --quiet 's|^ready: \(.*\)/$|\1|p' "$place/said")
  port=${url##*:}
}
stop_service() {
  kill "$service"
  wait "$service" || true
}

# How PostgreSQL's programs reach the service's own cluster, as the owner of its tables.
as_owner() {
  local user=()
  ((EUID != 0)) || user=(runuser --user copytaster --)
  (cd "$COPYTASTER_DATA" && PGHOST=$COPYTASTER_DATA/run PGUSER=copytaster_owner PGDATABASE=copytaster \
    "${user[@]}" "$@")
}

# Ticks of 10 ms that these processes have used.
ticks() {
  local sum=0 pid
  for pid in "$@"; do sum=$((sum + $(awk '{print $14 + $15}' "/proc/$pid/stat" 2>/dev/null || echo 0))); done
  echo "$sum"
}
resident() { awk '/^VmRSS/ {print $2}' "/proc/$service/status"; } # KiB

# For awk: the median of a list of n numbers.
median='function median(list, n, i, j, t) {
  for (i = 2; i <= n; ++i)
    for (j = i; j > 1 && list[j - 1] > list[j]; --j) {t = list[j]; list[j] = list[j - 1]; list[j - 1] = t}
  return list[int((n + 1) / 2)]
}'
