#!/usr/bin/env bash
# An import of NDJSON into an empty site, as another system's and as an export of ours that keeps its
# numbers, beside psql's COPY of the same final rows into a table with the same indexes, in turns,
# each after a checkpoint.
#   tests/bench/import.sh BINARY [COMMENTS [ROUNDS]]
# shellcheck source=common.sh
. "$(dirname "$0")/common.sh"
binary=$1 comments=${2:-1000000} rounds=${3:-3}

# Threads, states, authors and lengths as an old site has them; every fifth has a website.
comments_of() {
  awk -v comments="$1" 'BEGIN {
    srand(7)
    words = split("the a of ferry council budget school road night market river old new people think " \
      "never always train delay price house green plan vote mayor street city because when where", word, " ")
    for (id = 1; id <= comments; ++id) {
      text = ""
      for (left = 8 + int(rand() * 72); left > 0; --left) text = text " " word[1 + int(rand() * words)]
      article = 50 + int(id * 5000 / comments) - int(rand() * 40) # those that are new get most of them
      reader = 1 + int(rand() ^ 3 * comments / 8) # a few write much
      chance = rand()
      printf "{\"article\":\"%d\",\"article_url\":\"https://old.example/%d\",\"id\":%d,", article, article, id
      printf "\"parent\":%s,", (article in last && rand() < .3 ? last[article] : "null")
      printf "\"author\":\"Reader %d\",\"email\":\"reader%d@mail.example\",", reader, reader
      printf "\"url\":%s,", (reader % 5 ? "null" : "\"https://r" reader ".example/\"")
      printf "\"text\":\"%s.\",\"state\":\"%s\",", substr(text, 2),
        (chance < .9 ? "approved" : chance < .95 ? "spam" : chance < .99 ? "rejected" : "pending")
      printf "\"created_at\":\"20%02d-%02d-%02dT%02d:%02d:%02d.%03dZ\"}\n", 10 + id * 14 / comments,
        1 + id % 12, 1 + id % 28, id % 24, id % 60, id % 59, id % 1000
      last[article] = id
    }
  }'
}

milliseconds() {
  local began
  began=$(date +%s%N)
  "$@" >/dev/null
  echo $((($(date +%s%N) - began) / 1000000))
}
owner_does() { as_owner psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --command "$1" 2>/dev/null; }
emptied() {
  owner_does "TRUNCATE imported, import_source, import_place, comment, queue, author, change CASCADE"
  owner_does "ALTER SEQUENCE comment_id_seq RESTART" # as nobody has commented there yet
  owner_does "TRUNCATE bare"
  owner_does CHECKPOINT
}
imported() { "$binary" import --format ndjson "$1"; }
copied() { owner_does "COPY bare FROM '$place/rows'"; }

start_service "$binary"
comments_of "$comments" >"$place/comments"
sed 's/"id":/"version":1,&/' "$place/comments" >"$place/ours"
owner_does "CREATE TABLE bare (LIKE comment INCLUDING ALL)"
emptied
imported "$place/comments" >/dev/null # what is made once, the articles, is there
touch "$place/rows"
((EUID != 0)) || chown copytaster: "$place/rows"
owner_does "COPY comment TO '$place/rows'"
for ((round = 0; round < rounds; ++round)); do
  emptied
  theirs=$(milliseconds copied)
  emptied
  others=$(milliseconds imported "$place/comments")
  emptied
  echo "$theirs $others $(milliseconds imported "$place/ours")"
done | tee "$place/rounds" | sed 's/^/  /'
awk -v comments="$comments" "$median"'
  {others[NR] = $1 / $2; ours[NR] = $1 / $3; bare[NR] = $1; took[NR] = $2}
  END {
    printf "%d comments imported: %.2f x a bare COPY of their rows (%.0f and %.0f thousand a second)\n",
      comments, median(others, NR), comments / median(took, NR), comments / median(bare, NR)
    printf "an export of ours, with its numbers: %.2f x\n", median(ours, NR)
  }' "$place/rounds"
