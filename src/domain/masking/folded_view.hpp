#pragma once
// A text as a reader's eye, or a harvester's decoder, takes it: references and percent-encoding
// decoded, compatibility forms and case folded, invisible characters dropped. Each character knows
// which bytes of the text it stands for.

#include <cstdint>
#include <string_view>
#include <vector>

namespace copytaster::masking {

struct Glyph {
  char32_t c;
  std::uint32_t begin;  ///< bytes of the text, half-open
  std::uint32_t end;
};

/// HTML references twice (what is shown after somebody escaped once too often), percent-encoding
/// once, then NFKC_Casefold character by character. Linear: every step looks a few characters
/// ahead.
std::vector<Glyph> folded_view(std::string_view text);

}  // namespace copytaster::masking
