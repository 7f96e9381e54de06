#pragma once
// What a model has learned, in words: for a report. Only words that several authors wrote, so that
// nothing of one of them shows.

#include <span>
#include <string>
#include <vector>

#include "copytaster/domain/learning.hpp"
#include "learning/weights.hpp"

namespace copytaster::learning {

struct TellingSought {
  const Weights& weights;
  std::span<const Example* const> examples;
  std::span<const std::string> rule_ids;
};

/// At most `telling_max` for either side, the strongest first.
std::vector<TellingFeature> telling_features(const TellingSought& sought);

}  // namespace copytaster::learning
