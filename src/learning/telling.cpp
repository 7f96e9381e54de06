#include "learning/telling.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <unordered_map>
#include <utility>

#include "learning/marks.hpp"
#include "learning/ngrams.hpp"
#include "learning/symbols.hpp"

namespace copytaster::learning {
namespace {

constexpr std::size_t examples_looked_at_max = 20'000;
constexpr std::size_t words_counted_max = 400'000;
constexpr std::size_t word_symbols_min = 2;
constexpr std::size_t word_symbols_max = 30;
/// How far a word turns the odds of a comment of usual length.
constexpr std::size_t usual_runs = 400;
constexpr std::size_t usual_words = 40;
constexpr double told_min = 0.02;

struct Seen {
  std::string word;
  std::size_t examples = 0;
  std::size_t last_example = 0;
  std::array<std::uint64_t, telling_authors_min> authors = {};
  std::size_t different = 0;

  void by(std::uint64_t author, std::size_t example) {
    if (examples > 0 && last_example == example) return;
    ++examples;
    last_example = example;
    const auto end = authors.begin() + static_cast<std::ptrdiff_t>(different);
    if (different < authors.size() && std::find(authors.begin(), end, author) == end)
      authors[different++] = author;
  }
};

bool is_digit(std::uint32_t symbol) { return symbol >= '0' && symbol <= '9'; }

/// Numbers are left out: they may be somebody's.
bool may_be_told(std::span<const std::uint32_t> word) {
  return word.size() >= word_symbols_min && word.size() <= word_symbols_max &&
         std::none_of(word.begin(), word.end(), is_digit);
}

/// Words of all examples by their hash.
std::unordered_map<std::uint64_t, Seen> words_in(std::span<const Example* const> examples) {
  std::unordered_map<std::uint64_t, Seen> seen;
  const std::size_t skipped = examples.size() - std::min(examples.size(), examples_looked_at_max);
  for (std::size_t number = skipped; number < examples.size(); ++number) {
    const Features& features = examples[number]->features;
    const Symbols symbols{features.text};
    const auto all = symbols.all();
    for (std::size_t at = 0; at < all.size();) {
      if (!is_word_part(all[at])) {
        ++at;
        continue;
      }
      const std::size_t begin = at;
      std::uint64_t hash = 0;
      for (; at < all.size() && is_word_part(all[at]); ++at) hash = hash::with(hash, all[at]);
      const auto word = all.subspan(begin, at - begin);
      if (!may_be_told(word)) continue;
      auto found = seen.find(hash);
      if (found == seen.end()) {
        if (seen.size() >= words_counted_max) continue;
        found = seen.emplace(hash, Seen{}).first;
        for (const std::uint32_t symbol : word) append_utf8(found->second.word, symbol);
      }
      found->second.by(features.author, number);
    }
  }
  return seen;
}

double weight_of_word(const std::string& word, const Weights& weights) {
  const Symbols symbols{word};
  double sum = 0;
  each_run(symbols.all(), [&](std::uint32_t place, std::size_t, std::size_t) {
    sum += static_cast<double>(weights[place].mean * amount_of_runs(usual_runs));
  });
  each_word(symbols.all(), [&](std::uint32_t place, std::size_t, std::size_t) {
    sum += static_cast<double>(weights[place].mean * amount_of_words(usual_words));
  });
  return sum;
}

class Telling {
 public:
  explicit Telling(const TellingSought& sought) : sought_(sought) {}

  std::vector<TellingFeature> all() {
    add_words();
    add_marks();
    std::sort(features_.begin(), features_.end(),
              [](const TellingFeature& a, const TellingFeature& b) {
                const double one = std::abs(a.weight);
                const double other = std::abs(b.weight);
                if (one != other) return one > other;
                return a.kind != b.kind ? a.kind < b.kind : a.text < b.text;
              });
    std::array<std::size_t, 2> kept{};
    std::vector<TellingFeature> strongest;
    for (TellingFeature& feature : features_) {
      if (std::abs(feature.weight) >= told_min && ++kept[feature.weight > 0 ? 1 : 0] <= telling_max)
        strongest.push_back(std::move(feature));
    }
    return strongest;
  }

 private:
  void add_words() {
    using Kind = TellingFeature::Kind;
    for (const auto& [hash, seen] : words_in(sought_.examples))
      if (seen.different >= telling_authors_min)
        features_.push_back(
            {Kind::word, seen.word, weight_of_word(seen.word, sought_.weights), seen.examples});
  }

  double mean_of(std::uint16_t place) const {
    return static_cast<double>(sought_.weights[ngram_places + place].mean);
  }

  /// What the rules of a comment make together is shared among them.
  void add_marks() {
    struct Met {
      std::size_t examples = 0;
      double together = 0;
    };
    std::vector<Met> met(mark_places);
    for (const Example* example : sought_.examples) {
      const auto& marks = example->features.marks;
      double together = 0;
      std::size_t rules = 0;
      for (const Features::Mark& mark : marks) {
        if (mark.place == rules_together) together = static_cast<double>(mark.amount);
        rules += is_of_a_rule(mark.place) ? 1U : 0U;
      }
      each_kind_mark(kind_marks_of(Symbols{example->features.text}),
                     [&met](std::size_t number) { ++met[first_of_kinds + number].examples; });
      for (const Features::Mark& mark : marks) {
        ++met[mark.place].examples;
        if (is_of_a_rule(mark.place))
          met[mark.place].together += together / static_cast<double>(rules);
      }
    }
    const auto add = [&](TellingFeature::Kind kind, std::string_view name, std::uint16_t place) {
      const auto& [examples, together] = met[place];
      if (name.empty() || examples == 0) return;
      const double share = mean_of(rules_together) * together / static_cast<double>(examples);
      features_.push_back({kind, std::string{name}, mean_of(place) + share, examples});
    };
    for (std::uint16_t place = rules_together + 1; !is_of_a_rule(place); ++place)
      add(TellingFeature::Kind::shape, shape_name(place), place);
    for (const std::string& id : sought_.rule_ids)
      add(TellingFeature::Kind::rule, id, place_of_rule(id));
  }

  const TellingSought& sought_;
  std::vector<TellingFeature> features_;
};

}  // namespace

std::vector<TellingFeature> telling_features(const TellingSought& sought) {
  return Telling{sought}.all();
}

}  // namespace copytaster::learning
