#include "domain/rules/substring_terms.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>
#include <utility>

namespace copytaster {
namespace {

constexpr std::size_t mark_bytes = 6;
constexpr std::uint32_t hash_bits = 20;

/// So many pieces may share a mark: a text full of it must not cost more.
constexpr std::uint32_t sharers_max = 8;

/// Of a long term only the beginning is looked at for what is its own.
constexpr std::size_t looked_at_max = 64;

std::uint64_t bytes_at(const char* text) {
  std::uint32_t first = 0;
  std::uint16_t rest = 0;
  std::memcpy(&first, text, sizeof first);
  std::memcpy(&rest, text + sizeof first, sizeof rest);
  return std::uint64_t{rest} << 32U | first;
}

std::uint32_t hash_of(std::uint64_t bytes) {
  return static_cast<std::uint32_t>(bytes * 0x9E3779B97F4A7C15 >> (64U - hash_bits));
}

}  // namespace

/// Knows how many terms have which six bytes. What is rare in a list of terms is rare in texts.
class SubstringTerms::Chooser {
 public:
  explicit Chooser(const std::vector<TermPiece>& pieces) : counts_(std::size_t{1} << hash_bits) {
    for (const TermPiece& piece : pieces)
      for_each(piece.text, [this](std::size_t, std::uint32_t hash) { ++counts_[hash]; });
  }

  std::uint32_t rarest_in(std::string_view text) const {
    std::size_t best = 0;
    std::uint32_t least = 0xFFFFFFFF;
    for_each(text, [&](std::size_t at, std::uint32_t hash) {
      if (counts_[hash] >= least) return;
      least = counts_[hash];
      best = at;
    });
    return static_cast<std::uint32_t>(best);
  }

 private:
  template <class Take>
  static void for_each(std::string_view text, const Take& take) {
    const std::size_t end = std::min(text.size(), looked_at_max);
    for (std::size_t at = 0; at + mark_bytes <= end; ++at)
      take(at, hash_of(bytes_at(text.data() + at)));
  }

  std::vector<std::uint32_t> counts_;
};

SubstringTerms::SubstringTerms(std::vector<TermPiece> pieces) {
  if (pieces.empty()) return;
  const Chooser chooser{pieces};
  bits_.resize((std::size_t{1} << hash_bits) / 64);
  std::vector<TermPiece> others;
  for (TermPiece& piece : pieces)
    if (piece.text.size() < mark_bytes || !add(piece, chooser.rarest_in(piece.text)))
      others.push_back(std::move(piece));
  others_ = TermAutomaton{std::move(others)};
}

std::size_t SubstringTerms::place_of(std::uint64_t bytes) const {
  std::size_t place = bytes * 0x9E3779B97F4A7C15 >> 40U & (marks_.size() - 1);
  while (marks_[place].first != 0 && marks_[place].bytes != bytes)
    place = (place + 1) & (marks_.size() - 1);
  return place;
}

void SubstringTerms::grow() {
  std::vector<Mark> old(std::max<std::size_t>(64, marks_.size() * 2));
  old.swap(marks_);
  for (const Mark& mark : old)
    if (mark.first != 0) marks_[place_of(mark.bytes)] = mark;
}

/// False: the mark has sharers enough.
bool SubstringTerms::add(const TermPiece& piece, std::uint32_t mark_at) {
  if ((mark_count_ + 1) * 2 > marks_.size()) grow();
  const std::uint64_t bytes = bytes_at(piece.text.data() + mark_at);
  Mark& mark = marks_[place_of(bytes)];
  if (mark.count == sharers_max) return false;
  if (mark.first == 0) ++mark_count_;
  marked_.push_back(
      {ListedPiece{piece}, static_cast<std::uint32_t>(texts_.size()), mark_at, mark.first});
  mark = {bytes, static_cast<std::uint32_t>(marked_.size()), mark.count + 1};
  texts_ += piece.text;
  const std::uint32_t bit = hash_of(bytes);
  bits_[bit / 64] |= std::uint64_t{1} << bit % 64;
  return true;
}

void SubstringTerms::compare(std::uint32_t first, const View& view, std::size_t at,
                             TermHits& hits) const {
  for (std::uint32_t number = first; number != 0; number = marked_[number - 1].next) {
    const Marked& one = marked_[number - 1];
    const std::size_t size = one.piece.size;
    if (at < one.mark_at || at - one.mark_at + size > view.text.size()) continue;
    const std::size_t begin = at - one.mark_at;
    if (std::memcmp(view.text.data() + begin, texts_.data() + one.text, size) == 0)
      one.piece.add_found(view, begin + size, hits);
  }
}

void SubstringTerms::find_in(const View& view, TermHits& hits) const {
  others_.find_in(view, hits);
  if (marked_.empty() || view.text.size() < mark_bytes) return;
  const std::uint64_t* bits = bits_.data();
  const char* text = view.text.data();
  const std::size_t end = view.text.size() - mark_bytes;
  for (std::size_t at = 0; at <= end; ++at) {
    const std::uint64_t bytes = bytes_at(text + at);
    const std::uint32_t bit = hash_of(bytes);
    if ((bits[bit / 64] >> bit % 64 & 1U) == 0) continue;
    if (const Mark& mark = marks_[place_of(bytes)]; mark.first != 0)
      compare(mark.first, view, at, hits);
  }
}

}  // namespace copytaster
