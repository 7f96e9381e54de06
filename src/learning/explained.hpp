#pragma once
// Why a comment looks like what was refused: its own words that told most, and rules.

#include "copytaster/domain/learning.hpp"
#include "learning/weights.hpp"

namespace copytaster::learning {

void explain(Learned& learned, const Reading& reading, const Means& means);

}  // namespace copytaster::learning
