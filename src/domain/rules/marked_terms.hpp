#pragma once
// Terms that match anywhere, found by a mark: a few bytes of each that few others have. Nearly
// nowhere in a text does a mark stand, and a bit tells where none can.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "domain/rules/term_piece.hpp"

namespace copytaster {

/// With marks of six bytes or of three.
template <std::size_t mark_bytes>
class MarkedTerms {
 public:
  /// Takes those that it can find and gives back the others: too short for a mark, or with none of
  /// their own.
  std::vector<TermPiece> take(std::vector<TermPiece> pieces);

  void find_in(const View& view, TermHits& hits) const;

 private:
  /// A piece, and where in it its mark stands.
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

  static std::uint64_t mark_at(const char* text);
  std::size_t place_of(std::uint64_t bytes) const;
  void grow();
  bool add(const TermPiece& piece, std::uint32_t mark_at);
  void compare(std::uint32_t first, const View& view, std::size_t at, TermHits& hits) const;
  void look_at(std::uint64_t bytes, const View& view, std::size_t at, TermHits& hits) const;

  std::vector<std::uint64_t> bits_;  ///< for a quick no
  std::vector<Mark> marks_;
  std::size_t mark_count_ = 0;
  std::vector<Marked> marked_;
  std::string texts_;
};

}  // namespace copytaster
