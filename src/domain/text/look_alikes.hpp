#pragma once
// Letters of other alphabets that look like Latin ones, and digits and signs that stand in for
// letters. Before case is folded: many small letters look like others than their capitals.

#include <cstdint>

#include "domain/text/characters.hpp"

namespace copytaster::text {

/// The Latin letter, small, that `c` looks like; 0 when there is none. `loosely`: also what only
/// reminds of one.
char32_t latin_look_alike(char32_t c, bool loosely);

/// The small letter of `alphabet` that a Latin letter looks like; 0 when there is none.
char32_t look_alike_in(Alphabet alphabet, char32_t latin);

/// What a digit or a sign stands for in words of this alphabet; 0: it stands for no letter.
/// `second`: the other of two that it may be ("1" is "i" or "l").
char32_t stand_in(char32_t c, Alphabet alphabet, bool second);

}  // namespace copytaster::text
