#pragma once
// Pieces of text, found in one pass whatever their number (Aho and Corasick, 1975).

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "copytaster/domain/byte_set.hpp"
#include "domain/rules/term_piece.hpp"

namespace copytaster {

class TermAutomaton {
 public:
  TermAutomaton() = default;
  /// None is empty.
  explicit TermAutomaton(std::vector<TermPiece> pieces);

  void find_in(const View& view, TermHits& hits) const;

 private:
  /// In breadth-first order, so that a node's children stand side by side. What every step looks
  /// at stands apart from what only an end does, for there are many nodes and little cache.
  struct Node {
    std::uint32_t first_child = 0;
    std::uint32_t fail = 0;  ///< the longest suffix that is a node
    std::uint16_t child_count = 0;
    unsigned char first_label = 0;  ///< of the first child
    bool ends = false;              ///< a term ends here, or a suffix that is one
  };
  struct Ending {
    std::uint32_t first_term = 0;   ///< in `terms_`
    std::uint32_t suffix_term = 0;  ///< the longest proper suffix that is a term; 0: none
    std::uint32_t term_count = 0;
  };
  class Builder;

  std::uint32_t child(const Node& node, unsigned char byte) const;
  std::uint32_t next(std::uint32_t node, unsigned char byte) const;
  void add_found(const Ending& ending, const View& view, std::size_t end, TermHits& hits) const;

  std::vector<Node> nodes_;
  std::vector<Ending> endings_;        ///< by node
  std::vector<unsigned char> labels_;  ///< by node: the byte that leads to it
  std::vector<ListedPiece> terms_;
  ByteSet beginnings_{""};           ///< what terms begin with
  bool has_few_beginnings_ = false;  ///< then a text is looked through for them
  /// A text is nearly always near the root: for the first nodes the next one stands in a table, by
  /// the number of the byte among those that terms have (0: none has it), with a bit that
  /// tells whether something ends there.
  std::array<unsigned char, 256> column_{};
  std::size_t columns_ = 1;
  std::vector<std::uint32_t> rows_;
  std::uint32_t row_count_ = 0;
};

}  // namespace copytaster
