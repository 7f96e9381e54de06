// What reading a comment costs, for script/bench: views, 50,000 terms, 200 regexes and measures,
// each and together, over real comments joined to about 300 bytes. One thread. The data is where
// COPYTASTER_TEST_DATA says, ../shared by default.
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>
#include <variant>
#include <vector>

#include <benchmark/benchmark.h>

#include "domain/rules/measures.hpp"
#include "domain/rules/pattern_set.hpp"
#include "domain/rules/term_index.hpp"
#include "domain/text/views.hpp"

namespace copytaster {
namespace {

constexpr std::size_t terms_count = 50'000;
constexpr std::size_t patterns_count = 200;
constexpr std::size_t comment_bytes = 300;

std::string data_path(const std::string& name) {
  const char* place = std::getenv("COPYTASTER_TEST_DATA");
  return (place == nullptr ? std::string{"../shared"} : std::string{place}) + "/data/" + name;
}

std::vector<std::string> lines_of(const std::string& name) {
  std::ifstream file{data_path(name)};
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);)
    if (!line.empty()) lines.push_back(line);
  if (lines.empty()) {
    std::cerr << "no data in " << data_path(name) << '\n';
    std::exit(2);
  }
  return lines;
}

/// The fourth column of id,author,date,text,label, whose texts hold no line ends.
std::string text_of(const std::string& row) {
  std::size_t at = 0;
  for (int column = 0; column < 3; ++column) {
    const bool quoted = at < row.size() && row[at] == '"';
    at = row.find(quoted ? "\"," : ",", at + 1);
    if (at == row.npos) return {};
    at += quoted ? 2 : 1;
  }
  std::string text = row.substr(at, row.rfind(',') - at);
  if (text.size() >= 2 && text.front() == '"') text = text.substr(1, text.size() - 2);
  return text;
}

