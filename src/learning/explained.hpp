#pragma once
// Why a comment looks like what was refused: its own words that told most, its shape, and rules.

#include <span>

#include "copytaster/domain/learning.hpp"
#include "learning/weights.hpp"

namespace copytaster::learning {

/// The marks are those of the reading.
void explain(Learned& learned, const Reading& reading, std::span<const Features::Mark> marks,
             const Means& means);

}  // namespace copytaster::learning
