#pragma once
// Other systems keep what readers typed as HTML; here it is plain text.

#include <string>
#include <string_view>

namespace copytaster::transfer {

/// Tags go: a line's or a paragraph's end becomes line ends, a list's point "- ", and a link's
/// address stands in brackets behind its words where these do not say it. Character references
/// become their characters; what is none stays as it is. White space is kept. `html` is valid
/// UTF-8.
std::string plain_text(std::string_view html);

}  // namespace copytaster::transfer
