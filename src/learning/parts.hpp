#pragma once
// What a Model is made of.

#include <vector>

#include "copytaster/domain/learning.hpp"
#include "learning/held_out.hpp"
#include "learning/weights.hpp"

namespace copytaster {

struct Model::Parts {
  learning::Weights weights;
  learning::Calibration calibration;
  std::vector<learning::HeldOut> held_out;  ///< the newest last
  ModelFigures figures;
  learning::Means means;  ///< of the weights
};

}  // namespace copytaster
