// How well the filter learns and what it costs, for script/bench: figures on real comments under
// videos and in a newspaper, with the shipped rules. One thread. Given a directory it writes there
// what it learns from and judges, a file each, for another program.
//
// acc, MCC: at a probability of one half. SC: spam caught by the best threshold that blocks at most
// so many of the wanted. caught, held: by the threshold that the model has chosen itself, for 0.5
// %.

#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <set>

#include "tests/learning/corpora.hpp"
#include "tests/learning/scored.hpp"

namespace copytaster::bench {
namespace {

using test::Score;
using test::Scored;
using Examples = std::vector<Example>;

void print(const char* what, const Score& score) {
  std::printf("%-34s %6.2f %6.3f %7.1f %8.1f %6.3f %9.1f %6.2f\n", what, 100 * score.accuracy,
              score.mcc, 100 * score.caught_at_1, 100 * score.caught_at_half, score.auc,
              100 * score.caught, 100 * score.held);
}

std::vector<Scored> scored(const Model& model, const Examples& examples) {
  std::vector<Scored> all;
  for (const Example& example : examples) {
    const double probability = model.probability(example.features);
    all.push_back({probability, example.wanted, probability >= model.figures().threshold});
  }
  return all;
}

void append(Examples& examples, const Examples& more) {
  examples.insert(examples.end(), more.begin(), more.end());
}
void append(std::vector<Scored>& all, const std::vector<Scored>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

Model trained(const Examples& examples, std::uint64_t seed = 1) {
  return std::get<Model>(train({.examples = examples, .seed = seed}));
}

/// SplitMix64.
std::uint64_t drawn(std::uint64_t& state) {
  std::uint64_t z = (state += 0x9E3779B97F4A7C15ULL);
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31U);
}

/// So many of them by chance, at least five of either kind.
Examples some_of(const Examples& examples, std::size_t count, std::uint64_t seed) {
  while (true) {
    Examples left = examples;
    Examples some;
    while (some.size() < count && !left.empty()) {
      const std::size_t at = drawn(seed) % left.size();
      some.push_back(left[at]);
      left.erase(left.begin() + static_cast<std::ptrdiff_t>(at));
    }
    const auto wanted = static_cast<std::size_t>(
        std::count_if(some.begin(), some.end(), [](const Example& one) { return one.wanted; }));
    if (wanted >= examples_of_a_kind_min && some.size() - wanted >= examples_of_a_kind_min)
      return some;
  }
}

struct Corpora {
  std::vector<Examples> videos;
  Examples news;
};

/// As the days go by: learned anew after each tenth, when what was refused long ago is gone.
Model trained_with_purges(Examples examples, bool remembers) {
  std::stable_sort(examples.begin(), examples.end(),
                   [](const Example& a, const Example& b) { return a.decided_at < b.decided_at; });
  constexpr std::size_t steps = 10;
  constexpr std::size_t steps_kept = 2;
  std::optional<Model> model;
  for (std::size_t step = 0; step < steps; ++step) {
    const std::size_t kept = (step + 1 - std::min(step + 1, steps_kept)) * examples.size() / steps;
    Examples there;
    for (std::size_t i = 0; i < (step + 1) * examples.size() / steps; ++i)
      if (i >= kept || examples[i].wanted) there.push_back(examples[i]);
    auto next = train({.examples = there, .before = remembers && model ? &*model : nullptr});
    if (auto* trained = std::get_if<Model>(&next)) model = std::move(*trained);
  }
  return std::move(*model);
}

/// Learns from two videos, each way, and judges the third.
using Learn = std::function<Model(const Examples&)>;
template <class Change>
std::vector<Scored> across(
    const Corpora& corpora, const Change& change,
    const Learn& learn = [](const Examples& examples) { return trained(examples); }) {
  std::vector<Scored> all;
  for (std::size_t held = 0; held < corpora.videos.size(); ++held) {
    Examples examples;
    for (std::size_t video = 0; video < corpora.videos.size(); ++video)
      if (video != held) append(examples, corpora.videos[video]);
    change(examples);
    append(all, scored(learn(examples), corpora.videos[held]));
  }
  return all;
}

Score mean(const std::vector<Score>& scores) {
  Score sum;
  const auto count = static_cast<double>(scores.size());
  for (const Score& score : scores) {
    sum.accuracy += score.accuracy / count;
    sum.mcc += score.mcc / count;
    sum.auc += score.auc / count;
    sum.caught_at_1 += score.caught_at_1 / count;
    sum.caught_at_half += score.caught_at_half / count;
    sum.caught += score.caught / count;
    sum.held += score.held / count;
  }
  return sum;
}

void learning_curve(const Corpora& corpora) {
  for (const std::size_t count : {20U, 50U, 100U, 200U}) {
    std::vector<Score> scores;
    for (std::uint64_t seed = 1; seed <= 5; ++seed)
      scores.push_back(score_of(
          across(corpora, [&](Examples& examples) { examples = some_of(examples, count, seed); })));
    print(("after " + std::to_string(count) + " decisions, mean of 5").c_str(), mean(scores));
  }
}

void poisoned(const Corpora& corpora) {
  std::vector<Score> scores;
  for (std::uint64_t seed = 1; seed <= 5; ++seed)
    scores.push_back(score_of(across(corpora, [seed](Examples& examples) {
      std::uint64_t state = seed;
      for (Example& example : examples)
        if (drawn(state) % 20 == 0) example.wanted = !example.wanted;
    })));
  print("5 % decided otherwise, mean of 5", mean(scores));
  print("one moderator's day of 2,000 wrong", score_of(across(corpora, [](Examples& examples) {
          std::int64_t number = 0;
          for (Example& example : examples) example.moderator = ModeratorId{2 + number++ % 3};
          std::uint64_t state = 1;
          const Instant end = examples.back().decided_at;
          Examples flood;
          for (int i = 0; i < 2'000; ++i) {
            Example wrong = examples[drawn(state) % examples.size()];
            wrong.wanted = !wrong.wanted;
            wrong.moderator = ModeratorId{1};
            wrong.decided_at = end;
            flood.push_back(wrong);
          }
          append(examples, flood);
        })));
}

void news_site(const Corpora& corpora) {
  constexpr std::size_t learned_count = 4'000;
  const auto half = static_cast<std::ptrdiff_t>(learned_count);
  const Examples learned{corpora.news.begin(), corpora.news.begin() + half};
  std::vector<Scored> all;
  std::vector<Scored> on_news;
  for (std::size_t held = 0; held < corpora.videos.size(); ++held) {
    Examples examples = learned;
    for (std::size_t video = 0; video < corpora.videos.size(); ++video)
      if (video != held) append(examples, corpora.videos[video]);
    const Model model = trained(examples);
    append(all, scored(model, corpora.videos[held]));
    const std::size_t share = 4'000 / corpora.videos.size();
    const auto begin = static_cast<std::ptrdiff_t>(learned_count + held * share);
    const auto end = begin + static_cast<std::ptrdiff_t>(share);
    append(on_news, scored(model, {corpora.news.begin() + begin, corpora.news.begin() + end}));
  }
  append(all, on_news);
  print("news site: video and news", score_of(all));
  std::size_t half_over = 0;
  std::size_t over = 0;
  for (const Scored& one : on_news) {
    half_over += one.probability >= 0.5 ? 1U : 0U;
    over += one.over ? 1U : 0U;
  }
  const auto count = static_cast<double>(on_news.size());
  std::printf("  of the news comments over one half %.2f %%, over the threshold %.2f %%\n",
              100 * static_cast<double>(half_over) / count,
              100 * static_cast<double>(over) / count);
}

/// Of all places in one: four fifths by chance are learned and some of these decided otherwise, the
/// rest is judged; each fifth in turn.
void of_the_same_kind(const Corpora& corpora, std::uint64_t otherwise_of_100) {
  Examples all{corpora.news.begin(), corpora.news.begin() + 8'000};
  for (const Examples& video : corpora.videos) append(all, video);
  std::vector<Scored> judged;
  for (std::size_t fifth = 0; fifth < 5; ++fifth) {
    Examples learned;
    Examples rest;
    std::uint64_t state = 7;
    for (const Example& example : all) {
      const bool is_judged = drawn(state) % 5 == fifth;
      Example& to = (is_judged ? rest : learned).emplace_back(example);
      if (drawn(state) % 100 < otherwise_of_100 && !is_judged) to.wanted = !to.wanted;
    }
    append(judged, scored(trained(learned), rest));
  }
  print(("of the same kind, " + std::to_string(otherwise_of_100) + " % slips").c_str(),
        score_of(judged));
}

/// Of the processor: others may be at work.
double seconds_of(const std::function<void()>& work) {
  const std::clock_t begin = std::clock();
  work();
  return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

void costs(const Corpora& corpora) {
  Examples many;
  while (many.size() < 100'000) {
    for (const Examples& video : corpora.videos) append(many, video);
    append(many, corpora.news);
  }
  many.erase(many.begin() + 100'000, many.end());
  std::optional<Model> model;
  const double taken = seconds_of([&] { model = trained(many); });
  std::printf("100,000 decisions: %.2f s, %zu bytes\n", taken, model->bytes().size());
  double sum = 0;
  const double judged = seconds_of([&] {
    for (const Example& example : many) sum += model->probability(example.features);
  });
  std::size_t bytes = 0;
  for (const Example& example : many) bytes += example.features.text.size();
  std::printf("judging: %.2f us of %zu bytes each (mean probability %.3f)\n", 10 * judged,
              bytes / many.size(), sum / 100'000);
}

/// Each split for another program: DIR/VIDEO/{learned,judged}/{spam,ham}/NUMBER.
void write_texts(const std::filesystem::path& directory) {
  for (const std::string& held : test::videos) {
    std::size_t number = 0;
    for (const std::string& video : test::videos) {
      const auto place = directory / held / (video == held ? "judged" : "learned");
      for (const test::Told& told : test::video_comments(video)) {
        const auto kind = place / (told.wanted ? "ham" : "spam");
        std::filesystem::create_directories(kind);
        std::ofstream{kind / std::to_string(++number)} << told.text << '\n';
      }
    }
  }
}

int measure_all() {
  const auto rules = test::shipped_rules();
  Corpora corpora;
  for (const std::string& video : test::videos)
    corpora.videos.push_back(test::examples_of(test::video_comments(video), rules));
  corpora.news = test::examples_of(test::news_comments(), rules);
  if (corpora.videos.front().empty() || corpora.news.size() < 9'000) {
    std::fprintf(stderr, "no comments to learn from; see COPYTASTER_TEST_DATA\n");
    return 2;
  }
  std::printf("%-34s %6s %6s %7s %8s %6s %9s %6s\n", "", "acc %", "MCC", "SC@1 %", "SC@0.5 %",
              "AUC", "caught %", "held %");
  print("two videos learned, the third", score_of(across(corpora, [](Examples&) {})));
  for (const bool remembers : {false, true})
    print(remembers ? "the same, four fifths of it purged" : "purged, and nothing remembered",
          score_of(across(
              corpora, [](Examples&) {},
              [remembers](const Examples& all) { return trained_with_purges(all, remembers); })));
  learning_curve(corpora);
  news_site(corpora);
  poisoned(corpora);
  for (const std::uint64_t slips : {0U, 2U, 5U}) of_the_same_kind(corpora, slips);
  costs(corpora);
  return 0;
}

}  // namespace
}  // namespace copytaster::bench

int main(int argc, char** argv) {
  if (argc == 1) return copytaster::bench::measure_all();
  copytaster::bench::write_texts(argv[1]);
}
