#!/usr/bin/env bash
# How well the filter learns, beside bogofilter on the same comments where that is installed.
#   tests/bench/learning.sh LEARNING
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
learning=$(realpath "$1")
"$learning"
if ! command -v bogofilter >/dev/null; then
  echo 'bogofilter is not there: apt-get install bogofilter' >&2
  exit 0
fi

"$learning" "$place/texts"
for video in "$place"/texts/*; do
  mkdir "$video/words"
  bogofilter --bogofilter-dir="$video/words" -s -B "$video/learned/spam"
  bogofilter --bogofilter-dir="$video/words" -n -B "$video/learned/ham"
  # Its status tells what the last one was.
  find "$video/judged" -type f | bogofilter --bogofilter-dir="$video/words" -T -b || (($? < 3))
done >"$place/said"

# The best threshold goes down the list until too many of the wanted are blocked.
sort --key=3,3 --general-numeric-sort --reverse "$place/said" | awk '
  {
    wanted = $1 ~ /\/ham\/[0-9]+$/
    ++table[wanted, $3 < 0.5]
    ++count[wanted]
    kind[NR] = wanted
  }
  END {
    for (i = 1; i <= NR; ++i) {
      if (kind[i]) ++blocked
      else ++caught
      if (blocked <= 0.01 * count[1]) at_1 = caught
      if (blocked <= 0.005 * count[1]) at_half = caught
    }
    spread = count[0] * count[1] * (table[0, 0] + table[1, 0]) * (table[0, 1] + table[1, 1])
    mcc = (table[0, 0] * table[1, 1] - table[0, 1] * table[1, 0]) / sqrt(spread)
    printf "%-34s %6.2f %6.3f %7.1f %8.1f\n", "bogofilter, the same split",
      100 * (table[0, 0] + table[1, 1]) / NR, mcc, 100 * at_1 / count[0], 100 * at_half / count[0]
  }'
