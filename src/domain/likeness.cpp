#include "copytaster/domain/likeness.hpp"

#include <algorithm>
#include <array>
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

/// Hashes of the words of a text, one after the other.
class Words {
 public:
  explicit Words(std::string_view text) : text_(text) {}

  /// False at the end.
  bool next(std::uint64_t& hash) {
    while (at_ < text_.size()) {
      const std::size_t start = at_;
      if (!is_word_part(next_code_point(text_, at_))) continue;
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
      if (!is_word_part(c)) break;
      digits = digits && c >= '0' && c <= '9';
      sum = (sum ^ case_folded(c)) * 0x100000001B3ULL;  // FNV-1a
      at_ = next;
    }
    return stirred(digits ? of_a_number : sum);
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

using Votes = std::array<int, 64>;

void vote(Votes& votes, std::uint64_t hash) {
  for (std::size_t bit = 0; bit < votes.size(); ++bit)
    votes[bit] += ((hash >> bit) & 1U) == 1U ? 1 : -1;
}

std::uint64_t majority(const Votes& votes) {
  std::uint64_t bits = 0;
  for (std::size_t bit = 0; bit < votes.size(); ++bit) {
    if (votes[bit] > 0) bits |= std::uint64_t{1} << bit;
  }
  return bits;
}

}  // namespace

Likeness likeness_of(std::string_view text) {
  std::array<Votes, 2> votes{};
  Words words{text};
  std::size_t count = 0;
  for (std::uint64_t hash = 0; count < words_max && words.next(hash); ++count) {
    vote(votes[0], hash);
    vote(votes[1], stirred(hash + 1));
  }
  if (count < static_cast<std::size_t>(likeness_words_min)) return {};
  return {{majority(votes[0]) | 1U, majority(votes[1])}};  // never like what has too few words
}

}  // namespace copytaster
