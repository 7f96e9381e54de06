#pragma once
// Hides e-mail addresses in texts, disguised ones too, before anything is stored or shown.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace copytaster {

inline constexpr std::string_view hidden_marker = "[email hidden]";

/// Where a marker stands, half-open, in code points of the masked text.
struct HiddenAddress {
  std::size_t start = 0;
  std::size_t end = 0;
};

struct Masked {
  std::string text;
  std::vector<HiddenAddress> hidden;
  bool changed() const { return !hidden.empty(); }
};

/// `text` is valid UTF-8. What holds no address comes back byte for byte.
Masked mask_addresses(std::string_view text);

}  // namespace copytaster
