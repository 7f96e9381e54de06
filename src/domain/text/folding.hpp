#pragma once
// From what stands in a text to what an eye reads: text that runs backwards turned round, tags
// taken out, case and compatibility forms folded, marks and invisible characters dropped, letters
// that only look Latin replaced where a word mixes alphabets.

#include <cstddef>

#include "domain/text/glyphs.hpp"

namespace copytaster::text {

/// What stands between a right-to-left override and its end is seen in the other direction.
Glyphs turned_round(Glyphs glyphs);

/// Without what looks like a tag of HTML or of a forum. Tags that begin a line leave a blank.
Glyphs without_tags(const Glyphs& glyphs);

struct Folded {
  Glyphs glyphs;
  bool ambiguous = false;  ///< a word could as well be of another alphabet: `second` reads it so
  std::size_t mixed_script_words = 0;
  std::size_t decorated_words = 0;
};
Folded folded(const Glyphs& glyphs, bool second);

/// But those that scripts and pictures need.
std::size_t invisible_characters(const Glyphs& glyphs);

}  // namespace copytaster::text
