#pragma once
// Tags as WordPress keeps them, for terms that are written with its quotes.

#include "domain/text/glyphs.hpp"

namespace copytaster::text {

/// The value of each attribute in a tag of HTML stands in double quotes, whichever it had or none.
/// One pass, whatever the text.
Glyphs with_quoted_values(const Glyphs& glyphs);

}  // namespace copytaster::text
