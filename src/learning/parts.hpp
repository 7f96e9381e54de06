#pragma once
// What a Model is made of.

#include <vector>

#include "copytaster/domain/learning.hpp"
#include "learning/held_out.hpp"
#include "learning/weights.hpp"

namespace copytaster {

struct Model::Parts {
  std::vector<float> means;       ///< of all places
  std::vector<float> remembered;  ///< of n-grams: what was known before any example was looked at
  learning::Calibration calibration;
  std::vector<learning::HeldOut> held_out;  ///< the newest last
  ModelFigures figures;
  learning::Means of;  ///< the means, as judging needs them

  /// Counts what follows from the others.
  void settle() {
    figures.threshold = learning::threshold_for(figures.wanted_held_max, held_out, calibration);
    figures.held_out = learning::figures_of(held_out, figures.wanted_held_max);
    figures.windows = learning::windows_of(held_out);
    of = learning::Means{means};
  }
};

}  // namespace copytaster