std::vector<std::string> comments() {
  std::vector<std::string> texts = lines_of("news_comments/news_comments.txt");
  texts.resize(std::min<std::size_t>(texts.size(), 3'000));
  for (const char* name : {"psy", "katyperry", "lmfao"})
    for (const std::string& row : lines_of("youtube_spam/" + std::string{name} + ".csv"))
      texts.push_back(text_of(row));
  std::vector<std::string> joined{""};
  for (const std::string& text : texts) {
    if (joined.back().size() + text.size() / 2 >= comment_bytes) joined.emplace_back();
    if (!joined.back().empty()) joined.back() += ' ';
    joined.back() += text;
  }
  return joined;
}

const std::vector<std::string>& all_comments() {
  static const auto made = comments();
  return made;
}

/// Of all parts of the list alike.
std::vector<TermIndex::Term> terms(Match match) {
  const auto lines = lines_of("wordlists/splorp_blocklist.txt");
  std::vector<TermIndex::Term> made;
  for (std::size_t i = 0; i < terms_count; ++i)
    made.push_back({lines[i * lines.size() / terms_count], match});
  return made;
}

std::vector<PatternSet::Pattern> patterns() {
  const std::vector<std::string> verbs{"earn", "make", "win", "get", "claim",
                                       "buy",  "sell", "try", "see", "join"};
  const std::vector<std::string> things{"money", "cash",  "bonus", "pills", "loans",
                                        "views", "likes", "coins", "watch", "tickets"};
  std::vector<PatternSet::Pattern> made;
  for (const auto& verb : verbs)
    for (const auto& thing : things) {
      made.push_back({"\\b" + verb + "\\s+(free|cheap|real)?\\s*" + thing + "\\b"});
      made.push_back({"\\b" + thing + ".{0,30}\\b(" + verb + "|online|per day|\\d+ ?%)"});
    }
  made.resize(patterns_count);
  return made;
}

const TermIndex& index(Match match) {
  static const TermIndex words{terms(Match::word)};
  static const TermIndex substrings{terms(Match::substring)};
  return match == Match::word ? words : substrings;
}

const PatternSet& pattern_set() {
  static const auto made = std::get<PatternSet>(PatternSet::make(patterns()));
  return made;
}

constexpr std::size_t found_max = 50;

template <class Read>
void each_comment(benchmark::State& state, const Read& read) {
  const auto& texts = all_comments();
  std::size_t bytes = 0;
  for (const auto& text : texts) bytes += text.size();
  std::size_t next = 0;
  for ([[maybe_unused]] const auto turn : state) {
    read(next);
    if (++next == texts.size()) next = 0;
  }
  state.counters["bytes"] = static_cast<double>(bytes) / static_cast<double>(texts.size());
}

std::vector<TextViews> all_views() {
  std::vector<TextViews> views;
  for (const auto& text : all_comments()) views.push_back(views_of(text));
  return views;
}

void views(benchmark::State& state) {
  each_comment(state, [](std::size_t i) { benchmark::DoNotOptimize(views_of(all_comments()[i])); });
}

void find_terms(benchmark::State& state, Match match) {
  const auto read = all_views();
  const TermIndex& terms_index = index(match);
  std::vector<TermIndex::Found> found;
  each_comment(state, [&](std::size_t i) { terms_index.find_in(read[i], found_max, found); });
}

void find_patterns(benchmark::State& state) {
  const auto read = all_views();
  const PatternSet& set = pattern_set();
  std::vector<PatternSet::Found> found;
  each_comment(state, [&](std::size_t i) {
    if (!set.find_in(read[i], all_comments()[i], found_max, found)) std::abort();
  });
}

void measures(benchmark::State& state) {
  const auto read = all_views();
  each_comment(state, [&](std::size_t i) {
    benchmark::DoNotOptimize(measure({all_comments()[i]}, read[i]));
  });
}

void together(benchmark::State& state, Match match) {
  const TermIndex& terms_index = index(match);
  const PatternSet& set = pattern_set();
  std::vector<TermIndex::Found> terms_found;
  std::vector<PatternSet::Found> patterns_found;
  each_comment(state, [&](std::size_t i) {
    const std::string& text = all_comments()[i];
    const TextViews read = views_of(text);
    terms_index.find_in(read, found_max, terms_found);
    if (!set.find_in(read, text, found_max, patterns_found)) std::abort();
    benchmark::DoNotOptimize(measure({text}, read));
  });
}

void build(benchmark::State& state, Match match) {
  const auto list = terms(match);
  for ([[maybe_unused]] const auto turn : state) benchmark::DoNotOptimize(TermIndex{list});
}

std::string repeated(std::string_view piece, std::size_t bytes) {
  std::string text;
  while (text.size() < bytes) text += piece;
  return text;
}

/// What the patterns look for, in no order that could be remembered.
std::string all_over(std::size_t bytes) {
  const std::vector<std::string> pieces{"earn",  "make",  "win",   "get",    "buy", "money", "cash",
                                        "bonus", "pills", "loans", "online", "7%",  "per",   "x"};
  std::string text;
  for (std::uint32_t turn = 1; text.size() < bytes; turn = turn * 1'664'525U + 1'013'904'223U)
    text += pieces[(turn >> 16U) % pieces.size()] + " ";
  return text;
}

void hostile(benchmark::State& state, std::string_view piece) {
  const std::string text = piece.empty() ? all_over(64 * 1'024) : repeated(piece, 64 * 1'024);
  const TermIndex& words = index(Match::word);
  const TermIndex& substrings = index(Match::substring);
  const PatternSet& set = pattern_set();
  std::vector<TermIndex::Found> found;
  std::vector<PatternSet::Found> patterns_found;
  for ([[maybe_unused]] const auto turn : state) {
    const TextViews read = views_of(text);
    words.find_in(read, found_max, found);
    substrings.find_in(read, found_max, found);
    benchmark::DoNotOptimize(set.find_in(read, text, found_max, patterns_found));
    benchmark::DoNotOptimize(measure({text}, read));
  }
}

BENCHMARK(views)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(find_terms, words, Match::word)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(find_terms, substrings, Match::substring)->Unit(benchmark::kMicrosecond);
BENCHMARK(find_patterns)->Unit(benchmark::kMicrosecond);
BENCHMARK(measures)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(together, words, Match::word)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(together, substrings, Match::substring)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(build, words, Match::word)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(build, substrings, Match::substring)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(hostile, letter, "a")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(hostile, sign, "<")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(hostile, bracket, "[b")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(hostile, marks, "\xCC\x81")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(hostile, references, "&amp;amp;#97;")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(hostile, spelled, "v i a g r a ")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(hostile, spelled_short, "a. b. c- ")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(hostile, replaced, "c4s1n0 ")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(hostile, replaced_long, "c4")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(hostile, mixed, "c\xD0\xB0sino\xD0\xB0 ")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(hostile, ligature, "\xEF\xB7\xBA")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(hostile, override,
                  "\xE2\x80\xAE"
                  "ab")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(hostile, stretched, "casinooo ")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(hostile, all_over, "")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(hostile, links, "http://a.example ")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(hostile, spam, "buy cheap pills online casino bonus ")
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace copytaster

BENCHMARK_MAIN();
