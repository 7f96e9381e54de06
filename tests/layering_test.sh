#!/usr/bin/env bash
# The walls between the rooms, and the caps on size. Prints one line per check with the lines that
# break it, and checks itself first: a breach planted in a made-up tree must be found.
#   tests/layering_test.sh [ROOT]     ROOT is the tree to look at, by default this one
set -uo pipefail
self=$(realpath "${BASH_SOURCE[0]}")
cd "${1:-${self%/*}/..}" || exit
passed=0 failed=0

# verdict NAME LINES: a check passes when nothing was found.
verdict() {
  if [[ -z $2 ]]; then
    echo "ok $1"
    passed=$((passed + 1))
  else
    printf 'not ok %s\n%s\n' "$1" "$2"
    failed=$((failed + 1))
  fi
}

# sources PLACE...: the C++ under these places, as far as they exist.
sources() { find "$@" -type f \( -name '*.hpp' -o -name '*.cpp' \) 2>/dev/null | sort; }

# found PATTERN FILE...: "file:line: text" of what matches.
found() {
  local pattern=$1
  shift
  (($#)) || return 0
  grep --with-filename --line-number --extended-regexp "$pattern" "$@" || true
}

include='^[[:space:]]*#[[:space:]]*include[[:space:]]*'
language='<[a-z0-9_]+>'                                       # <vector>, <cstdint>
system='<[a-z0-9_]+\.h>|<(sys|netinet|arpa|net)/[a-z0-9_]+\.h>' # <unistd.h>, <sys/file.h>

# wall NAME ALLOWED PLACE...: nothing may be included under these places but what ALLOWED matches.
wall() {
  local name=$1 allowed=$2 files
  shift 2
  mapfile -t files < <(sources "$@")
  verdict "$name" "$(found "$include" "${files[@]}" |
    grep --invert-match --extended-regexp "#[[:space:]]*include[[:space:]]*($allowed)")"
}

# never NAME PATTERN PLACE...: no line under these places may match.
never() {
  local name=$1 pattern=$2 files
  shift 2
  mapfile -t files < <(sources "$@")
  verdict "$name" "$(found "$pattern" "${files[@]}")"
}

check_public_headers() {
  # Whoever includes the core's contract must not inherit a library with it.
  wall 'public headers use the standard library alone' "$language|\"copytaster/" include
  # The nouns do not know what is done with them.
  wall 'domain headers know the domain alone' "$language|\"copytaster/domain/" \
    include/copytaster/domain
}

check_pure_rooms() {
  # ICU, libpsl and RE2 are how text is read; what they are must not show in a header.
  wall 'domain sources use std, domain, ICU, libpsl and RE2' \
    "$language|\"(copytaster/)?domain/|<unicode/|<libpsl\.h>|<re2/" src/domain
  wall 'app uses std, domain and app' "$language|\"(copytaster/)?(app|domain)/" src/app
  wall 'learning uses std and domain' "$language|\"(copytaster/domain|domain|learning)/" \
    src/learning
  # Pure means: the same answer for the same arguments, so that a test can choose everything.
  never 'the pure rooms have no clock, chance, file, log or thread' \
    "$include<(random|fstream|filesystem|iostream|ctime|thread|mutex|shared_mutex|future|\
condition_variable|semaphore|stop_token|atomic)>" include src/domain src/app src/learning
  never 'the pure rooms ask for no time, chance, file or environment' \
    '_clock::now|(^|[^_a-z])(time|rand|getenv|fopen|f?printf|puts)\(' include src/domain src/app \
    src/learning
  # These tests link the pure rooms alone and need neither store nor server.
  never 'tests of the pure rooms stay in them' \
    "$include(<(pqxx|pistache|spdlog|nlohmann)/|\"(postgres|http|running|security|settings))" \
    tests/domain tests/app tests/learning
}

check_outer_rooms() {
  # Each has its one library; none knows another, so that each can be tested and replaced alone.
  wall 'postgres uses app, domain and libpqxx' \
    "$language|$system|\"(copytaster|postgres)/|\"embedded_files|<pqxx/|<libpq-fe" src/postgres
  wall 'rule_files uses app, domain and toml++' \
    "$language|\"(copytaster|rule_files)/|<toml\+\+/" src/rule_files
  wall 'security uses app, domain, libsodium, liboath and libqrencode' \
    "$language|$system|\"(copytaster|security)/" src/security
  wall 'transfer uses app, domain, libxml2 and simdjson' \
    "$language|\"(copytaster|transfer)/|<libxml/|<simdjson\.h>" src/transfer
  wall 'running uses app, domain, threads and spdlog' \
    "$language|$system|\"(copytaster|running)/|<spdlog/" src/running
  wall 'http uses app, domain, running, Pistache and JSON' \
    "$language|$system|\"(copytaster|http|running)/|\"embedded_files|<(pistache|nlohmann|fmt)/|\
<spdlog/" src/http
  local files
  # One place writes about faults; anywhere else a log line may carry what a reader typed.
  mapfile -t files < <(sources src/http | grep --invert-match '/guard\.')
  verdict 'http logs in guard only' "$(found "$include<spdlog/spdlog" "${files[@]}")"
  # <sodium.h> and the like look like the system's headers, so they are named once more.
  mapfile -t files < <(sources include src | grep --invert-match --extended-regexp \
    '^src/(security/|main\.|settings|commands/)')
  verdict 'libsodium stays in security' "$(found "$include<(sodium|oath|qrencode)" "${files[@]}")"
  mapfile -t files < <(sources include src | grep --invert-match --extended-regexp \
    '^src/(http/|transfer/|main\.|settings|commands/)')
  verdict 'JSON, Pistache and compression stay in http' \
    "$(found "$include<(simdjson|libdeflate|zlib|nlohmann|pistache)" "${files[@]}")"
  mapfile -t files < <(sources include src | grep --invert-match '^src/transfer/')
  verdict 'XML stays in transfer' "$(found "$include<libxml" "${files[@]}")"
  mapfile -t files < <(sources include src | grep --invert-match --extended-regexp \
    '^src/(rule_files/|main\.|settings|commands/)')
  verdict 'TOML stays in rule_files and settings' "$(found "$include<toml" "${files[@]}")"
  mapfile -t files < <(sources include src | grep --invert-match '^src/postgres/')
  verdict 'SQL stays in postgres' "$(found \
    'R"sql|"[^"]*(SELECT .* FROM |INSERT INTO |DELETE FROM |UPDATE .* SET )' "${files[@]}")"
}

