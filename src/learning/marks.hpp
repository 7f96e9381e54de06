#pragma once
// What is looked at besides the words: which rules hit, how much they make together, the comment's
// shape, and which kinds of words it has. Each has its place behind those of the n-grams.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "copytaster/domain/learning.hpp"

namespace copytaster::learning {

/// Places of marks: first the shape, then the kinds of words, then the rules by a hash of their
/// ids.
inline constexpr std::size_t mark_places = std::size_t{1} << 14U;

/// Those of kinds of words are not among a comment's marks: they are found with its n-grams.
inline constexpr std::uint16_t first_of_kinds = 64;

/// What a comment without anything else has.
inline constexpr std::uint16_t always = 0;
/// What the rules make of it by themselves: from 1 on they hold it.
inline constexpr std::uint16_t rules_together = 1;

bool is_of_a_rule(std::uint16_t place);
/// Of a kind of words; these are of the shape, too.
bool is_of_a_kind(std::uint16_t place);
/// In words, of the shape; empty where there is nothing.
std::string shape_name(std::uint16_t place);
std::uint16_t place_of_rule(std::string_view id);

std::vector<Features::Mark> marks_of(const Reading& reading);

}  // namespace copytaster::learning
