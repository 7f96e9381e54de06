#pragma once
// How much each decision counts: nobody may teach the filter alone in one day, by haste, by mistake
// or because somebody else sits at her desk.

#include <cstddef>
#include <span>
#include <vector>

#include "copytaster/domain/learning.hpp"

namespace copytaster::learning {

/// What one moderator decides in a day counts no more than so many decisions.
inline constexpr std::size_t full_day = 100;

/// 1 for each, less for what one moderator decided in great numbers in a day: that counts no more
/// than a full day, nor than everything else together. Whoever is alone with the site is trusted:
/// what she wants, it wants.
std::vector<float> trust_in(std::span<const Example* const> examples);

/// How sure it is of each example that it is what all others together say: `sides` are the log odds
/// that they give to what was decided. Some decisions are slips, and some days are full of them.
std::vector<float> sureness(std::span<const Example* const> examples,
                            std::span<const double> sides);

}  // namespace copytaster::learning
