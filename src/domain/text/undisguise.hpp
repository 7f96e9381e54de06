#pragma once
// Words whose letters were spelled out ("v.i.a.g.r.a") or replaced by digits and signs ("c4s1n0"),
// as they were meant. Takes and gives what is folded already.

#include <cstddef>

#include "domain/text/glyphs.hpp"

namespace copytaster::text {

struct Undisguised {
  Glyphs glyphs;
  bool changed = false;
  bool ambiguous = false;  ///< something may be read in two ways: `second` reads the other
  std::size_t disguised_words = 0;
};
Undisguised undisguised(const Glyphs& folded, bool second);

/// Whether any word has a letter three times in a row.
bool has_stretched_words(const Glyphs& glyphs);

/// Stretched words with each run as one letter; `doubled`: each run of three and more as two.
Glyphs squeezed(const Glyphs& glyphs, bool doubled);

}  // namespace copytaster::text
