#include "http/surrogates.hpp"

#include <vector>

namespace copytaster::http {
namespace {

constexpr std::size_t escape_bytes = 6;  // \uXXXX

/// The value of the escape at `at`; none when no \uXXXX stands there.
std::optional<unsigned> escape_at(std::string_view json, std::size_t at) {
  if (json.size() - at < escape_bytes || json[at] != '\\' || json[at + 1] != 'u')
    return std::nullopt;
  unsigned value = 0;
  for (const char c : json.substr(at + 2, 4)) {
    const unsigned digit = c >= '0' && c <= '9'   ? static_cast<unsigned>(c - '0')
                           : c >= 'a' && c <= 'f' ? static_cast<unsigned>(c - 'a' + 10)
                           : c >= 'A' && c <= 'F' ? static_cast<unsigned>(c - 'A' + 10)
                                                  : 16U;
    if (digit > 15) return std::nullopt;
    value = value * 16 + digit;
  }
  return value;
}

bool is_high(unsigned value) { return value >= 0xD800 && value <= 0xDBFF; }
bool is_low(unsigned value) { return value >= 0xDC00 && value <= 0xDFFF; }

/// Where halves stand. Backslashes stand in strings only, so no string needs to be followed.
std::vector<std::size_t> halves_in(std::string_view json) {
  std::vector<std::size_t> halves;
  for (auto at = json.find('\\'); at != std::string_view::npos; at = json.find('\\', at)) {
    const auto value = escape_at(json, at);
    if (!value) {
      at += 2;  // the escaped character may be a backslash itself
      continue;
    }
    const auto next = is_high(*value) ? escape_at(json, at + escape_bytes) : std::nullopt;
    if (next && is_low(*next)) {
      at += 2 * escape_bytes;
      continue;
    }
    if (is_high(*value) || is_low(*value)) halves.push_back(at);
    at += escape_bytes;
  }
  return halves;
}

}  // namespace

std::optional<Replaced> without_lone_surrogates(std::string_view json) {
  const auto halves = halves_in(json);
  if (halves.empty()) return Replaced{std::string(json), ""};
  constexpr std::string_view hex = "0123456789abcdef";
  for (unsigned i = 0; i < 32; ++i) {
    const unsigned last = 0x90 + i;  // U+FDD0 is EF B7 90
    const std::string utf8{'\xEF', '\xB7', static_cast<char>(last)};
    const unsigned low = 0xD0 + i;
    const std::string escape = {'f', 'd', hex[low >> 4U], hex[low & 0xFU]};
    if (json.find(utf8) != json.npos || json.find("\\u" + escape) != json.npos) continue;
    Replaced replaced{std::string(json), utf8};
    for (const std::size_t at : halves) replaced.text.replace(at + 2, 4, escape);
    return replaced;
  }
  return std::nullopt;
}

}  // namespace copytaster::http
