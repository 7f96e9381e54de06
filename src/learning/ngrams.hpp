#pragma once
// The n-grams of a text as places in one table of weights: words and pairs of words, and runs of
// characters. Two may share a place; there are so many that it hardly matters.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "domain/utf8.hpp"
#include "learning/symbols.hpp"

namespace copytaster::learning {

inline constexpr unsigned ngram_bits = 17;
inline constexpr std::size_t ngram_places = std::size_t{1} << ngram_bits;

inline constexpr std::size_t run_min = 3;
inline constexpr std::size_t run_max = 4;
/// From the scripts of East Asia on, which write a word in one or two: runs of two begin there as
/// well. (Elsewhere they told nothing that the longer ones do not, and were a third of all.)
inline bool is_dense(std::uint32_t symbol) { return symbol >= 0x2E80; }

namespace hash {
inline constexpr std::uint64_t prime = 0x9E3779B97F4A7C15ULL;
inline constexpr std::uint64_t of_runs = 0xC2B2AE3D27D4EB4FULL;
inline constexpr std::uint64_t of_words = 0x165667B19E3779F9ULL;
inline constexpr std::uint64_t of_pairs = 0x27D4EB2F165667C5ULL;

constexpr std::uint64_t with(std::uint64_t hash, std::uint64_t symbol) {
  return (hash ^ symbol ^ (hash >> 29U)) * prime;
}
constexpr std::uint32_t place(std::uint64_t hash) {
  return static_cast<std::uint32_t>(hash >> (64U - ngram_bits));
}
}  // namespace hash

/// `take(place, begin, end)` for each run of characters; begin and end among the symbols.
template <class Take>
void each_run(std::span<const std::uint32_t> symbols, const Take& take) {
  static_assert(run_min == 3 && run_max == 4);
  const std::uint32_t* const all = symbols.data();
  const std::size_t size = symbols.size();
  const auto first_two = [&](std::size_t begin) {
    const std::uint64_t sum = hash::with(hash::with(hash::of_runs, all[begin]), all[begin + 1]);
    if (is_dense(all[begin])) take(hash::place(sum), begin, begin + 2);
    return sum;
  };
  // No inner loop: judging takes a third more time with one.
  std::size_t begin = 0;
  for (; begin + 4 <= size; ++begin) {
    std::uint64_t sum = hash::with(first_two(begin), all[begin + 2]);
    take(hash::place(sum), begin, begin + 3);
    sum = hash::with(sum, all[begin + 3]);
    take(hash::place(sum), begin, begin + 4);
  }
  for (; begin + 2 <= size; ++begin) {
    const std::uint64_t sum = first_two(begin);
    if (begin + 3 <= size) take(hash::place(hash::with(sum, all[begin + 2])), begin, begin + 3);
  }
}

/// How many there are.
inline std::size_t runs_in(std::span<const std::uint32_t> symbols) {
  std::size_t runs = 0;
  for (std::size_t length = run_min; length <= run_max; ++length)
    runs += symbols.size() < length ? 0 : symbols.size() - length + 1;
  for (std::size_t at = 0; at + 1 < symbols.size(); ++at) runs += is_dense(symbols[at]) ? 1U : 0U;
  return runs;
}

/// The same for each word and each pair of neighbours; and `word(hash)` for each word alone.
template <class Take, class Word>
void each_word(std::span<const std::uint32_t> symbols, const Take& take, const Word& word) {
  std::uint64_t before = 0;
  std::size_t before_begin = 0;
  for (std::size_t at = 0; at < symbols.size();) {
    if (!is_word_part(symbols[at])) {
      ++at;
      continue;
    }
    const std::size_t begin = at;
    std::uint64_t sum = hash::of_words;
    for (; at < symbols.size() && is_word_part(symbols[at]); ++at)
      sum = hash::with(sum, symbols[at]);
    word(sum);
    take(hash::place(sum), begin, at);
    if (before != 0) take(hash::place(hash::with(before ^ hash::of_pairs, sum)), before_begin, at);
    before = sum;
    before_begin = begin;
  }
}
template <class Take>
void each_word(std::span<const std::uint32_t> symbols, const Take& take) {
  each_word(symbols, take, [](std::uint64_t) {});
}

}  // namespace copytaster::learning
