#pragma once
// A folded text as what is learned from: one number a character, with what tells nothing taken out.

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "copytaster/domain/learning.hpp"

namespace copytaster::learning {

/// Blanks are one, any digit is as good as another, what is stretched is as long as three, and of a
/// link its path is not kept: it is another one the next time. Where an address was hidden nothing
/// stands: the words of the marker are nobody's.
class Symbols {
 public:
  /// For each symbol the byte where it stands goes to `bytes`, where that is wanted.
  explicit Symbols(std::string_view folded, std::vector<std::uint32_t>* bytes = nullptr);

  /// Begins and ends with a blank.
  std::span<const std::uint32_t> all() const { return {symbols_.data(), size_}; }

 private:
  void read(std::string_view text, std::size_t begin);
  std::size_t read_ascii(std::string_view text, std::size_t begin);
  void add(std::uint32_t symbol, std::size_t byte);

  std::array<std::uint32_t, learned_bytes_max + 4> symbols_;
  std::size_t size_ = 0;
  std::vector<std::uint32_t>* bytes_;
};

/// The beginning and the end of a long text, in whole characters; a short one as it is.
struct LearnedPart {
  std::string_view beginning;
  std::string_view end;
};
LearnedPart learned_part(std::string_view folded);

}  // namespace copytaster::learning
