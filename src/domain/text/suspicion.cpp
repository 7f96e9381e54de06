#include "domain/text/suspicion.hpp"

#include <array>

#include "copytaster/domain/byte_set.hpp"
#include "domain/count_of.hpp"
#include "domain/text/replacements.hpp"

namespace copytaster::text {
namespace {

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

bool rises(std::string_view ascii) {
  Suspicion suspicion;
  for (const char byte : ascii)
    if (suspicion.rises(static_cast<unsigned char>(byte))) return true;
  return suspicion.rises(' ');
}

/// `is_sign` without a branch.
constexpr bool is_ascii_sign(unsigned char c) {
  return (c == '@') | (c == '$') | (c == '!') | (c == '|') | (c == '+');
}

constexpr bool is_small(unsigned char c) { return is_between(c, 'a', 'z'); }

/// Folded ASCII, of which the few places that may matter are found many bytes at a time.
class SmallAscii {
 public:
  explicit SmallAscii(std::string_view text) : text_(text) {}

  /// Places of a letter that stands twice before.
  std::size_t tripled() const {
    return count_places(2, text_.size(), [bytes = text_.data()](std::size_t at) {
      return is_small(byte(bytes[at])) & (bytes[at] == bytes[at - 1]) &
             (bytes[at] == bytes[at - 2]);
    });
  }

  std::size_t signs() const {
    return count_of(text_, [](unsigned char c) { return is_ascii_sign(c); });
  }

  /// Whether `is` of any word that has a digit or a sign.
  template <class Is>
  bool any_word_with_replacement(const Is& is) const {
    static constexpr ByteSet replacing =
        ByteSet::where([](char c) { return is_replacement(byte(c)); });
    static constexpr ByteSet gaps =
        ByteSet::where([](char c) { return !is_small(byte(c)) && !is_replacement(byte(c)); });
    for (std::size_t at = replacing.first_in(text_); at < text_.size();) {
      std::size_t begin = at;
      while (begin > 0 && !gaps.has(text_[begin - 1])) --begin;
      const std::size_t end = gaps.first_in(text_, at);
      if (is(text_.substr(begin, end - begin))) return true;
      at = replacing.first_in(text_, end);
    }
    return false;
  }

 private:
  static constexpr unsigned char byte(char c) { return static_cast<unsigned char>(c); }

  std::string_view text_;
};

/// Four single letters in a row are three pairs of neighbours; a word with a sign may stand for one
/// of them, and so in the place of two pairs.
bool may_be_spelled(std::string_view words, std::size_t signs) {
  constexpr std::size_t pair = 5;  // " v i "
  const std::size_t places = words.size() < pair ? 0 : words.size() - pair + 1;
  const std::size_t pairs = count_places(0, places, [bytes = words.data()](std::size_t at) {
    return (bytes[at] == ' ') & (bytes[at + 2] == ' ') & (bytes[at + 4] == ' ');
  });
  return pairs + 2 * signs >= spelled_min - 1;
}

}  // namespace

bool may_be_disguised(const Glyphs& folded) {
  Suspicion suspicion;
  for (const Glyph& glyph : folded)
    if (suspicion.rises(glyph.c)) return true;
  return suspicion.rises(' ');
}

bool may_be_disguised(std::string_view folded_ascii, std::string_view words) {
  const SmallAscii text{folded_ascii};
  if (text.tripled() > 0 || may_be_spelled(words, text.signs())) return rises(folded_ascii);
  // Now nothing but a word by itself can be in disguise.
  return text.any_word_with_replacement([](std::string_view word) { return rises(word); });
}

}  // namespace copytaster::text
