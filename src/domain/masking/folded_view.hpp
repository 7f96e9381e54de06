#pragma once
// A text as a reader's eye, or a harvester's decoder, takes it: references and percent-encoding
// decoded, compatibility forms and case folded, invisible characters dropped. Each character knows
// which bytes of the text it stands for.

#include <string_view>

#include "domain/text/glyphs.hpp"

namespace copytaster::masking {

using text::Glyph;

/// Decoded, then NFKC_Casefold character by character.
text::Glyphs folded_view(std::string_view text);

}  // namespace copytaster::masking
