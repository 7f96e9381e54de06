// What a verdict costs, for script/bench: reading and judging a comment with the shipped rules,
// 50,000 terms and 200 regexes, and each part of it. One thread.
#include <utility>
#include <variant>

#include <benchmark/benchmark.h>

#include "copytaster/domain/masking.hpp"
#include "copytaster/domain/rules.hpp"
#include "domain/rules/measures.hpp"
#include "domain/text/views.hpp"
#include "tests/bench/judging.hpp"
#include "tests/learning/corpora.hpp"

namespace copytaster::bench {
namespace {

constexpr std::size_t found_max = 50;
constexpr std::ptrdiff_t news_count = 1'000;
constexpr Facts known{.approved_before = 3, .known_author = true};
const Policy policy{.premoderation = Premoderation::rules};

const TermIndex& index(Match match) {
  static const TermIndex words{terms(Match::word)};
  static const TermIndex substrings{terms(Match::substring)};
  return match == Match::word ? words : substrings;
}

/// Once before it is measured: what regexes remember is made while they read.
template <class Read>
void each_comment(benchmark::State& state, const Read& read,
                  const std::vector<std::string>& texts = comments()) {
  for (std::size_t i = 0; i < texts.size(); ++i) read(i);
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
  for (const auto& text : comments()) views.push_back(views_of(text));
  return views;
}

void views(benchmark::State& state) {
  each_comment(state, [](std::size_t i) { benchmark::DoNotOptimize(views_of(comments()[i])); });
}

void find_terms(benchmark::State& state, Match match) {
  const auto read = all_views();
  const TermIndex& terms_index = index(match);
  std::vector<TermIndex::Found> found;
  each_comment(state, [&](std::size_t i) { terms_index.find_in(read[i], found_max, found); });
}

void find_patterns(benchmark::State& state) {
  const auto read = all_views();
  const auto set = std::get<PatternSet>(PatternSet::make(patterns()));
  std::vector<PatternSet::Found> found;
  each_comment(state, [&](std::size_t i) {
    if (!set.find_in(read[i], comments()[i], found_max, found)) std::abort();
  });
}

void measures(benchmark::State& state) {
  const auto read = all_views();
  each_comment(state,
               [&](std::size_t i) { benchmark::DoNotOptimize(measure({comments()[i]}, read[i])); });
}

void likeness(benchmark::State& state) {
  each_comment(state, [](std::size_t i) { benchmark::DoNotOptimize(likeness_of(comments()[i])); });
}

void masking(benchmark::State& state) {
  each_comment(state,
               [](std::size_t i) { benchmark::DoNotOptimize(mask_addresses(comments()[i])); });
}

void judging(benchmark::State& state, Match match) {
  std::vector<Reading> readings;
  for (const std::string& text : comments())
    readings.push_back(read_stored({"Ann Reader", std::nullopt, text}, rules(match)));
  each_comment(state,
               [&](std::size_t i) { benchmark::DoNotOptimize(judge(readings[i], known, policy)); });
}

/// Learned from comments under videos and in a newspaper.
const Model& model() {
  static const auto made = [] {
    std::vector<test::Told> told = test::news_comments();
    told.erase(told.begin() + 4'000, told.end());
    for (const std::string& video : test::videos)
      for (test::Told& one : test::video_comments(video)) told.push_back(std::move(one));
    const auto examples = test::examples_of(told, test::shipped_rules());
    return std::get<Model>(train({.examples = examples}));
  }();
  return made;
}

/// With an explanation where it holds; without one none is held.
void learned(benchmark::State& state, bool explained) {
  std::vector<Reading> readings;
  for (const std::string& text : comments()) {
    Reading reading = read_stored({"Ann Reader", std::nullopt, text}, rules(Match::word));
    if (explained || !model().judge(reading).is_over_threshold) readings.push_back(reading);
  }
  state.counters["readings"] = static_cast<double>(readings.size());
  each_comment(state, [&](std::size_t i) {
    benchmark::DoNotOptimize(model().judge(readings[i % readings.size()]));
  });
}

void judge_one(const std::string& text, const std::shared_ptr<const RuleSet>& set) {
  const Reading reading = read_stored({"Ann Reader", std::nullopt, text}, set);
  benchmark::DoNotOptimize(judge(reading, known, policy));
}

/// All of the former but masking, with the author's name.
void verdict(benchmark::State& state, Match match) {
  const auto& set = rules(match);
  each_comment(state, [&](std::size_t i) { judge_one(comments()[i], set); });
}

void judge_with_model(const std::string& text, const std::shared_ptr<const RuleSet>& set) {
  Reading reading = read_stored({"Ann Reader", std::nullopt, text}, set);
  reading.learned = model().judge(reading);
  benchmark::DoNotOptimize(judge(reading, known, policy));
}

/// The former with what was learned.
void verdict_with_model(benchmark::State& state, Match match) {
  each_comment(state, [&](std::size_t i) { judge_with_model(comments()[i], rules(match)); });
}

/// The first for what a news site publishes, each read before.
void verdict_on_news(benchmark::State& state, Match match) {
  const auto& all = news_comments();
  const std::vector<std::string> some{all.begin(), all.begin() + news_count};
  each_comment(
      state, [&](std::size_t i) { judge_one(some[i], rules(match)); }, some);
}

/// The former with what was learned.
void verdict_with_model_on_news(benchmark::State& state, Match match) {
  const auto& all = news_comments();
  const std::vector<std::string> some{all.begin(), all.begin() + news_count};
  each_comment(
      state, [&](std::size_t i) { judge_with_model(some[i], rules(match)); }, some);
}

/// Each for the first time, by a service that has read thousands of others.
void verdict_on_unread(benchmark::State& state, Match match) {
  const auto& texts = news_comments();
  std::size_t next = texts.size() - news_count;
  for (std::size_t i = 0; i < next; ++i) judge_one(texts[i], rules(match));
  for ([[maybe_unused]] const auto turn : state) judge_one(texts[next++], rules(match));
}

void build(benchmark::State& state, Match match) {
  const auto list = terms(match);
  for ([[maybe_unused]] const auto turn : state) benchmark::DoNotOptimize(TermIndex{list});
}

BENCHMARK(views)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(find_terms, words, Match::word)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(find_terms, substrings, Match::substring)->Unit(benchmark::kMicrosecond);
BENCHMARK(find_patterns)->Unit(benchmark::kMicrosecond);
BENCHMARK(measures)->Unit(benchmark::kMicrosecond);
BENCHMARK(likeness)->Unit(benchmark::kMicrosecond);
BENCHMARK(masking)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(judging, words, Match::word)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(judging, substrings, Match::substring)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(learned, all, true)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(learned, let_pass, false)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(verdict, words, Match::word)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(verdict, substrings, Match::substring)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(verdict_with_model, words, Match::word)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(verdict_on_news, words, Match::word)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(verdict_on_news, substrings, Match::substring)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(verdict_with_model_on_news, words, Match::word)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(verdict_on_unread, words, Match::word)
    ->Iterations(news_count)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(verdict_on_unread, substrings, Match::substring)
    ->Iterations(news_count)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(build, words, Match::word)->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(build, substrings, Match::substring)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace copytaster::bench

BENCHMARK_MAIN();
