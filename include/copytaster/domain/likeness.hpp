#pragma once
// Which texts are nearly the same: one number a text, and how far two of them lie apart.

#include <array>
#include <bit>
#include <cstdint>
#include <optional>
#include <string_view>

#include "copytaster/domain/ids.hpp"

namespace copytaster {

/// A simhash (Charikar, "Similarity Estimation Techniques from Rounding Algorithms", 2002) of the
/// text's words: each votes on each bit. Links and numbers count as such, whichever they are, as a
/// campaign changes them first. All 0: fewer than `likeness_words_min` words, like nothing.
struct Likeness {
  std::array<std::uint64_t, 2> bits = {};
  bool operator==(const Likeness&) const = default;
};

inline constexpr int likeness_words_min = 6;

/// Of 128 bits. Two or three changed words in twenty turn so many; of 18 million pairs of readers'
/// comments to a newspaper 72 lie so near.
inline constexpr int likeness_distance_max = 22;

/// `text` is valid UTF-8. Linear; looks at the first 2,000 words.
Likeness likeness_of(std::string_view text);

/// The number of the campaign that a text begins: the same for equal texts, at whichever instance.
/// None where the text is like nothing; else above 0 and below 2^52.
std::optional<CampaignId> campaign_of(const Likeness& likeness);

inline int distance(const Likeness& a, const Likeness& b) {
  return std::popcount(a.bits[0] ^ b.bits[0]) + std::popcount(a.bits[1] ^ b.bits[1]);
}

/// Of most texts the first half alone lies too far apart.
inline bool is_like(const Likeness& a, const Likeness& b) {
  return std::popcount(a.bits[0] ^ b.bits[0]) <= likeness_distance_max &&
         distance(a, b) <= likeness_distance_max && a != Likeness{} && b != Likeness{};
}

}  // namespace copytaster
