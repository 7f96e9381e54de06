// What the dearest texts cost that there may be: 64 KiB that were written to be dear, masked, read
// and judged with all rules. Each with rules that have read nothing yet, then with rules that have.
#include <cstdint>

#include <benchmark/benchmark.h>

#include "copytaster/domain/masking.hpp"
#include "copytaster/domain/rules.hpp"
#include "tests/bench/judging.hpp"

namespace copytaster::bench {
namespace {

constexpr std::size_t text_bytes = 65'525;

std::string repeated(std::string_view piece) {
  std::string text;
  while (text.size() + piece.size() <= text_bytes) text += piece;
  return text;
}

using Words = std::vector<std::string>;

/// In no order that could be remembered.
std::string at_random(const Words& words, std::uint32_t random) {
  std::string text;
  for (;;) {
    random = random * 1'664'525U + 1'013'904'223U;
    const std::string& word = words[(random >> 16U) % words.size()];
    if (text.size() + word.size() + 1 > text_bytes) return text;
    text += word + " ";
  }
}

/// What the patterns of the bench look for.
const Words& counted() {
  static const Words words{"earn",  "make",  "win",    "get", "buy", "money", "cash", "bonus",
                           "pills", "loans", "online", "7%",  "per", "day",   "x"};
  return words;
}

/// What the shipped patterns look for, sentences and disguises among it.
const Words& shipped() {
  static const Words words = [] {
    Words found;
    for (const auto& [name, text] : test::shipped_files()) {
      for (std::size_t at = text.find("pattern = '"); at != text.npos;
           at = text.find("pattern = '", at + 1)) {
        std::string word;
        for (const char c : text.substr(at + 11, text.find('\n', at) - at - 11)) {
          if (c >= 'a' && c <= 'z')
            word += c;
          else if (word.size() > 1)
            found.push_back(std::exchange(word, ""));
          else
            word.clear();
        }
      }
    }
    for (std::size_t i = found.size() / 8; i > 0; --i) found.push_back("$5.");
    return found;
  }();
  return words;
}

Words disguised(Words words) {
  words.insert(words.end(), {"c4s1n0", "freeee", "<b>half</b>way", "v i a g r a", "c\xD0\xB0sino"});
  return words;
}

/// So many in turn that none of them is known.
constexpr int fresh_turns = 5;

void read(const std::string& text, const std::shared_ptr<const RuleSet>& set) {
  const Masked masked = mask_addresses(text);
  const Reading reading = read_stored({"Ann Reader", std::nullopt, masked.text}, set);
  benchmark::DoNotOptimize(judge(reading, {}, {}));
}

void warm(benchmark::State& state, const std::string& text) {
  for (const Match match : {Match::word, Match::substring}) read(text, rules(match));
  for ([[maybe_unused]] const auto turn : state) read(text, rules(Match::word));
}

/// Another text each time.
void fresh(benchmark::State& state, const Words& words) {
  std::uint32_t number = 0;
  read(at_random(words, number), rules(Match::word));
  for ([[maybe_unused]] const auto turn : state) {
    state.PauseTiming();
    const std::string text = at_random(words, ++number);
    state.ResumeTiming();
    read(text, rules(Match::word));
  }
}

/// Other rules each time, which have read nothing.
void cold(benchmark::State& state, const Words& words) {
  const std::string text = at_random(words, 1);
  for ([[maybe_unused]] const auto turn : state) {
    state.PauseTiming();
    const auto set = compiled_rules("word");
    state.ResumeTiming();
    read(text, set);
  }
}

void add(const std::string& name, const std::string& text) {
  benchmark::RegisterBenchmark(("warm/" + name).c_str(), warm, text)
      ->Unit(benchmark::kMillisecond)
      ->MinTime(0.2);
}

void add_words(const std::string& name, const Words& words) {
  add(name, at_random(words, 1));
  benchmark::RegisterBenchmark(("fresh/" + name).c_str(), fresh, words)
      ->Unit(benchmark::kMillisecond)
      ->Iterations(20);
  benchmark::RegisterBenchmark(("cold/" + name).c_str(), cold, words)
      ->Unit(benchmark::kMillisecond)
      ->Iterations(fresh_turns);
}

void add_all() {
  for (const auto& [name, piece] : {std::pair{"letter", "a"},
                                    {"sign", "<"},
                                    {"bracket", "[b"},
                                    {"marks", "\xCC\x81"},
                                    {"references", "&amp;amp;#97;"},
                                    {"spelled", "v i a g r a "},
                                    {"spelled_short", "a. b. c- "},
                                    {"replaced", "c4s1n0 "},
                                    {"replaced_long", "c4"},
                                    {"mixed", "c\xD0\xB0sino\xD0\xB0 "},
                                    {"ligature", "\xEF\xB7\xBA"},
                                    {"override", "\xE2\x80\xAE\x61\x62"},
                                    {"stretched", "casinooo "},
                                    {"links", "http://a.example "},
                                    {"addresses", "a@b.example "},
                                    {"spam", "buy cheap pills online casino bonus "}})
    add(name, repeated(piece));
  add_words("counted", counted());
  add_words("shipped", shipped());
  add_words("disguised", disguised(shipped()));
}

}  // namespace
}  // namespace copytaster::bench

int main(int count, char** words) {
  benchmark::Initialize(&count, words);
  copytaster::bench::add_all();
  benchmark::RunSpecifiedBenchmarks();
}
