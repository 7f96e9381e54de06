#pragma once
// What judges a site's comments besides its rules: the model that learned from its decisions.

#include <cstdint>
#include <memory>
#include <utility>

#include "copytaster/domain/learning.hpp"
#include "copytaster/domain/rules.hpp"

namespace copytaster {

struct SiteFilter {
  std::int64_t number = 0;  ///< the model's version; 0: nothing judges
  std::shared_ptr<const Model> model = {};
  double threshold = 1;  ///< a probability; from there on it holds
  bool shadow = false;   ///< it is counted what would be held

  /// Marks the reading with what was learned, and lets go of what only that needs.
  void judge(Reading& reading) const {
    if (model != nullptr) {
      Learned learned = model->judge(reading, threshold);
      learned.model = number;
      learned.shadow = shadow;
      reading.learned = std::move(learned);
    }
    reading.folded = {};
  }
};

}  // namespace copytaster
