#pragma once
// What one character is to whoever reads a text for what it says: which letters it stands for,
// whether it is seen at all, and whose alphabet it is from.

#include <array>
#include <cstddef>
#include <cstdint>

namespace copytaster::text {

/// A few characters in the place of one.
class Characters {
 public:
  void add(char32_t c) {
    if (size_ < characters_.size()) characters_[size_++] = c;
  }
  const char32_t* begin() const { return characters_.data(); }
  const char32_t* end() const { return characters_.data() + size_; }
  std::size_t size() const { return size_; }

 private:
  std::array<char32_t, 24> characters_{};  // the longest that Unicode has for one is 18
  std::size_t size_ = 0;
};

/// Unicode's NFKC_Casefold of one character; none for what is not seen.
Characters nfkc_casefold(char32_t c);

/// NFC's one character for two, 0 where there is none.
char32_t composed_pair(char32_t first, char32_t second);

enum class Kind : std::uint8_t {
  word,       ///< a letter or a digit
  alone,      ///< a letter of a script that puts no blanks between words
  mark,       ///< decorates the one before and is dropped, or belongs to it and is kept
  white,      ///< blanks and line ends
  invisible,  ///< nothing to be seen; dropped
  other,      ///< punctuation, signs, pictures
};

/// The alphabets with letters that look alike.
enum class Alphabet : std::uint8_t { none, latin, cyrillic, greek, armenian, cherokee, other };

struct Character {
  char32_t folded = 0;      ///< what it is read as, if that is one character
  std::uint8_t size = 1;    ///< how many it is read as; above one: `reading_of`
  Kind kind = Kind::other;  ///< of the character itself
  Alphabet alphabet = Alphabet::none;
  bool decorated = false;  ///< a letter in fancy dress: mathematical, squared, small capital
};

/// A letter that is there to be taken for a Latin one, and none of a language's own ("ø").
bool is_fancy(char32_t c);

/// Case folded, compatibility forms and marks gone, letters in fancy dress undressed.
Characters reading_of(char32_t c);

namespace beyond_table {
Character character(char32_t c);
Kind kind(char32_t c);
}  // namespace beyond_table
inline constexpr char32_t table_end = 0x2100;
const std::array<Character, table_end>& character_table();

inline Character character(char32_t c) {
  static const auto& table = character_table();
  return c < table_end ? table[c] : beyond_table::character(c);
}

/// Less than all of it, and sooner.
inline Kind kind_of(char32_t c) {
  return c < table_end ? character(c).kind : beyond_table::kind(c);
}

/// A letter, a digit or a mark: what words are made of.
inline bool is_word_kind(Kind kind) {
  return kind == Kind::word || kind == Kind::alone || kind == Kind::mark;
}

}  // namespace copytaster::text
