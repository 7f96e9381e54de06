#include "domain/rules/marked_terms.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <string_view>
#include <utility>

namespace copytaster {
namespace {

/// The table of bits has so many for each piece, and is no larger than a near cache.
constexpr std::size_t bits_of_piece = 64;
constexpr std::size_t bits_min = std::size_t{1} << 12U;
constexpr std::size_t bits_max = std::size_t{1} << 20U;

/// So many pieces may share a mark: a text full of it must not cost more.
constexpr std::uint32_t sharers_max = 8;

/// Of a long term only the beginning is looked at for what is its own.
constexpr std::size_t looked_at_max = 64;

// A mark is the low bytes of eight that are read at once.
static_assert(std::endian::native == std::endian::little);

std::uint64_t hashed(std::uint64_t bytes) { return bytes * 0x9E3779B97F4A7C15; }

/// The hash's high bits, as many as a number below `bits` has.
std::uint32_t bit_of(std::uint64_t bytes, std::size_t bits) {
  return static_cast<std::uint32_t>(hashed(bytes) >> 44U) & static_cast<std::uint32_t>(bits - 1);
}

}  // namespace

/// Knows how many terms have which bytes. What is rare in a list of terms is rare in texts.
template <std::size_t mark_bytes>
class MarkedTerms<mark_bytes>::Chooser {
 public:
  explicit Chooser(const std::vector<TermPiece>& pieces) : counts_(bits_max) {
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
      take(at, bit_of(mark_at(text.data() + at), bits_max));
  }

  std::vector<std::uint32_t> counts_;
};

template <std::size_t mark_bytes>
std::vector<TermPiece> MarkedTerms<mark_bytes>::take(std::vector<TermPiece> pieces) {
  if (pieces.empty()) return pieces;
  const Chooser chooser{pieces};
  bits_.resize(std::clamp(std::bit_ceil(pieces.size() * bits_of_piece), bits_min, bits_max) / 64);
  std::vector<TermPiece> others;
  for (TermPiece& piece : pieces)
    if (piece.text.size() < mark_bytes || !add(piece, chooser.rarest_in(piece.text)))
      others.push_back(std::move(piece));
  return others;
}

template <std::size_t mark_bytes>
std::uint64_t MarkedTerms<mark_bytes>::mark_at(const char* text) {
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, text, mark_bytes);
  return bytes;
}

template <std::size_t mark_bytes>
std::size_t MarkedTerms<mark_bytes>::place_of(std::uint64_t bytes) const {
  std::size_t place = hashed(bytes) >> 40U & (marks_.size() - 1);
  while (marks_[place].first != 0 && marks_[place].bytes != bytes)
    place = (place + 1) & (marks_.size() - 1);
  return place;
}

template <std::size_t mark_bytes>
void MarkedTerms<mark_bytes>::grow() {
  std::vector<Mark> old(std::max<std::size_t>(64, marks_.size() * 2));
  old.swap(marks_);
  for (const Mark& mark : old)
    if (mark.first != 0) marks_[place_of(mark.bytes)] = mark;
}

/// False: the mark has sharers enough.
template <std::size_t mark_bytes>
bool MarkedTerms<mark_bytes>::add(const TermPiece& piece, std::uint32_t mark_at_byte) {
  if ((mark_count_ + 1) * 2 > marks_.size()) grow();
  const std::uint64_t bytes = mark_at(piece.text.data() + mark_at_byte);
  Mark& mark = marks_[place_of(bytes)];
  if (mark.count == sharers_max) return false;
  if (mark.first == 0) ++mark_count_;
  marked_.push_back(
      {ListedPiece{piece}, static_cast<std::uint32_t>(texts_.size()), mark_at_byte, mark.first});
  mark = {bytes, static_cast<std::uint32_t>(marked_.size()), mark.count + 1};
  texts_ += piece.text;
  const std::uint32_t bit = bit_of(bytes, bits_.size() * 64);
  bits_[bit / 64] |= std::uint64_t{1} << bit % 64;
  return true;
}

template <std::size_t mark_bytes>
void MarkedTerms<mark_bytes>::compare(std::uint32_t first, const View& view, std::size_t at,
                                      TermHits& hits) const {
  for (std::uint32_t number = first; number != 0; number = marked_[number - 1].next) {
    const Marked& one = marked_[number - 1];
    const std::size_t size = one.piece.size;
    if (at < one.mark_at || at - one.mark_at + size > view.text.size()) continue;
    const std::size_t begin = at - one.mark_at;
    const char* here = view.text.data() + begin;
    const char* there = texts_.data() + one.text;
    if (here[0] == there[0] && here[size - 1] == there[size - 1] &&
        std::memcmp(here, there, size) == 0)
      one.piece.add_found(view, begin + size, hits);
  }
}

template <std::size_t mark_bytes>
void MarkedTerms<mark_bytes>::look_at(std::uint64_t bytes, const View& view, std::size_t at,
                                      TermHits& hits) const {
  if (const Mark& mark = marks_[place_of(bytes)]; mark.first != 0)
    compare(mark.first, view, at, hits);
}

template <std::size_t mark_bytes>
void MarkedTerms<mark_bytes>::find_in(const View& view, TermHits& hits) const {
  if (marked_.empty()) return;
  const std::uint64_t* bits = bits_.data();
  const auto may_stand = [bits, count = bits_.size() * 64](std::uint64_t bytes) {
    const std::uint32_t bit = bit_of(bytes, count);
    return (bits[bit / 64] >> bit % 64 & 1U) != 0;
  };
  const char* text = view.text.data();
  const std::size_t size = view.text.size();
  constexpr std::uint64_t mask = ~std::uint64_t{0} >> (8 * (sizeof mask - mark_bytes));
  std::size_t at = 0;
  for (std::uint64_t bytes = 0; at + sizeof bytes <= size; ++at) {
    std::memcpy(&bytes, text + at, sizeof bytes);
    bytes &= mask;
    if (may_stand(bytes)) look_at(bytes, view, at, hits);
  }
  for (; at + mark_bytes <= size; ++at) {
    const std::uint64_t bytes = mark_at(text + at);
    if (may_stand(bytes)) look_at(bytes, view, at, hits);
  }
}

template class MarkedTerms<3>;
template class MarkedTerms<6>;

}  // namespace copytaster
