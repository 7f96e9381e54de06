#include "domain/masking/folded_view.hpp"

#include <algorithm>
#include <utility>

#include "domain/text/characters.hpp"
#include "domain/utf8.hpp"

namespace copytaster::masking {

text::Glyphs folded_view(std::string_view source) {
  text::Glyphs glyphs = text::decoded(text::glyphs_of(source, text::Unit::bytes));
  const bool plain = std::all_of(glyphs.begin(), glyphs.end(),
                                 [](const Glyph& glyph) { return is_ascii(glyph.c); });
  if (plain) {
    for (Glyph& glyph : glyphs) glyph.c = case_folded(glyph.c);
    return glyphs;
  }
  text::Glyphs view;
  view.reserve(glyphs.size());
  for (const Glyph& glyph : glyphs) {
    if (is_ascii(glyph.c)) {
      view.push_back({case_folded(glyph.c), glyph.begin, glyph.end});
      continue;
    }
    for (const char32_t c : text::nfkc_casefold(glyph.c))
      view.push_back({c, glyph.begin, glyph.end});
  }
  return view;
}

}  // namespace copytaster::masking
