#pragma once
// What the model said of comments that it had not learned from: the only honest measure of it, and
// what its probabilities and its threshold are made from. Of some, people decided later; others
// were published without anybody's decision, and are wanted as long as nobody says otherwise.

#include <cstdint>
#include <span>
#include <vector>

#include "copytaster/domain/learning.hpp"

namespace copytaster::learning {

struct HeldOut {
  float margin = 0;
  bool wanted = false;
  float trust = 1;  ///< how much it counts; of published ones each may stand for many
  Instant at;
  bool decided = true;  ///< by a person; else published
  bool operator==(const HeldOut&) const = default;
};

/// From a margin to a probability (Platt, "Probabilistic outputs for support vector machines",
/// 1999): the share of the unwanted changes, and this follows it.
struct Calibration {
  double slope = 1;
  double shift = 0;
  double log_odds(double margin) const { return slope * margin + shift; }
  double probability(double margin) const;
  bool operator==(const Calibration&) const = default;
};

/// The newer, the more it counts.
Calibration calibrated(std::span<const HeldOut> held_out);

/// The probability, at least one half, that no more than such a share of the wanted exceeds.
double threshold_for(double wanted_held_max, std::span<const HeldOut> held_out,
                     const Calibration& calibration);

/// Each half is measured with the calibration and the threshold of the other one.
HeldOutFigures figures_of(std::span<const HeldOut> held_out, double wanted_held_max);

/// Of what people decided.
std::vector<LearningWindow> windows_of(std::span<const HeldOut> held_out);

}  // namespace copytaster::learning
