#!/usr/bin/env bash
# Eight moderators who claim twenty comments and decide them, again and again, with very many
# waiting: one by one, all in one request, and one by one as fast as people do. In turns with them a
# bare UPDATE of such comments and INSERT of such audit entries by pgbench on the same cluster, of one
# and of twenty a statement. At the defaults more than 100,000 wait to the end. With STORED, a site
# that has so many stored beside it stands in turns with one that has none.
#   tests/bench/claims.sh BINARY [PENDING [STORED [ROUNDS [SECONDS]]]]
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
# shellcheck source=old_site.sh
. "$here/old_site.sh"
binary=$1 pending=${2:-300000} stored=${3:-0} rounds=${4:-3} seconds=${5:-5} moderators=8 at_once=20
needs node=nodejs
bin=$(printf "%s\n" /usr/lib/postgresql/*/bin | tail -n 1)

declare -A urls tokens
names=(small)
((stored == 0)) || names+=(large)
# Of each hundred articles one is of a section in which hardly anything waits.
for name in "${names[@]}"; do
  export COPYTASTER_DATA=$place/$name
  start_service "$binary"
  urls[$name]=$url
  for ((n = 1; n <= moderators; ++n)); do
    tokens[$name]+=" $("$binary" token create --role moderator --name "moderator-$n")"
  done
  before=1 # a site that stores nothing else has one decided comment
  [[ $name == small ]] || before=$stored
  fill "$before" "$pending" >/dev/null
  as_owner psql --no-psqlrc --quiet --command "
    UPDATE article SET section = CASE WHEN id % 2000 = 7 THEN 'rare' ELSE 'news' END WHERE key LIKE 'old-%';
    UPDATE queue q SET section = a.section FROM article a WHERE a.id = q.article_id" --command 'VACUUM ANALYZE' \
    --command 'CREATE TABLE bare_comment (LIKE comment INCLUDING ALL)' \
    --command 'CREATE TABLE bare_audit (LIKE audit_entry INCLUDING ALL)' \
    --command 'INSERT INTO bare_comment SELECT * FROM comment WHERE site_id = 1 AND state = 0' \
    --command 'VACUUM ANALYZE bare_comment' --command CHECKPOINT
done
cat >"$place/bare.sql" <<SQL
\\set first random(1, $pending - :rows)
\\set first :first + :before
WITH moved AS (
  UPDATE bare_comment SET state = 1 - state, version = version + 1, decided_at = now()
   WHERE site_id = 1 AND id >= :first AND id < :first + :rows RETURNING id, state, version)
INSERT INTO bare_audit (site_id, batch, comment_id, decision, from_state, to_state, version, at)
SELECT 1, 1, id, 'approve', 1 - state, state, version, now() FROM moved;
SQL
chmod 644 "$place/bare.sql"

# bare ROWS: a second, so many a statement.
bare() {
  local before=1
  [[ $name == small ]] || before=$stored
  as_owner "$bin/pgbench" --no-vacuum --client $moderators --jobs 2 --time "$seconds" --define rows="$1" \
    --define before="$before" --file "$place/bare.sql" 2>/dev/null |
    awk -v rows="$1" '/^tps/ {printf "bare %.0f a second\n", $3 * rows}'
}
# Who pauses decides little, so it takes longer for as many figures.
seconds_of() { if [[ $1 == paused ]]; then echo $((seconds * 4)); else echo "$seconds"; fi; }
for ((round = 1; round <= rounds; ++round)); do
  for how in one together paused; do
    for name in "${names[@]}"; do
      COPYTASTER_DATA=$place/$name
      echo "== $how $name"
      case $how in one) bare 1 ;; together) bare $at_once ;; esac
      # shellcheck disable=SC2086
      node "$here/claims.mjs" "${urls[$name]}" $how "$at_once" \
        "$(seconds_of "$how")" ${tokens[$name]}
    done
  done
done | tee "$place/rounds"
awk "$median"'
  function add(what, number) {list[how, name, what, ++n[how, name, what]] = number}
  function middle(how, name, what, i, some) {
    for (i = 1; i <= n[how, name, what]; ++i) some[i] = list[how, name, what, i]
    return median(some, n[how, name, what])
  }
  function beside(how, name) {
    if (n[how, name, "decided"] == 0) return
    printf "%s, %s: %.3f x bare: %d decided a second beside %d rows of UPDATE + INSERT\n", how, name,
      middle(how, name, "decided") / middle(how, name, "bare"), middle(how, name, "decided"), middle(how, name, "bare")
  }
  function alike(how, what) {
    if (n[how, "large", what] == 0) return
    printf "%s, %s at the 95th percentile: %.1f ms, %.2f x as long as with none stored\n", how, what,
      middle(how, "large", what), middle(how, "large", what) / middle(how, "small", what)
  }
  /^==/ {how = $2; name = $3}
  /^bare/ {add("bare", $2)}
  /^decided/ {add("decided", $2)}
  /^(claim|decision):/ {add(substr($1, 1, length($1) - 1), $6)}
  END {
    for (h = 1; h <= split("one together", hows); ++h) {beside(hows[h], "small"); beside(hows[h], "large")}
    for (h = 1; h <= split("one together paused", hows); ++h) {alike(hows[h], "claim"); alike(hows[h], "decision")}
  }' "$place/rounds"
