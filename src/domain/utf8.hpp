#pragma once
// One code point at a time, to and from UTF-8. (ICU's macros for this do not pass our warnings.)

#include <cstddef>
#include <string>
#include <string_view>

namespace copytaster {

inline constexpr char32_t not_utf8 = 0xFFFFFFFF;

/// The code point at `at`, which moves behind it. A byte that begins no valid sequence is
/// `not_utf8` and one byte long, so a loop over any text ends. `at` is inside the text.
char32_t next_code_point(std::string_view text, std::size_t& at);

void append_utf8(std::string& out, char32_t code_point);

/// A letter, a digit or a mark of any script.
bool is_word_part(char32_t code_point);

/// Unicode's simple case folding: one code point in, one out.
char32_t case_folded(char32_t code_point);

}  // namespace copytaster
