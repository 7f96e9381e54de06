#pragma once
// Whether a model keeps up with its site: the newest decisions that it was measured by, beside all
// before them.

#include <optional>
#include <span>

#include "copytaster/app/backtest_rules.hpp"
#include "copytaster/domain/learning.hpp"

namespace copytaster {

struct Drift {
  Share right_before;
  Share right_lately;
  Share unwanted_before;
  Share unwanted_lately;
  /// By more than chance: the intervals do not touch.
  bool is_worse() const { return right_lately.high < right_before.low; }
  bool is_another_share() const {
    return unwanted_lately.high < unwanted_before.low || unwanted_lately.low > unwanted_before.high;
  }
};

/// The last fifth of the windows, of two at least; none: too few to compare.
std::optional<Drift> drift_in(std::span<const LearningWindow> windows);

}  // namespace copytaster
