#pragma once
// Writing readings: plain runs of bytes and origins, without a question of room for each of them.

#include <string_view>

#include "domain/text/glyphs.hpp"
#include "domain/text/views.hpp"

namespace copytaster::text {

View view_of(const Glyphs& glyphs);

/// " word word ": each letter of a script without blanks is a word.
View words_of(const Glyphs& glyphs);

/// The same of ASCII, in which each byte is a code point.
View folded_ascii(std::string_view source);
View words_of_ascii(const View& folded);

}  // namespace copytaster::text
