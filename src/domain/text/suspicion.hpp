#pragma once
// Whether a folded text can hold words in disguise at all: most texts are read once less for it.

#include <string_view>

#include "domain/text/glyphs.hpp"

namespace copytaster::text {

/// Whether reading on can find anything: most texts hold no word of letters beside digits, no row
/// of single letters and nothing stretched.
bool may_be_disguised(const Glyphs& folded);
/// `words` are the same text's.
bool may_be_disguised(std::string_view folded_ascii, std::string_view words);

}  // namespace copytaster::text
