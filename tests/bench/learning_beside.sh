#!/usr/bin/env bash
# Submits' times with and without trainings on 100,000 decisions beside them, in turns. Prints each
# round's median and 99th percentile in ms, and the median of the ratios of the latter.
#   tests/bench/learning_beside.sh BINARY [ROUNDS [PER_SECOND [SECONDS]]]
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
binary=$1 rounds=${2:-5} rate=${3:-100} seconds=${4:-8}
export COPYTASTER_INTAKE_PENDING_MAX=100000000
start_service "$binary"

cat >"$place/decided.sql" <<'SQL'
INSERT INTO comment (site_id, id, article_id, state, author, text, author_index, name_index, sealed,
                     verdict, created_at, decided_at, decided_by)
SELECT a.site_id, nextval('comment_id_seq'), a.id, CASE WHEN n % 3 = 0 THEN 3 ELSE 1 END, 'Reader',
       (SELECT string_agg(CASE WHEN n % 3 = 0 THEN 'pills ' ELSE 'ferry ' END
                          || substr(md5((n * 31 + w % 7)::text), 1, 4), ' ')
          FROM generate_series(1, 10) AS w),
       decode(md5(n::text), 'hex'), decode(md5('n' || n), 'hex'), 'sealed', '{}',
       now() - n * interval '1 minute', now() - n * interval '1 minute', 1 + n % 3
  FROM generate_series(1, 100000) AS n, (SELECT site_id, id FROM article LIMIT 1) AS a;
SQL
chmod 644 "$place/decided.sql"
as_owner psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --file "$place/decided.sql"
# Or the database tidies up while it is measured.
as_owner psql --no-psqlrc --quiet --command 'VACUUM (ANALYZE) comment' --command CHECKPOINT
node "$here/steady_submits.mjs" "$url" "$rate" 2 >/dev/null
for ((round = 0; round < rounds; ++round)); do
  read -r median_alone alone < <(node "$here/steady_submits.mjs" "$url" "$rate" "$seconds")
  touch "$place/go_on"
  (while [[ -e $place/go_on ]]; do "$binary" model train --afresh --json >"$place/trained" 2>"$place/log"; done) &
  training=$!
  read -r median_beside beside < <(node "$here/steady_submits.mjs" "$url" "$rate" "$seconds")
  rm "$place/go_on"
  wait "$training" || { cat "$place/log" >&2 && exit 1; }
  echo "alone $median_alone/$alone ms, beside a training $median_beside/$beside ms" >&2
  awk -v a="$alone" -v b="$beside" 'BEGIN { print b / a }'
done | sort --general-numeric-sort | awk '{ all[NR] = $1 } END { print "p99 beside a training: " all[int((NR + 1) / 2)] " of that alone" }'
