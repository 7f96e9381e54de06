#pragma once
// The weights of all places: what is believed of each, and how firmly. Before anything was learned
// a comment is what the rules make of it.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "learning/marks.hpp"
#include "learning/ngrams.hpp"
#include "learning/word_kinds.hpp"

namespace copytaster::learning {

inline constexpr std::size_t places = ngram_places + mark_places;

/// A normal distribution: its mean, and its variance.
struct Belief {
  float mean = 0;
  float variance = 1;
  bool operator==(const Belief&) const = default;
};
Belief prior_of(std::size_t place);

using Weights = std::vector<Belief>;
Weights first_weights();
/// For these: what stands in many of them is likely to tell nothing.
Weights first_weights(std::span<const Example* const> examples);

/// What judging needs of the weights, in few bytes, so that it stays in the processor's cache.
class Means {
 public:
  Means() = default;
  /// Of all places.
  explicit Means(std::span<const float> means);

  /// Of n-grams in units, which are cheap to add up.
  std::int16_t units(std::uint32_t place) const { return ngrams_.data()[place]; }
  float unit() const { return unit_; }
  float of_ngram(std::uint32_t place) const { return unit_ * static_cast<float>(units(place)); }
  float of_mark(std::uint16_t place) const { return marks_[place]; }
  float of_kind(std::size_t number) const { return marks_.data()[first_of_kinds + number]; }

 private:
  std::vector<std::int16_t> ngrams_;
  std::vector<float> marks_;
  float unit_ = 0;
};

/// A text of any length weighs as much as any other: so much of each of its n-grams is there.
inline float amount_of_runs(std::size_t count) {
  return 4.0F / std::sqrt(static_cast<float>(std::max<std::size_t>(count, 1)));
}
inline float amount_of_words(std::size_t count) {
  return 5.0F / std::sqrt(static_cast<float>(std::max<std::size_t>(count, 1)));
}

/// What one comment looks at, for whoever goes over it more than once.
class Places {
 public:
  void look_at(const Features& features);
  /// The log of the odds, before it is calibrated.
  double margin(const Weights& weights) const;
  /// `take(place, amount)`; a place may be met more than once.
  template <class Take>
  void each(const Take& take) const {
    for (const std::uint32_t place : runs_) take(place, run_amount_);
    for (const std::uint32_t place : words_) take(place, word_amount_);
    for (const Features::Mark& mark : marks_) take(ngram_places + mark.place, mark.amount);
    each_kind_mark(kinds_, [&take](std::size_t number) {
      take(ngram_places + first_of_kinds + number, 1.0F);
    });
  }

 private:
  std::vector<std::uint32_t> runs_;
  std::vector<std::uint32_t> words_;
  std::span<const Features::Mark> marks_;
  KindMarks kinds_{};
  float run_amount_ = 0;
  float word_amount_ = 0;
};

}  // namespace copytaster::learning
