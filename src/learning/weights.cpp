#include "learning/weights.hpp"

namespace copytaster::learning {

Belief prior_of(std::size_t place) {
  const auto belief = [](double mean, double spread) {
    return Belief{static_cast<float>(mean), static_cast<float>(spread * spread)};
  };
  if (place < ngram_places) return belief(0, 2);
  const auto mark = static_cast<std::uint16_t>(place - ngram_places);
  // A comment that no rule holds is likely wanted, one that they hold is likely not.
  if (mark == always) return belief(-1.5, 2);
  if (mark == rules_together) return belief(2, 1);
  if (is_of_a_kind(mark)) return belief(usual_weight(std::size_t{mark} - first_of_kinds), 1.2);
  return belief(0, is_of_a_rule(mark) ? 0.5 : 0.4);
}

Weights first_weights() {
  Weights weights(places);
  for (std::size_t place = 0; place < places; ++place) weights[place] = prior_of(place);
  return weights;
}

Weights first_weights(std::span<const Example* const> examples) {
  std::vector<std::uint32_t> in(places);
  std::vector<std::uint32_t> last(places);
  Weights weights = first_weights();
  Places looked_at;
  std::uint32_t number = 0;
  for (const Example* example : examples) {
    ++number;
    looked_at.look_at(example->features);
    looked_at.each([&](std::size_t place, float) {
      in[place] += last[place] == number ? 0U : 1U;
      last[place] = number;
    });
  }
  for (std::size_t place = 0; place < ngram_places; ++place) {
    const double rareness = 1 + std::log((1.0 + number) / (1.0 + in[place]));
    const auto variance = static_cast<float>(0.1 * rareness * rareness);
    if (in[place] > 0) weights[place].variance = std::min(weights[place].variance, variance);
  }
  return weights;
}

Means::Means(std::span<const float> means) : ngrams_(ngram_places), marks_(mark_places) {
  constexpr float units_max = 32'767;
  float most = 0;
  for (std::size_t place = 0; place < ngram_places; ++place)
    most = std::max(most, std::abs(means[place]));
  unit_ = most > 0 ? most / units_max : 1;
  for (std::size_t place = 0; place < ngram_places; ++place)
    ngrams_[place] = static_cast<std::int16_t>(std::lround(means[place] / unit_));
  for (std::size_t place = 0; place < mark_places; ++place)
    marks_[place] = means[ngram_places + place];
}

void Places::look_at(const Features& features) {
  const Symbols symbols{features.text};
  runs_.resize(runs_in(symbols.all()));
  std::uint32_t* next = runs_.data();
  words_.clear();
  each_run(symbols.all(),
           [&next](std::uint32_t place, std::size_t, std::size_t) { *next++ = place; });
  KindsSeen kinds;
  each_word(
      symbols.all(),
      [this](std::uint32_t place, std::size_t, std::size_t) { words_.push_back(place); },
      [&kinds](std::uint64_t word) { kinds.add(word); });
  kinds_ = kinds.marks();
  marks_ = features.marks;
  run_amount_ = amount_of_runs(runs_.size());
  word_amount_ = amount_of_words(words_.size());
}

double Places::margin(const Weights& weights) const {
  float sum = 0;
  each([&](std::size_t place, float amount) { sum += weights.data()[place].mean * amount; });
  return static_cast<double>(sum);
}

}  // namespace copytaster::learning
