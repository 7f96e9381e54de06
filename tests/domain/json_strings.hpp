#pragma once
// The strings of our data files, which are JSON so that invisible characters can be seen.

#include <string>
#include <string_view>
#include <vector>

#include "domain/utf8.hpp"

namespace copytaster::test {

inline char32_t four_digits(std::string_view text, std::size_t at) {
  return static_cast<char32_t>(std::stoul(std::string{text.substr(at, 4)}, nullptr, 16));
}

/// The strings of a JSON string or list of strings, as the data has them: escaped are quotes,
/// backslashes and, by number, what is not ASCII.
inline std::vector<std::string> strings_of(std::string_view json) {
  std::vector<std::string> strings;
  bool inside = false;
  for (std::size_t at = 0; at < json.size(); ++at) {
    if (json[at] == '"') {
      inside = !inside;
      if (inside) strings.emplace_back();
    } else if (inside && json.substr(at, 2) == "\\u") {
      char32_t c = four_digits(json, at + 2);
      at += 5;
      if (c >= 0xD800 && c < 0xDC00) {
        c = 0x10000 + ((c - 0xD800) << 10U) + (four_digits(json, at + 3) - 0xDC00);
        at += 6;
      }
      append_utf8(strings.back(), c);
    } else if (inside) {
      if (json[at] == '\\') ++at;
      strings.back() += json[at];
    }
  }
  return strings;
}

}  // namespace copytaster::test
