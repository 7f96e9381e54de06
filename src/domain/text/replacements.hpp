#pragma once
// Digits and signs that stand in a word for letters, and where in it they must stand to be there in
// disguise.

#include <cstddef>

#include "domain/text/characters.hpp"

namespace copytaster::text {

inline bool is_word_part(char32_t c) {
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  return is_word_kind(kind_of(c));
}

constexpr bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }

/// Signs that stand in for letters.
constexpr bool is_sign(char32_t c) {
  switch (c) {
    case '@':
    case '$':
    case '!':
    case '|':
    case '+':
    case 0xA1:
    case 0xA2:
    case 0xA3:
    case 0xA5:
    case 0xA7:
    case 0x20AC: return true;
    default: return false;
  }
}

constexpr bool is_replacement(char32_t c) { return is_digit(c) || is_sign(c); }

/// What is punctuation at the end of a word and hardly a letter there.
constexpr bool is_punctuation_outside(char32_t c) {
  return c == '!' || c == '|' || c == '+' || c == 0xA1 || c == 0xA3 || c == 0xA7;
}

inline constexpr std::size_t spelled_min = 4;
inline constexpr std::size_t separator_max = 3;

/// The digits and signs of a word, by where they stand.
struct Counts {
  std::size_t letters = 0;
  std::size_t digits_before = 0;  ///< before the first letter
  std::size_t signs_before = 0;
  std::size_t digits_behind = 0;  ///< behind the last
  std::size_t signs_behind = 0;
  std::size_t dollars_behind = 0;
  bool between = false;
  bool sign_between = false;
  char32_t first = 0;  ///< letter
  char32_t last = 0;

  void add_letter(char32_t c) {
    if (letters++ == 0) first = c;
    last = c;
    if (letters > 1 && digits_behind + signs_behind > 0) {
      between = true;
      sign_between = sign_between || signs_behind > 0;
    }
    digits_behind = signs_behind = dollars_behind = 0;
  }

  void add_replacement(char32_t c) {
    if (is_digit(c)) {
      ++(letters == 0 ? digits_before : digits_behind);
    } else {
      ++(letters == 0 ? signs_before : signs_behind);
      if (c == '$') ++dollars_behind;
    }
  }

  bool is_ordinal() const {
    return letters == 2 && ((first == 's' && last == 't') || (first == 't' && last == 'h') ||
                            ((first == 'n' || first == 'r') && last == 'd'));
  }

  /// "p0rn", "$ex", "casin0", "a$$", and neither "mp3" nor "A55", "iPhone14", "US$5" or "3rd": what
  /// is replaced stands between letters, or alone at an end of more of them.
  bool is_disguise() const {
    if (letters == 0) return false;
    if (between) return true;
    constexpr std::size_t letters_of_word = 3;
    const std::size_t before = digits_before + signs_before;
    const std::size_t behind = digits_behind + signs_behind;
    if (before + behind == 0 || (digits_before > 0 && is_ordinal())) return false;
    const bool before_fits =
        before == 0 || (before == 1 && letters >= 2) || (before == 2 && digits_before == 0);
    const bool behind_fits = behind == 0 || (behind == 2 && dollars_behind == 2) ||
                             (behind == 1 && letters >= (signs_behind == 1 ? 2U : letters_of_word));
    return before_fits && behind_fits;
  }

  /// What no ordinary text has: "H1N1" and "@somebody" are in many.
  bool is_certain() const { return sign_between || signs_behind > 0 || (between && letters > 2); }
};

}  // namespace copytaster::text
