#include "copytaster/domain/likeness.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <string>

#include "domain/utf8.hpp"

namespace copytaster {
namespace {

constexpr std::size_t words_max = 2000;

constexpr std::uint64_t start_of_hash = 0xCBF29CE484222325ULL;
constexpr std::uint64_t of_a_link = 0x6C696E6BULL;
constexpr std::uint64_t of_a_number = 0x6E756D62ULL;

/// SplitMix64's last steps: each bit of the sum turns each bit of the answer half of the time.
std::uint64_t stirred(std::uint64_t sum) {
  sum = (sum ^ (sum >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  sum = (sum ^ (sum >> 27U)) * 0x94D049BB133111EBULL;
  return sum ^ (sum >> 31U);
}

bool begins_link(std::string_view text, std::size_t at) {
  const auto rest = text.substr(at);
  return rest.starts_with("http://") || rest.starts_with("https://") || rest.starts_with("www.");
}

/// Letters and digits, in small letters; 0 for all else.
constexpr auto ascii_parts = [] {
  std::array<unsigned char, 128> parts{};
  for (std::size_t c = '0'; c <= '9'; ++c) parts[c] = static_cast<unsigned char>(c);
  for (std::size_t c = 'a'; c <= 'z'; ++c)
    parts[c] = parts[c - ('a' - 'A')] = static_cast<unsigned char>(c);
  return parts;
}();

char32_t beyond_ascii_part(char32_t c) { return is_word_part(c) ? case_folded(c) : 0; }

bool is_part(char32_t c) {
  return is_ascii(c) ? ascii_parts.data()[c] != 0 : beyond_ascii::is_word_part(c);
}

/// Hashes of the words of a text, one after the other.
class Words {
 public:
  explicit Words(std::string_view text) : text_(text) {}

  /// False at the end.
  bool next(std::uint64_t& hash) {
    while (at_ < text_.size()) {
      const std::size_t start = at_;
      if (!is_part(next_code_point(text_, at_))) continue;
      at_ = start;
      hash = begins_link(text_, at_) ? link() : word();
      return true;
    }
    return false;
  }

 private:
  std::uint64_t link() {
    at_ = std::min(text_.find_first_of(" \t\r\n", at_), text_.size());
    return stirred(of_a_link);
  }
  std::uint64_t word() {
    std::uint64_t sum = start_of_hash;
    bool digits = true;
    while (at_ < text_.size()) {
      std::size_t next = at_;
      const char32_t c = next_code_point(text_, next);
      const char32_t part = is_ascii(c) ? ascii_parts.data()[c] : beyond_ascii_part(c);
      if (part == 0) break;
      digits = digits && part <= '9';
      sum = (sum ^ part) * 0x100000001B3ULL;  // FNV-1a
      at_ = next;
    }
    return stirred(digits ? of_a_number : sum);
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

/// How many words have each of 64 bits: plane n holds the bit n of every count, so that one
/// addition serves all 64.
class Votes {
 public:
  void add(std::uint64_t hash) {
    const std::size_t planes = std::bit_width(++added_);
    for (std::size_t plane = 0; plane < planes; ++plane) {
      const std::uint64_t carry = planes_.data()[plane] & hash;
      planes_.data()[plane] ^= hash;
      hash = carry;
    }
  }

  /// The bits that more than `count` words have.
  std::uint64_t over(std::size_t count) const {
    std::uint64_t over = 0;
    std::uint64_t equal = ~std::uint64_t{0};
    for (std::size_t plane = planes_.size(); plane-- > 0;) {
      const std::uint64_t wanted = (count >> plane & 1U) == 1U ? ~std::uint64_t{0} : 0;
      over |= equal & planes_[plane] & ~wanted;
      equal &= ~(planes_[plane] ^ wanted);
    }
    return over;
  }

 private:
  static_assert(words_max < 2'048);
  std::array<std::uint64_t, 11> planes_{};
  std::size_t added_ = 0;  ///< no plane beyond this number's bits has any
};

}  // namespace

Likeness likeness_of(std::string_view text) {
  std::array<Votes, 2> votes{};
  Words words{text};
  std::size_t count = 0;
  for (std::uint64_t hash = 0; count < words_max && words.next(hash); ++count) {
    votes[0].add(hash);
    votes[1].add(stirred(hash + 1));
  }
  if (count < static_cast<std::size_t>(likeness_words_min)) return {};
  // Never like what has too few words.
  return {{votes[0].over(count / 2) | 1U, votes[1].over(count / 2)}};
}

}  // namespace copytaster
