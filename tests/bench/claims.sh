#!/usr/bin/env bash
# Eight moderators who claim twenty comments and decide them, again and again, with very many
# waiting: one by one, all in one request, and one by one as fast as people do. In turns with them a
# bare UPDATE of such comments and INSERT of such audit entries by pgbench on the same cluster, of one
# and of twenty a statement. At the defaults more than 100,000 wait to the end.
#   tests/bench/claims.sh BINARY [PENDING [STORED [ROUNDS [SECONDS]]]]
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
# shellcheck source=old_site.sh
. "$here/old_site.sh"
binary=$1 pending=${2:-300000} stored=${3:-0} rounds=${4:-3} seconds=${5:-5} moderators=8 at_once=20
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
  --command 'CREATE TABLE bare_comment (LIKE comment INCLUDING ALL)' \
  --command 'CREATE TABLE bare_audit (LIKE audit_entry INCLUDING ALL)' \
  --command 'INSERT INTO bare_comment SELECT * FROM comment WHERE site_id = 1 AND state = 0' \
  --command 'VACUUM ANALYZE bare_comment'
cat >"$place/bare.sql" <<SQL
\\set first random(1, $pending - :rows)
\\set first :first + $((stored > 0 ? stored : 1))
WITH moved AS (
  UPDATE bare_comment SET state = 1 - state, version = version + 1, decided_at = now()
   WHERE site_id = 1 AND id >= :first AND id < :first + :rows RETURNING id, state, version)
INSERT INTO bare_audit (site_id, batch, comment_id, decision, from_state, to_state, version, at)
SELECT 1, 1, id, 'approve', 1 - state, state, version, now() FROM moved;
SQL
chmod 644 "$place/bare.sql"

# bare ROWS: a second, so many a statement.
bare() {
  as_owner "$bin/pgbench" --no-vacuum --client $moderators --jobs 2 --time "$seconds" --define rows="$1" \
    --file "$place/bare.sql" 2>/dev/null | awk -v rows="$1" '/^tps/ {printf "bare %.0f a second\n", $3 * rows}'
}
for ((round = 1; round <= rounds; ++round)); do
  for how in one together paused; do
    echo "== $how"
    case $how in one) bare 1 ;; together) bare $at_once ;; esac
    node "$here/claims.mjs" "$url" $how "$at_once" "$seconds" "${tokens[@]}"
  done
done | tee "$place/rounds"
awk "$median"'
  /^==/ {how = $2}
  /^bare/ {bare[how, ++b[how]] = $2}
  /^decided/ {decided[how, ++d[how]] = $2}
  function middle(list, how, n, i, some) {
    for (i = 1; i <= n; ++i) some[i] = list[how, i]
    return median(some, n)
  }
  function compare(how, words) {
    printf "%.3f x bare: %d decided a second, %s, beside %d rows of UPDATE + INSERT\n",
      middle(decided, how, d[how]) / middle(bare, how, b[how]), middle(decided, how, d[how]), words, middle(bare, how, b[how])
  }
  END {compare("one", "one by one"); compare("together", "all claimed in one request")}' "$place/rounds"
