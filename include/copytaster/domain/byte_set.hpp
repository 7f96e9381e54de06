#pragma once
// A set of bytes: those that a grammar allows, or those that a writer must not pass on as they are.
// Texts are nearly always as they should be, so they are looked at without a branch for each byte,
// and what stands between two that matter is copied in one piece.

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace copytaster {

class ByteSet {
 public:
  constexpr explicit ByteSet(std::string_view bytes) {
    for (const char c : bytes) has_[static_cast<unsigned char>(c)] = 1;
  }
  /// Those of which `has` is true.
  template <class Has>
  static constexpr ByteSet where(const Has& has) {
    ByteSet set{""};
    for (std::size_t byte = 0; byte < set.has_.size(); ++byte)
      set.has_[byte] = has(static_cast<char>(static_cast<unsigned char>(byte))) ? 1 : 0;
    return set;
  }
  constexpr ByteSet with_below(unsigned char limit) const {
    ByteSet more = *this;
    for (std::size_t byte = 0; byte < limit; ++byte) more.has_[byte] = 1;
    return more;
  }

  constexpr bool has(char byte) const { return has_[static_cast<unsigned char>(byte)] != 0; }
  bool has_all_of(std::string_view text) const {
    unsigned all = 1;
    for (const char byte : text) all &= has_[static_cast<unsigned char>(byte)];
    return all != 0;
  }
  /// Where the first of them stands from `at` on; the text's size where none does.
  std::size_t first_in(std::string_view text, std::size_t at = 0) const {
    while (text.size() - at >= 4 && (at_place(text, at) | at_place(text, at + 1) |
                                     at_place(text, at + 2) | at_place(text, at + 3)) == 0)
      at += 4;
    while (at < text.size() && !has(text[at])) ++at;
    return at;
  }

 private:
  unsigned at_place(std::string_view text, std::size_t at) const {
    return has_[static_cast<unsigned char>(text[at])];
  }

  std::array<unsigned char, 256> has_{};  ///< 1 for each of them
};

/// Appends `text`, with what `replace(out, byte)` appends in the place of each byte of `set`.
template <class Replace>
void append_replacing(std::string& out, std::string_view text, const ByteSet& set,
                      const Replace& replace) {
  for (std::size_t at = 0;; ++at) {
    const std::size_t stop = set.first_in(text, at);
    out.append(text.substr(at, stop - at));
    if (stop == text.size()) return;
    replace(out, text[stop]);
    at = stop;
  }
}

}  // namespace copytaster
