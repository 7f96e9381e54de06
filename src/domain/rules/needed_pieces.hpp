#pragma once
// What a pattern cannot do without, as smaller patterns. "buy.*now" as a whole makes an automaton
// remember that it has seen "buy" until the text ends, and a set of such patterns has a state for
// each choice of what was seen; of "buy" and "now" by themselves nothing needs to be remembered.

#include <string>
#include <string_view>
#include <vector>

namespace copytaster {

/// Wherever `pattern` stands in a text, each of these stands in it too. There is one at least, and
/// none matches where nothing stands. `pattern` can be compiled, and neither does it.
std::vector<std::string> needed_pieces(const std::string& pattern);

}  // namespace copytaster
