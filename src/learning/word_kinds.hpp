#pragma once
// Words by what they are said for: a plea, a call to do something, an own thing. A site that has
// decided about some dozens of comments has met few words more than once, but most of their kinds.
// In the languages of the shipped rules; a text in another has none of them.

#include <bitset>
#include <cstddef>
#include <string>
#include <string_view>

namespace copytaster::learning {

inline constexpr std::size_t word_kinds = 12;

/// By number: first each kind that is there at all, then each that is there more than once, then
/// each pair of which the second follows within so many words.
inline constexpr std::size_t kind_marks = word_kinds * (2 + word_kinds);
inline constexpr std::size_t words_between_kinds_max = 5;

using KindMarks = std::bitset<kind_marks>;
KindMarks kind_marks_of(std::string_view folded);

/// In words: "an own thing before a place on the net". The number is below `kind_marks`.
std::string kind_mark_name(std::size_t number);

/// What is believed of it before anything was learned: above 0, that it is rather unwanted.
double usual_weight(std::size_t number);

}  // namespace copytaster::learning
