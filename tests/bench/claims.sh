#!/usr/bin/env bash
# Eight moderators who claim twenty comments and decide each, again and again, with very many
# waiting; and in turns with them a bare UPDATE + INSERT of as many rows on the same cluster.
#   tests/bench/claims.sh BINARY [PENDING [STORED [ROUNDS [SECONDS]]]]
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
# shellcheck source=old_site.sh
. "$here/old_site.sh"
binary=$1 pending=${2:-100000} stored=${3:-0} rounds=${4:-3} seconds=${5:-10} moderators=8 at_once=20
needs node=nodejs
bin=$(printf "%s\n" /usr/lib/postgresql/*/bin | tail -n 1)

start_service "$binary"
tokens=()
for ((n = 1; n <= moderators; ++n)); do
  tokens+=("$("$binary" token create --role moderator --name "moderator-$n")")
done
# A site that stores nothing else has one decided comment.
fill $((stored > 0 ? stored : 1)) "$pending"
# Of each hundred articles one is of a section in which hardly anything waits.
as_owner psql --no-psqlrc --quiet --command "
  UPDATE article SET section = CASE WHEN id % 2000 = 7 THEN 'rare' ELSE 'news' END WHERE key LIKE 'old-%';
  UPDATE queue q SET section = a.section FROM article a WHERE a.id = q.article_id" --command 'VACUUM ANALYZE' \
  --command 'CREATE TABLE bare_queue AS SELECT comment_id, 0 AS by FROM queue' \
  --command 'ALTER TABLE bare_queue ADD PRIMARY KEY (comment_id)' \
  --command 'CREATE TABLE bare_audit (comment_id bigint, at timestamptz)'
cat >"$place/bare.sql" <<SQL
\\set first random(1, $pending - $at_once)
\\set first :first + $((stored > 0 ? stored : 1))
WITH taken AS (UPDATE bare_queue SET by = :client_id WHERE comment_id >= :first AND comment_id < :first + $at_once RETURNING comment_id)
INSERT INTO bare_audit SELECT comment_id, now() FROM taken;
SQL
chmod 644 "$place/bare.sql"

for ((round = 1; round <= rounds; ++round)); do
  as_owner "$bin/pgbench" --no-vacuum --client $moderators --jobs 2 --time "$seconds" --file "$place/bare.sql" \
    2>/dev/null | awk -v rows=$at_once '/^tps/ {printf "bare %.0f\n", $3 * rows}'
  node "$here/claims.mjs" "$url" "$at_once" "$seconds" "${tokens[@]}"
done | tee "$place/rounds" | grep --invert-match '^bare' || true
awk -v rounds="$rounds" "$median"'
  /^bare/ {bare[++b] = $2}
  /^decided/ {decided[++d] = $2}
  END {
    printf "%.3f x bare: %d comments claimed and decided a second beside %d rows of UPDATE + INSERT\n",
      median(decided, d) / median(bare, b), median(decided, d), median(bare, b)
  }' "$place/rounds"
