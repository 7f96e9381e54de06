#include "learning/fitting.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "learning/numbers.hpp"
#include "learning/trust.hpp"

namespace copytaster::learning {
namespace {

/// The share at which the example asks for no more: s = trust · σ(-(margin + reach · (s - share))).
double settled_share(double trust, double margin, double reach, double share) {
  if (trust <= 0) return 0;
  double low = 0;
  double high = trust;
  double s = std::clamp(share, 0.0, trust);
  for (int step = 0; step < 20; ++step) {
    const double p = sigmoid(-(margin + reach * (s - share)));
    const double off = s - trust * p;
    if (std::abs(off) < 1e-6 * trust) break;
    (off > 0 ? high : low) = s;
    const double next = s - off / (1 + trust * reach * p * (1 - p));
    s = next > low && next < high ? next : (low + high) / 2;
  }
  return s;
}

/// Fisher and Yates, with the numbers of SplitMix64: the same everywhere.
void shuffle(std::vector<std::uint32_t>& order, std::uint64_t seed) {
  for (std::size_t left = order.size(); left > 1; --left) {
    seed += 0x9E3779B97F4A7C15ULL;
    std::uint64_t z = (seed ^ (seed >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    std::swap(order[left - 1], order[(z ^ (z >> 31U)) % left]);
  }
}

constexpr std::size_t examples_between_questions = 1'000;

/// An example's share makes its own margin look less sure than it would be without it.
constexpr double without_it = 0.7;

}  // namespace

Fitting::Fitting(Weights weights, std::span<const Example* const> examples,
                 std::span<const float> trust)
    : weights_(std::move(weights)),
      examples_(examples),
      trust_(trust),
      trusted_(trust.begin(), trust.end()),
      shares_(examples.size()),
      reach_(examples.size()),
      scratch_(places) {}

bool Fitting::fit(std::size_t count, int times, std::uint64_t seed,
                  const std::function<bool(std::size_t)>& go_on) {
  std::vector<std::uint32_t> order(count);
  std::iota(order.begin(), order.end(), 0U);
  for (int time = 0; time < times; ++time) {
    shuffle(order, seed + static_cast<std::uint64_t>(time));
    for (std::size_t i = 0; i < count; ++i) {
      if (i % examples_between_questions == 0 &&
          !go_on(std::min(examples_between_questions, count - i)))
        return false;
      put_right(order[i]);
    }
  }
  return true;
}

void Fitting::put_right(std::size_t number) {
  const Example& example = *examples_[number];
  places_.look_at(example.features);
  if (reach_[number] == 0) {
    float reach = 0;
    places_.each([&](std::size_t place, float amount) {
      float& met = scratch_.data()[place];
      reach += weights_.data()[place].variance * amount * (2 * met + amount);
      met += amount;
    });
    places_.each([&](std::size_t place, float) { scratch_.data()[place] = 0; });
    reach_[number] = reach;
  }
  const float side = example.wanted ? -1 : 1;
  const double margin = static_cast<double>(side) * places_.margin(weights_);
  const auto share = static_cast<float>(settled_share(static_cast<double>(trusted_[number]), margin,
                                                      static_cast<double>(reach_[number]),
                                                      static_cast<double>(shares_[number])));
  const float step = (share - shares_[number]) * side;
  shares_[number] = share;
  places_.each([&](std::size_t place, float amount) {
    Belief& belief = weights_.data()[place];
    belief.mean += step * belief.variance * amount;
  });
}

double Fitting::margin_without(std::size_t number) {
  const Example& example = *examples_[number];
  const double own = static_cast<double>(reach_[number] * shares_[number]);
  return margin(example.features) - (example.wanted ? -own : own);
}

/// The examples' shares stay what they are until they are looked at again.
void Fitting::believe(std::span<const float> ngrams) {
  for (std::size_t place = 0; place < ngrams.size(); ++place) weights_[place].mean += ngrams[place];
}

void Fitting::doubt() {
  std::vector<double> sides(examples_.size());
  for (std::size_t number = 0; number < sides.size(); ++number) {
    const double margin = without_it * margin_without(number);
    sides[number] = std::clamp(examples_[number]->wanted ? -margin : margin, -50.0, 50.0);
  }
  const std::vector<float> sure = sureness(examples_, sides);
  for (std::size_t number = 0; number < sides.size(); ++number)
    trusted_[number] = trust_[number] * sure[number];
}

double Fitting::margin(const Features& features) {
  places_.look_at(features);
  return places_.margin(weights_);
}

}  // namespace copytaster::learning
