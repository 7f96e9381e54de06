#pragma once
// One code point at a time, to and from UTF-8. (ICU's macros for this do not pass our warnings.)

#include <cstddef>
#include <string>
#include <string_view>

namespace copytaster {

inline constexpr char32_t not_utf8 = 0xFFFFFFFF;

/// The code point at `at`, which moves behind it. A byte that begins no valid sequence is
/// `not_utf8` and one byte long, so a loop over any text ends. `at` is inside the text.
inline char32_t next_code_point(std::string_view text, std::size_t& at);

void append_utf8(std::string& out, char32_t code_point);

/// A letter, a digit or a mark of any script.
inline bool is_word_part(char32_t code_point);

/// Unicode's simple case folding: one code point in, one out.
inline char32_t case_folded(char32_t code_point);

// Most of most texts is ASCII, for which no table need be asked.

namespace beyond_ascii {
char32_t next_code_point(std::string_view text, std::size_t& at);
bool is_word_part(char32_t code_point);
char32_t case_folded(char32_t code_point);
}  // namespace beyond_ascii

inline bool is_ascii(char32_t c) { return c < 0x80; }
inline bool is_ascii_capital(char32_t c) { return c >= 'A' && c <= 'Z'; }

char32_t next_code_point(std::string_view text, std::size_t& at) {
  const auto first = static_cast<unsigned char>(text[at]);
  return is_ascii(first) ? (++at, first) : beyond_ascii::next_code_point(text, at);
}

bool is_word_part(char32_t c) {
  if (!is_ascii(c)) return beyond_ascii::is_word_part(c);
  return (c >= 'a' && c <= 'z') || is_ascii_capital(c) || (c >= '0' && c <= '9');
}

char32_t case_folded(char32_t c) {
  if (!is_ascii(c)) return beyond_ascii::case_folded(c);
  return is_ascii_capital(c) ? c + ('a' - 'A') : c;
}

}  // namespace copytaster
