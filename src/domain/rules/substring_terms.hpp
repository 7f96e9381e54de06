#pragma once
// Terms that match anywhere. Of each, six bytes that few others have are looked for, which nearly
// nowhere in a text stand; what is too short for that, or has nothing of its own, is left to an
// automaton. Both take one pass, whatever the text.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "domain/rules/term_automaton.hpp"
#include "domain/rules/term_piece.hpp"

namespace copytaster {

class SubstringTerms {
 public:
  SubstringTerms() = default;
  /// None is empty.
  explicit SubstringTerms(std::vector<TermPiece> pieces);

  void find_in(const View& view, TermHits& hits) const;

 private:
  /// A piece, and where in it its six bytes stand.
  struct Marked {
    ListedPiece piece;
    std::uint32_t text = 0;  ///< where it begins in `texts_`
    std::uint32_t mark_at = 0;
    std::uint32_t next = 0;  ///< with the same mark, as place in `marked_` + 1
  };
  struct Mark {
    std::uint64_t bytes = 0;
    std::uint32_t first = 0;  ///< place in `marked_` + 1; 0: no mark
    std::uint32_t count = 0;
  };
  class Chooser;

  std::size_t place_of(std::uint64_t bytes) const;
  void grow();
  bool add(const TermPiece& piece, std::uint32_t mark_at);
  void compare(std::uint32_t first, const View& view, std::size_t at, TermHits& hits) const;

  std::vector<std::uint64_t> bits_;  ///< for a quick no
  std::vector<Mark> marks_;
  std::size_t mark_count_ = 0;
  std::vector<Marked> marked_;
  std::string texts_;
  TermAutomaton others_;
};

}  // namespace copytaster
