#include "copytaster/domain/likeness.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

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
  if (text[at] != 'h' && text[at] != 'w') return false;
  const auto rest = text.substr(at);
  return rest.starts_with("http://") || rest.starts_with("https://") || rest.starts_with("www.");
}

/// Letters and digits, in small letters; 0 for all else.
char32_t part_of(char32_t c) { return is_word_part(c) ? case_folded(c) : 0; }

/// Eight letters of ASCII at a time, the first of them in the lowest byte.
class Letters {
  static_assert(std::endian::native == std::endian::little);

 public:
  Letters(std::string_view text, std::size_t at) {
    if (text.size() - at >= sizeof bytes_)
      std::memcpy(&bytes_, text.data() + at, sizeof bytes_);
    else
      std::memcpy(&bytes_, text.data() + at, text.size() - at);
    const std::uint64_t ascii = bytes_ & ~high_bits;
    letters_ = between(ascii | small, 'a', 'z') & ~bytes_;
    const std::uint64_t parts = letters_ | (between(ascii, '0', '9') & ~bytes_);
    count_ = static_cast<std::size_t>(std::countr_zero(~parts & high_bits)) / 8;
  }

  /// How many letters and digits it begins with.
  std::size_t count() const { return count_; }
  /// These, in small letters.
  std::uint64_t small_letters() const { return (bytes_ | small) & mask(); }
  bool has_letter() const { return (letters_ & mask()) != 0; }

 private:
  static constexpr std::uint64_t every_byte = 0x0101010101010101ULL;
  static constexpr std::uint64_t high_bits = 0x80 * every_byte;
  static constexpr std::uint64_t small = 0x20 * every_byte;

  /// The high bit of each byte that is, of bytes below 128.
  static std::uint64_t between(std::uint64_t bytes, unsigned char first, unsigned char last) {
    return (bytes + (0x80U - first) * every_byte) & ~(bytes + (0x7FU - last) * every_byte) &
           high_bits;
  }
  std::uint64_t mask() const { return count_ == 8 ? ~0ULL : (1ULL << 8 * count_) - 1; }

  std::uint64_t bytes_ = 0;
  std::uint64_t letters_ = 0;
  std::size_t count_ = 0;
};

/// Hashes of the words of a text, one after the other.
class Words {
 public:
  explicit Words(std::string_view text) : text_(text) {}

  /// False at the end.
  bool next(std::uint64_t& hash) {
    while (at_ < text_.size()) {
      if (!stands_on_word()) continue;
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
  /// Else it has gone behind what is none.
  bool stands_on_word() {
    std::size_t next = at_;
    if (part_of(next_code_point(text_, next)) != 0) return true;
    at_ = next;
    return false;
  }

  std::uint64_t word() {
    std::uint64_t sum = start_of_hash;
    bool has_letters = false;
    std::size_t at = at_;
    for (std::size_t count = sizeof sum; count == sizeof sum && at < text_.size(); at += count) {
      const Letters letters{text_, at};
      count = letters.count();
      if (count == 0) break;
      sum = (sum ^ letters.small_letters()) * 0x9E3779B97F4A7C15ULL;
      sum ^= sum >> 32U;
      has_letters = has_letters || letters.has_letter();
    }
    if (at < text_.size() && !is_ascii(static_cast<unsigned char>(text_[at]))) {
      std::size_t next = at;
      if (part_of(next_code_point(text_, next)) != 0) return word_of_any_script();
    }
    at_ = at;
    return stirred(has_letters ? sum : of_a_number);
  }

  std::uint64_t word_of_any_script() {
    std::uint64_t sum = start_of_hash;
    while (at_ < text_.size()) {
      std::size_t next = at_;
      const char32_t part = part_of(next_code_point(text_, next));
      if (part == 0) break;
      sum = (sum ^ part) * 0x100000001B3ULL;  // FNV-1a
      at_ = next;
    }
    return stirred(sum);
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

std::optional<CampaignId> campaign_of(const Likeness& likeness) {
  if (likeness == Likeness{}) return std::nullopt;
  constexpr unsigned bits = 52;
  return CampaignId{static_cast<std::int64_t>(likeness.bits[0] & ((1ULL << bits) - 1))};
}

}  // namespace copytaster
