#pragma once
// Hides e-mail addresses in texts, disguised ones too, before anything is stored or shown.

#include <cstddef>
#include <optional>
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

/// What readers see instead of a name that holds an address.
inline constexpr std::string_view nameless = "Reader";

/// A comment's words as readers may see them: a website that holds an address is left out.
struct PublicWords {
  std::string author;
  std::optional<std::string> url;
  Masked text;
  bool author_hidden = false;
  bool url_hidden = false;

  std::size_t addresses() const {
    return text.hidden.size() + (author_hidden ? 1U : 0U) + (url_hidden ? 1U : 0U);
  }
};
PublicWords public_words(const std::string& author, const std::optional<std::string>& url,
                         std::string_view text);

}  // namespace copytaster
