// A class of bytes, as grammars name them.
#pragma once

#include <array>
#include <string_view>

namespace copytaster::http {

/// Looks at all bytes of a text without a branch for each: what comes in is nearly always as it
/// should be, and every header line and target is looked at.
class ByteClass {
 public:
  template <class Has>
  constexpr explicit ByteClass(Has has) {
    for (unsigned byte = 0; byte < lacks_.size(); ++byte)
      lacks_[byte] = has(static_cast<char>(static_cast<unsigned char>(byte))) ? 0 : 1;
  }

  constexpr bool has(char c) const { return lacks_[static_cast<unsigned char>(c)] == 0; }
  bool has_all(std::string_view text) const {
    const unsigned char* lacks = lacks_.data();
    unsigned wrong = 0;
    for (const char c : text) wrong |= lacks[static_cast<unsigned char>(c)];
    return wrong == 0;
  }

 private:
  std::array<unsigned char, 256> lacks_ = {};
};

}  // namespace copytaster::http
