#!/usr/bin/env bash
# shards.sh COMMAND...: runs GoogleTest's cases of one room in a few processes at a time, each its
# share of them, and then says what all of them said. For script/test.
set -uo pipefail

count=$(nproc)
((count <= 4)) || count=4
logs=$(mktemp --directory)
trap 'rm --recursive --force "$logs"' EXIT
trap 'kill $(jobs -p); exit 130' INT TERM

for ((i = 0; i < count; i++)); do
  GTEST_TOTAL_SHARDS=$count GTEST_SHARD_INDEX=$i "$@" >"$logs/$i" 2>&1 </dev/null &
done
status=0
for job in $(jobs -p); do wait "$job" || status=$?; done
cat "$logs"/*
exit "$status"
