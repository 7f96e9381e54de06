#pragma once
// A text as characters that know which piece of the text they stand for, with the references and
// the percent-encoding of a page decoded: what comes first, whoever reads on.

#include <cstdint>
#include <string_view>
#include <vector>

namespace copytaster::text {

struct Glyph {
  char32_t c;
  std::uint32_t begin;  ///< places in the text, half-open, in the unit of the first reading
  std::uint32_t end;
};
using Glyphs = std::vector<Glyph>;

/// One character for what reaches from one glyph to another, in whichever order they stand in the
/// text.
inline Glyph spanning(char32_t c, const Glyph& a, const Glyph& b) {
  return {c, a.begin < b.begin ? a.begin : b.begin, a.end < b.end ? b.end : a.end};
}

enum class Unit { bytes, code_points };

/// A stray byte is `not_utf8` and takes one place.
Glyphs glyphs_of(std::string_view text, Unit unit);

/// A longer name in a reference ("&ZeroWidthSpace;") is none.
inline constexpr std::size_t reference_name_max = 14;

/// HTML references twice (what is shown after somebody escaped once too often), percent-encoding
/// once. Linear: every step looks a few characters ahead.
Glyphs decoded(Glyphs glyphs);

}  // namespace copytaster::text
