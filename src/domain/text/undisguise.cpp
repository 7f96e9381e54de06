#include "domain/text/undisguise.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "domain/text/characters.hpp"
#include "domain/text/look_alikes.hpp"

namespace copytaster::text {
namespace {

bool is_word_part(char32_t c) {
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

bool is_replacement(char32_t c) { return is_digit(c) || is_sign(c); }

/// What is punctuation at the end of a word and hardly a letter there.
bool is_punctuation_outside(char32_t c) {
  return c == '!' || c == '|' || c == '+' || c == 0xA1 || c == 0xA3 || c == 0xA7;
}

constexpr std::size_t spelled_min = 4;
constexpr std::size_t separator_max = 3;

struct Chunk {
  std::size_t begin;
  std::size_t end;
};

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

class Reader {
 public:
  Reader(const Glyphs& in, bool second) : in_(in), second_(second) {}

  Undisguised read() {
    out_.glyphs.reserve(in_.size());
    for (std::size_t at = 0; at < in_.size();) {
      const std::size_t spelled = spelled_end(at);
      if (spelled != 0) {
        add_spelled(at, spelled);
        at = spelled;
      } else if (is_word_part(in_[at].c) || is_sign(in_[at].c)) {
        std::size_t end = at;
        while (end < in_.size() && (is_word_part(in_[end].c) || is_sign(in_[end].c))) ++end;
        add_chunk({at, end});
        at = end;
      } else {
        out_.glyphs.push_back(in_[at++]);
      }
    }
    return std::move(out_);
  }

 private:
  bool is_part(std::size_t at) const { return at < in_.size() && is_word_part(in_[at].c); }
  /// A letter, a digit or a sign with nothing of the kind beside it.
  bool is_single(std::size_t at) const {
    if (at >= in_.size() || (!is_word_part(in_[at].c) && !is_sign(in_[at].c))) return false;
    return (at == 0 || !is_word_part(in_[at - 1].c)) && !is_part(at + 1);
  }

  std::size_t separator_size(std::size_t at) const {
    for (std::size_t size = 1; size <= separator_max; ++size) {
      if (is_part(at + size - 1)) return 0;
      if (is_single(at + size) && (is_part(at + size) || size == 1)) return size;
    }
    return 0;
  }

  bool is_same(std::size_t a, std::size_t b, std::size_t size) const {
    if (b + size > in_.size()) return false;
    for (std::size_t i = 0; i < size; ++i)
      if (in_[a + i].c != in_[b + i].c) return false;
    return true;
  }

  /// Behind the last letter of at least four that stand alone between equal separators; 0: they do
  /// not begin at `at`.
  std::size_t spelled_end(std::size_t at) {
    if (at + 1 < no_spelling_before_ || !is_single(at)) return 0;
    step_ = separator_size(at + 1);
    if (step_ == 0) return 0;
    std::size_t letters = is_replacement(in_[at].c) ? 0 : 1;
    std::size_t count = 1;
    std::size_t last = at;
    while (is_same(at + 1, last + 1, step_) && is_single(last + 1 + step_)) {
      last += 1 + step_;
      ++count;
      if (!is_replacement(in_[last].c)) ++letters;
    }
    if (count >= spelled_min && letters * 2 >= count) return last + 1;
    no_spelling_before_ = last + 1;
    return 0;
  }

  void add_spelled(std::size_t begin, std::size_t end) {
    Glyphs joined;
    for (std::size_t at = begin; at < end; at += 1 + step_) joined.push_back(in_[at]);
    // "buy a v i a g r a": the first one may be a word.
    const char32_t first = joined.front().c;
    if ((first == 'a' || first == 'i') && joined.size() > spelled_min) {
      out_.ambiguous = true;
      if (second_) {
        out_.glyphs.push_back(joined.front());
        out_.glyphs.push_back({' ', in_[begin + 1].begin, in_[begin + 1].end});
        joined.erase(joined.begin());
      }
    }
    replace(joined, alphabet_of(joined));
    out_.glyphs.insert(out_.glyphs.end(), joined.begin(), joined.end());
    out_.changed = true;
    ++out_.disguised_words;
  }

  static Alphabet alphabet_of(const Glyphs& letters) {
    for (const Glyph& one : letters) {
      const Alphabet alphabet = is_replacement(one.c) ? Alphabet::none : character(one.c).alphabet;
      if (alphabet != Alphabet::none) return alphabet;
    }
    return Alphabet::none;
  }

  void replace(Glyphs& letters, Alphabet alphabet) {
    for (Glyph& one : letters) {
      if (!is_replacement(one.c)) continue;
      const char32_t letter = stand_in(one.c, alphabet, second_);
      if (letter == 0) continue;
      out_.ambiguous = out_.ambiguous || letter != stand_in(one.c, alphabet, !second_);
      one.c = letter;
    }
  }

  void keep(std::size_t begin, std::size_t end) {
    out_.glyphs.insert(out_.glyphs.end(), in_.begin() + static_cast<std::ptrdiff_t>(begin),
                       in_.begin() + static_cast<std::ptrdiff_t>(end));
  }

  void add_chunk(Chunk chunk) {
    Chunk word = chunk;
    while (word.begin < word.end && is_punctuation_outside(in_[word.begin].c)) ++word.begin;
    while (word.end > word.begin && is_punctuation_outside(in_[word.end - 1].c)) --word.end;
    Counts counts;
    for (std::size_t at = word.begin; at < word.end; ++at) {
      if (is_replacement(in_[at].c))
        counts.add_replacement(in_[at].c);
      else
        counts.add_letter(in_[at].c);
    }
    if (!counts.is_disguise()) return keep(chunk.begin, chunk.end);
    Glyphs letters(in_.begin() + static_cast<std::ptrdiff_t>(word.begin),
                   in_.begin() + static_cast<std::ptrdiff_t>(word.end));
    const Alphabet alphabet = alphabet_of(letters);
    if (!is_readable(letters, alphabet)) return keep(chunk.begin, chunk.end);
    keep(chunk.begin, word.begin);
    replace(letters, alphabet);
    if (counts.is_certain()) ++out_.disguised_words;
    out_.glyphs.insert(out_.glyphs.end(), letters.begin(), letters.end());
    keep(word.end, chunk.end);
    out_.changed = true;
  }

  static bool is_readable(const Glyphs& letters, Alphabet alphabet) {
    return std::all_of(letters.begin(), letters.end(), [alphabet](const Glyph& one) {
      return !is_replacement(one.c) || stand_in(one.c, alphabet, false) != 0;
    });
  }

  const Glyphs& in_;
  bool second_;
  std::size_t step_ = 0;
  std::size_t no_spelling_before_ = 0;
  Undisguised out_;
};

enum class Sort : unsigned char { gap, letter, digit, sign };

Sort sort_of(char32_t c) {
  if (is_digit(c)) return Sort::digit;
  if (is_word_part(c)) return Sort::letter;
  return is_sign(c) ? Sort::sign : Sort::gap;
}

constexpr auto ascii_sorts = [] {
  std::array<Sort, 128> sorts{};
  for (char32_t c = 0; c < sorts.size(); ++c) {
    if (c >= 'a' && c <= 'z') sorts[c] = Sort::letter;
    if (is_digit(c)) sorts[c] = Sort::digit;
    if (is_sign(c)) sorts[c] = Sort::sign;
  }
  return sorts;
}();

/// Looks at one character after the other; a gap must be the last. Errs on the side of true.
class Suspicion {
 public:
  [[gnu::always_inline]] bool rises(char32_t c) {
    const Sort sort = c < 0x80 ? ascii_sorts.data()[c] : sort_of(c);
    if (sort == Sort::letter && before_sort_ == Sort::letter) return goes_on(c);
    const bool rises = sort == Sort::gap ? add_gap() : add_part(c, sort);
    before_ = c;
    before_sort_ = sort;
    return rises;
  }

 private:
  bool goes_on(char32_t c) {
    ++size_;
    ++counts_.letters;
    counts_.last = c;
    equal_ = c == before_ && c != 'w' ? equal_ + 1 : 0;  // "www" is no word
    before_ = c;
    return equal_ >= 2;
  }

  bool add_gap() {
    ++gap_;
    if (size_ == 0) {
      if (gap_ > separator_max) singles_ = 0;
      return false;
    }
    singles_ = size_ == 1 || has_sign_ ? singles_ + 1 : 0;
    size_ = 0;
    has_sign_ = false;
    return singles_ >= spelled_min || counts_.is_disguise();
  }

  /// The first letter after something else, a digit or a sign.
  bool add_part(char32_t c, Sort sort) {
    if (size_ == 0) counts_ = {};
    equal_ = 0;
    gap_ = 0;
    ++size_;
    has_sign_ = has_sign_ || sort == Sort::sign;
    if (sort == Sort::letter)
      counts_.add_letter(c);
    else if (!is_punctuation_outside(c))
      counts_.add_replacement(c);
    // "v!agra"; "wow!" may go on, and is nothing yet.
    return sort == Sort::letter && is_punctuation_outside(before_) && size_ > 2;
  }

  char32_t before_ = 0;
  Sort before_sort_ = Sort::gap;
  std::size_t equal_ = 0;
  std::size_t size_ = 0;  ///< of what is no gap and has just been seen
  std::size_t gap_ = 0;
  std::size_t singles_ = 0;
  bool has_sign_ = false;
  Counts counts_;
};

/// The end of the word that begins at `at`.
std::size_t word_end(const Glyphs& glyphs, std::size_t at) {
  while (at < glyphs.size() && is_word_part(glyphs[at].c)) ++at;
  return at;
}

/// A letter three times in a row; but "www" is no word.
bool is_stretched(const Glyphs& glyphs, std::size_t begin, std::size_t end) {
  for (std::size_t at = begin; at + 2 < end; ++at)
    if (glyphs[at].c == glyphs[at + 1].c && glyphs[at].c == glyphs[at + 2].c &&
        glyphs[at].c != 'w' && !is_digit(glyphs[at].c))
      return true;
  return false;
}

}  // namespace

bool may_be_disguised(const Glyphs& folded) {
  Suspicion suspicion;
  for (const Glyph& glyph : folded)
    if (suspicion.rises(glyph.c)) return true;
  return suspicion.rises(' ');
}

bool may_be_disguised(std::string_view folded_ascii) {
  Suspicion suspicion;
  for (const char byte : folded_ascii)
    if (suspicion.rises(static_cast<unsigned char>(byte))) return true;
  return suspicion.rises(' ');
}

Undisguised undisguised(const Glyphs& folded, bool second) { return Reader{folded, second}.read(); }

bool has_stretched_words(const Glyphs& glyphs) {
  for (std::size_t at = 0; at + 2 < glyphs.size(); ++at) {
    if (glyphs[at].c != glyphs[at + 1].c || glyphs[at].c != glyphs[at + 2].c) continue;
    if (glyphs[at].c != 'w' && is_word_part(glyphs[at].c) && !is_digit(glyphs[at].c)) return true;
  }
  return false;
}

Glyphs squeezed(const Glyphs& glyphs, bool doubled) {
  Glyphs out;
  out.reserve(glyphs.size());
  for (std::size_t at = 0; at < glyphs.size();) {
    const std::size_t end = word_end(glyphs, at);
    if (end == at) {
      out.push_back(glyphs[at++]);
      continue;
    }
    const bool stretched = is_stretched(glyphs, at, end);
    while (at < end) {
      std::size_t run = at;
      while (run < end && glyphs[run].c == glyphs[at].c) ++run;
      const std::size_t size = run - at;
      const std::size_t kept = !stretched || is_digit(glyphs[at].c) ? size
                               : doubled                            ? std::min<std::size_t>(size, 2)
                                                                    : 1;
      for (std::size_t i = 0; i < kept; ++i)
        out.push_back(i + 1 < kept ? glyphs[at + i]
                                   : spanning(glyphs[at].c, glyphs[at + i], glyphs[run - 1]));
      at = run;
    }
  }
  return out;
}

}  // namespace copytaster::text
