#pragma once
// Terms of whole words. A text's words are looked up in one table, so that a list's length costs
// nothing, and terms of several words are followed side by side in one pass.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/rules/term_piece.hpp"

namespace copytaster {

/// Strings and their numbers, in the order in which they came. A word is known by 64 bits: that two
/// differ and are taken for one is less likely than that memory forgets.
class WordTable {
 public:
  static constexpr std::uint32_t none = 0xFFFFFFFF;

  /// Eight bytes at a time; those that are missing are 0. Two words of up to eight differ in it.
  static constexpr std::uint64_t hash_start = 0xCBF29CE484222325;
  static std::uint64_t hashed(std::uint64_t hash, std::uint64_t bytes) {
    hash = (hash ^ bytes) * 0x9E3779B97F4A7C15;
    return hash ^ hash >> 32U;
  }
  static std::uint64_t hash_of(std::string_view word);

  std::uint32_t add(std::string_view word);
  std::uint32_t find(std::uint64_t hash) const;
  std::uint32_t find(std::string_view word) const { return find(hash_of(word)); }
  /// False for nearly all that are not there. The table is too large for the nearest caches, its
  /// bits are not.
  bool may_have(std::uint64_t hash) const {
    if (slots_.empty()) return false;
    const std::uint64_t bit = bit_of(hash);
    return (bits_.data()[bit / 64] >> bit % 64 & 1U) != 0;
  }
  /// It will be asked for soon.
  void fetch(std::uint64_t hash) const { __builtin_prefetch(slots_.data() + place_of(hash)); }
  std::string_view word(std::uint32_t number) const;
  std::size_t size() const { return ends_.size(); }

 private:
  struct Slot {
    std::uint64_t hash = 0;
    std::uint32_t number = none;
  };
  static constexpr std::size_t bits_of_slot = 8;

  void grow();
  void put(std::uint64_t hash, std::uint32_t number);
  std::size_t place_of(std::uint64_t hash) const { return hash & (slots_.size() - 1); }
  std::uint64_t bit_of(std::uint64_t hash) const {
    return (hash >> 24U) & (slots_.size() * bits_of_slot - 1);
  }

  std::vector<Slot> slots_;
  std::vector<std::uint64_t> bits_;
  std::string words_;
  std::vector<std::uint32_t> ends_;
};

class WordTerms {
 public:
  static constexpr std::size_t words_max = 50;
  static constexpr std::size_t edge_bits = std::size_t{1} << 20U;

  /// `words`: " word word "; `open`: the last word may go on. False: too many words.
  bool add(std::string_view words, bool open, std::uint32_t term);
  void find_in(const View& words, TermHits& hits) const;

 private:
  struct Edge {
    std::uint32_t from = 0;
    std::uint32_t word = 0;
    std::uint32_t to = 0;  ///< 0: no edge
  };
  struct Way;
  struct Word;
  class Walk;

  std::uint32_t next(std::uint32_t from, std::uint32_t word) const;
  std::uint32_t add_edge(std::uint32_t from, std::uint32_t word);
  void grow_edges();
  std::size_t edge_place(std::uint32_t from, std::uint32_t word) const;
  static std::uint64_t edge_hash(std::uint32_t from, std::uint32_t word) {
    return (std::uint64_t{from} << 32U | word) * 0x9E3779B97F4A7C15;
  }
  std::uint32_t number_of(std::string_view word);

  WordTable words_;
  WordTable beginnings_;               ///< of words that may go on
  std::uint64_t beginning_sizes_ = 0;  ///< bit n: some have n bytes
  WordTable squeezed_;                 ///< words with doubled letters, as one of each
  std::vector<std::vector<std::uint32_t>> squeezed_from_;
  std::vector<std::uint32_t> first_nodes_;  ///< by word: where terms that begin with it go on
  std::vector<Edge> edges_;                 ///< from other nodes, and from all by beginnings
  std::size_t edge_count_ = 0;
  /// A bit for each edge. Nearly every pair of words is none, and this fits where it is at hand.
  std::vector<std::uint64_t> edge_bits_ = std::vector<std::uint64_t>(edge_bits / 64);
  std::vector<std::uint32_t> first_term_{0};  ///< by node: its terms, as places in `terms_` + 1
  struct Listed {
    std::uint32_t term;
    std::uint32_t next;
  };
  std::vector<Listed> terms_;
};

}  // namespace copytaster
