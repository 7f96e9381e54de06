#pragma once
// A pattern without its counts. An automaton that counts to thirty has to remember for each of the
// last thirty bytes whether it began to count there, and on random words it is never again in a
// state in which it was; one that does not count has few states and is as fast on any text.

#include <string>
#include <string_view>

namespace copytaster {

/// Matches in every text in which `pattern` does, and in some more: from four on, what is repeated
/// so many times may be repeated at will. The pattern itself where there is no such count.
std::string loosened(std::string_view pattern);

}  // namespace copytaster
