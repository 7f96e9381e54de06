#pragma once
// A term that is looked for letter by letter, and what must stand around it.

#include <cstddef>
#include <cstdint>
#include <string>

#include "domain/rules/term_hits.hpp"
#include "domain/rules/term_index.hpp"

namespace copytaster {

using TermHits = Hits<TermIndex::Found, TermIndex::places_max>;

struct TermPiece {
  std::string text;
  std::uint32_t term = 0;
  bool begins_word = false;  ///< no letter may stand before it
  bool ends_word = false;    ///< nor behind it
};

/// The same without its text, which is known otherwise.
struct ListedPiece {
  std::uint32_t term = 0;
  std::uint32_t size = 0;
  bool begins_word = false;
  bool ends_word = false;

  explicit ListedPiece(const TermPiece& piece) noexcept
      : term(piece.term),
        size(static_cast<std::uint32_t>(piece.text.size())),
        begins_word(piece.begins_word),
        ends_word(piece.ends_word) {}

  /// The piece ends before the byte `end` of the view.
  void add_found(const View& view, std::size_t end, TermHits& hits) const;
};

}  // namespace copytaster