check_names() {
  local words='manager|helper|util|utils|common|info|process|item|items|handle|handler|misc|stuff'
  # Such a word says nothing; the thing has a name in the newsroom.
  verdict 'no file has an empty name' "$(find include src web script -type f 2>/dev/null |
    grep --extended-regexp "(^|/)([a-z0-9]+[_-])*($words|data)([_-][a-z0-9]+)*\.[a-z]+$")"
  local endings='Manager|Helper|Util|Common|Data|Info|Process|Item|Handler?'
  never 'no type has an empty name' "^ *(class|struct|enum class) [A-Za-z]*($endings)s?\\b" \
    include src
  never 'nothing is left to be done' 'TODO|FIXME|\bXXX\b' include src tests
}

# longer CAP FILE...: files above the cap, with their length.
longer() {
  local cap=$1
  shift
  (($#)) || return 0
  wc --lines "$@" | awk -v cap="$cap" '$2 != "total" && $1 > cap {print $2 ": " $1 " lines"}'
}

check_sizes() {
  local files
  mapfile -t files < <(find include src web tests -type f -not -path '*/node_modules/*' \
    \( -name '*.hpp' -o -name '*.cpp' -o -name '*.js' -o -name '*.mjs' -o -name '*.css' \
    -o -name '*.html' -o -name '*.sh' \) 2>/dev/null)
  verdict 'no file is over 400 lines' "$(longer 400 "${files[@]}")"
  mapfile -t files < <(find script .ci -type f 2>/dev/null)
  verdict 'no script is over 60 lines' "$(longer 60 "${files[@]}")"
  mapfile -t files < <(find src -maxdepth 1 -name main.cpp 2>/dev/null)
  verdict 'main.cpp is not over 150 lines' "$(longer 150 "${files[@]}")"
}

# plant ROOT NAME PATH LINE: puts a breach of the check NAME into the tree and remembers it.
plant() {
  mkdir --parents "$1/${3%/*}"
  echo "$4" >>"$1/$3"
  planted+=("$2|$3")
}

check_itself() {
  local tree planted=() breach report missed=
  tree=$(mktemp --directory)
  plant "$tree" 'public headers use' include/copytaster/app/a.hpp '#include <fmt/core.h>'
  plant "$tree" 'domain headers know' include/copytaster/domain/a.hpp \
    '#include "copytaster/app/a.hpp"'
  plant "$tree" 'domain sources use' src/domain/rules/a.cpp '#include <unistd.h>'
  plant "$tree" 'app uses' src/app/a.cpp '#include "postgres/pool.hpp"'
  plant "$tree" 'learning uses' src/learning/a.cpp '#include "copytaster/app/vault.hpp"'
  plant "$tree" 'the pure rooms have no' src/domain/b.cpp '  #  include <random>'
  plant "$tree" 'the pure rooms ask' src/app/b.cpp 'auto t = std::chrono::system_clock::now();'
  plant "$tree" 'tests of the pure' tests/domain/a_test.cpp '#include "http/framing.hpp"'
  plant "$tree" 'postgres uses' src/postgres/a.cpp '#include <spdlog/spdlog.h>'
  plant "$tree" 'rule_files uses' src/rule_files/a.cpp '#include <re2/re2.h>'
  plant "$tree" 'TOML stays' src/running/c.cpp '#include <toml++/toml.h>'
  plant "$tree" 'security uses' src/security/a.cpp '#include "http/framing.hpp"'
  plant "$tree" 'transfer uses' src/transfer/a.cpp '#include "http/json.hpp"'
  plant "$tree" 'XML stays' src/running/d.cpp '#include <libxml/parser.h>'
  plant "$tree" 'running uses' src/running/a.cpp '#include <pqxx/pqxx>'
  plant "$tree" 'http uses' src/http/a.cpp '#include "domain/rules/casino.hpp"'
  plant "$tree" 'http logs' src/http/b.cpp '#include <spdlog/spdlog.h>'
  plant "$tree" 'libsodium stays' src/running/b.cpp '#include <sodium.h>'
  plant "$tree" 'JSON, Pistache' src/postgres/b.cpp '#include <simdjson.h>'
  plant "$tree" 'SQL stays' src/http/c.cpp 'auto q = "SELECT id FROM comment";'
  plant "$tree" 'no file has' src/app/comment_helper.cpp 'int a;'
  plant "$tree" 'no type has' src/app/c.cpp 'class QueueManager {'
  plant "$tree" 'nothing is left' src/app/d.cpp '// TO''DO: later'
  plant "$tree" 'no file is over' web/a.js "$(seq 401)"
  plant "$tree" 'no script is over' script/a "$(seq 61)"
  plant "$tree" 'main.cpp is not' src/main.cpp "$(seq 151)"
  report=$("$self" "$tree")
  for breach in "${planted[@]}"; do
    awk -v name="not ok ${breach%|*}" -v path="${breach#*|}" '
      /^(not )?ok / {here = index($0, name) == 1}
      here && index($0, path) == 1 {found = 1}
      END {exit !found}' <<<"$report" || missed+="not found: $breach"$'\n'
  done
  verdict 'every planted breach is found' "$missed"
  rm --recursive "$tree"

  # The walls must let pass what they are to let pass.
  tree=$(mktemp --directory)
  planted=()
  plant "$tree" '' include/copytaster/domain/a.hpp '#include <vector>'
  plant "$tree" '' src/domain/a.cpp '#include <unicode/unorm2.h>'
  plant "$tree" '' src/http/guard.cpp '#include <spdlog/spdlog.h>'
  plant "$tree" '' src/postgres/a.cpp '#include <pqxx/pqxx>'
  plant "$tree" '' src/rule_files/a.cpp '#include <toml++/toml.h>'
  plant "$tree" '' src/postgres/a.cpp 'auto q = "SELECT id FROM comment";'
  plant "$tree" '' src/main.cpp "$(seq 150)"
  plant "$tree" '' web/a.js "$(seq 400)"
  verdict 'a clean tree passes' "$("$self" "$tree" | grep '^not ok')"
  rm --recursive "$tree"
}

check_public_headers
check_pure_rooms
check_outer_rooms
check_names
check_sizes
(($#)) || check_itself
printf '# pass %d\n# fail %d\n' "$passed" "$failed"
((failed == 0))
