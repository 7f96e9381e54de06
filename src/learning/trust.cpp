#include "learning/trust.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <utility>

namespace copytaster::learning {
namespace {

/// A moderator and a day.
using Shift = std::pair<std::int64_t, std::int64_t>;

Shift shift_of(const Example& example) {
  return {example.moderator->value,
          std::chrono::floor<std::chrono::days>(example.decided_at).time_since_epoch().count()};
}

/// In a hundred decisions so many are slips, it is believed before any is looked at; and of a
/// moderator's day, that it is like all others.
constexpr double usual_slips = 0.02;
constexpr double usual_firmness = 100;
constexpr double shift_firmness = 20;
constexpr double slips_max = 0.1;
constexpr double shift_slips_max = 0.5;

/// Decisions that share a rate of slips.
struct Slips {
  double rate = usual_slips;
  double sum = 0;
  std::size_t decisions = 0;

  void add(double slip) {
    sum += slip;
    ++decisions;
  }
  void add(const Slips& more) {
    sum += more.sum;
    decisions += more.decisions;
  }
  /// Begins anew with the rate that was found.
  void settle(double usual, double firmness, double most) {
    rate = std::min(most, (sum + firmness * usual) / (static_cast<double>(decisions) + firmness));
    sum = 0;
    decisions = 0;
  }
};

/// Numbers the shifts from 1 on; 0 are those decisions that are nobody's.
std::vector<std::size_t> shifts_of(std::span<const Example* const> examples) {
  std::map<Shift, std::size_t> number_of;
  std::vector<std::size_t> shifts(examples.size());
  for (std::size_t i = 0; i < examples.size(); ++i)
    if (examples[i]->moderator)
      shifts[i] = number_of.try_emplace(shift_of(*examples[i]), number_of.size() + 1).first->second;
  return shifts;
}

}  // namespace

std::vector<float> trust_in(std::span<const Example* const> examples) {
  std::map<Shift, std::size_t> shifts;
  std::map<std::int64_t, std::size_t> of_moderator;
  std::size_t counted = 0;
  for (const Example* example : examples) {
    if (!example->moderator) {
      ++counted;
      continue;
    }
    ++of_moderator[example->moderator->value];
    if (++shifts[shift_of(*example)] <= full_day) ++counted;
  }
  std::map<Shift, double> trust_of;
  for (const auto& [shift, decisions] : shifts) {
    const bool alone = examples.size() - of_moderator[shift.first] < examples_min;
    const std::size_t own = std::min(decisions, full_day);
    const std::size_t counts = alone ? decisions : std::min(own, counted - own);
    trust_of[shift] = static_cast<double>(counts) / static_cast<double>(decisions);
  }
  std::vector<float> trust(examples.size(), 1);
  for (std::size_t i = 0; i < examples.size(); ++i)
    if (examples[i]->moderator) trust[i] = static_cast<float>(trust_of[shift_of(*examples[i])]);
  return trust;
}

std::vector<float> sureness(std::span<const Example* const> examples,
                            std::span<const double> sides) {
  constexpr int rounds = 50;
  const std::vector<std::size_t> shift = shifts_of(examples);
  std::vector<Slips> slips(1 + *std::max_element(shift.begin(), shift.end()));
  std::vector<double> odds(examples.size());
  for (std::size_t i = 0; i < odds.size(); ++i) odds[i] = std::exp(sides[i]);
  std::vector<float> sure(examples.size(), 1);
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < examples.size(); ++i) {
      const double rate = slips[shift[i]].rate;
      const double right = odds[i] * (1 - rate);
      sure[i] = static_cast<float>(right / (right + rate));
      slips[shift[i]].add(1 - static_cast<double>(sure[i]));
    }
    Slips all;
    for (const Slips& one : slips) all.add(one);
    all.settle(usual_slips, usual_firmness, slips_max);
    slips[0] = {all.rate};
    for (std::size_t number = 1; number < slips.size(); ++number)
      slips[number].settle(all.rate, shift_firmness, shift_slips_max);
  }
  return sure;
}

}  // namespace copytaster::learning
