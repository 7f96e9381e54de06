#!/usr/bin/env bash
# What `rules backtest` takes for as many comments as it may replay, of about 300 bytes, from a real
# database, held to one core: by the shipped rules, and by them with 50,000 terms more.
#   tests/bench/backtest.sh BINARY [STORED [ROUNDS]]
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
binary=$(realpath "$1") stored=${2:-100000} rounds=${3:-5}
data=${COPYTASTER_TEST_DATA:-../shared}/data

# Real comments, joined to about 300 bytes, again and again until there are enough; each verdict
# with its facts, and every tenth one refused by a person.
comments() {
  awk -v stored="$stored" '
    NR <= 20000 {text = text (text == "" ? "" : " ") $0}
    length(text) >= 230 && NR <= 20000 {gsub(/[\\\t\r]/, " ", text); kept[++n] = substr(text, 1, 600); text = ""}
    END {
      for (i = 1; i <= stored; ++i)
        print i "\t" (i % 10 == 0 ? 3 : 1) "\tReader " i % 20000 "\t" kept[i % n + 1]
    }' "$data/news_comments/news_comments.txt"
}
fill() {
  as_owner psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --file - <<SQL
INSERT INTO article (site_id, key, url, created_at)
SELECT 1, 'old-' || n, 'https://news.example/old-' || n, now() - interval '1 year' FROM generate_series(1, 500) n;
CREATE TEMPORARY TABLE told (id bigint, state smallint, author text, text text);
COPY told FROM stdin;
$(comments)
\.
INSERT INTO comment (site_id, id, article_id, state, author, text, author_index, name_index, pseudonym, sealed, verdict, created_at, decided_at, published_at, decided_by)
SELECT 1, id, (SELECT min(a.id) FROM article a WHERE a.key LIKE 'old-%') + id % 500, state, author, text,
       decode(md5(author), 'hex'), decode(md5(author), 'hex'), NULL, decode(repeat(md5(id::text), 7), 'hex'),
       '{"state": "pending", "by_rules": "approved", "score": 0, "rules_version": "0123456789ab", "hits": [], "facts": {"approved": 3, "rejected": 0, "spam": 0, "known_author": true, "said_before": false, "refused_share_lately": 0, "comments_lately": 1, "similar_lately": 0, "banned": false, "addresses": 0, "trap_filled": false}}',
       now() - interval '60 days' * (1 - id / $stored::float), now(), CASE WHEN state = 1 THEN now() END, (SELECT min(id) FROM moderator)
  FROM told;
SELECT setval('comment_id_seq', $stored + 1000) \\g /dev/null
VACUUM ANALYZE;
CHECKPOINT;
SQL
}

# measure NAME DIRECTORY
measure() {
  local TIMEFORMAT='%R %U %S' round
  for ((round = 0; round < rounds; ++round)); do
    { time taskset --cpu-list 0 "$binary" rules backtest "$2" --limit "$stored" >"$place/told.$1" 2>>"$place/log"; } 2>&1
  done >"$place/times"
  awk -v what="$1: $(head -n 1 "$place/told.$1")" "$median"'
    {all[NR] = $1; own[NR] = $2 + $3}
    END {printf "%s; %.2f s in all, of which %.2f s its own (median of %d)\n", what, median(all, NR), median(own, NR), NR}
  ' "$place/times"
}

start_service "$binary"
"$binary" moderator add Bench --role admin >/dev/null
fill
cp --recursive config/rules.d config/words "$place/" && mkdir "$place/shipped" "$place/listed"
cp --recursive config/rules.d config/words "$place/shipped" && mv "$place/rules.d" "$place/words" "$place/listed"
head -n 50000 "$data/wordlists/splorp_blocklist.txt" >"$place/listed/words/many.txt"
printf '[[list]]\nid = "many"\nfile = "words/many.txt"\nmatch = "word"\nscore = 1\nexplain = "{found}"\n' >"$place/listed/rules.d/many.toml"
chmod --recursive a+rX "$place"
measure 'shipped rules' "$place/shipped"
measure 'with 50,000 terms' "$place/listed"
