#pragma once
// Words by what they are said for: a plea, a call to do something, an own thing. A site that has
// decided about some dozens of comments has met few words more than once, but most of their kinds.
// In the languages of the shipped rules; a text in another has none of them.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>

#include "learning/symbols.hpp"

namespace copytaster::learning {

inline constexpr std::size_t word_kinds = 12;

/// By number: first each kind that is there at all, then each that is there more than once, then
/// each pair of which the second follows within so many words.
inline constexpr std::size_t kind_marks = word_kinds * (2 + word_kinds);
inline constexpr std::size_t words_between_kinds_max = 5;

/// A bit for each, in rows of `word_kinds`.
using KindMarks = std::array<std::uint32_t, 2 + word_kinds>;

/// Bits of the kinds that a word is of, by its hash as `each_word` makes it.
std::uint32_t kinds_of(std::uint64_t word);

/// Takes a text's words as they come.
class KindsSeen {
 public:
  void add(std::uint64_t word) {
    const std::uint32_t found = kinds_of(word);
    if (found != 0) put(found);
    before_[next_] = found;
    next_ = next_ + 1 == before_.size() ? 0 : next_ + 1;
  }
  const KindMarks& marks() const { return marks_; }

 private:
  void put(std::uint32_t found) {
    std::uint32_t earlier = 0;
    for (const std::uint32_t kinds : before_) earlier |= kinds;
    for (; earlier != 0; earlier &= earlier - 1)
      marks_[2 + static_cast<std::size_t>(std::countr_zero(earlier))] |= found;
    marks_[1] |= marks_[0] & found;
    marks_[0] |= found;
  }

  KindMarks marks_{};
  std::array<std::uint32_t, words_between_kinds_max> before_{};
  std::size_t next_ = 0;
};

KindMarks kind_marks_of(const Symbols& symbols);

/// `take(number)` for each that is there.
template <class Take>
void each_kind_mark(const KindMarks& marks, const Take& take) {
  for (std::size_t row = 0; row < marks.size(); ++row)
    for (std::uint32_t left = marks[row]; left != 0; left &= left - 1)
      take(row * word_kinds + static_cast<std::size_t>(std::countr_zero(left)));
}

/// In words: "an own thing before a place on the net". The number is below `kind_marks`.
std::string kind_mark_name(std::size_t number);

/// What is believed of it before anything was learned: above 0, that it is rather unwanted.
double usual_weight(std::size_t number);

}  // namespace copytaster::learning
