#pragma once
// How many bytes of a text are of a kind, many at a time.

#include <cstddef>
#include <string_view>

namespace copytaster {

/// One comparison, where `first <= byte && byte <= last` would be two.
constexpr bool is_between(unsigned char byte, unsigned char first, unsigned char last) {
  return static_cast<unsigned char>(byte - first) <= last - first;
}

/// `is` asks no table and has no side effects: then sixteen bytes are asked in one step.
template <class Is>
std::size_t count_of(std::string_view text, const Is& is) {
  constexpr std::size_t step = 16;
  std::size_t count = 0;
  std::size_t at = 0;
  for (; text.size() - at >= step; at += step) {
    unsigned char in_step = 0;
    for (std::size_t i = 0; i < step; ++i)
      in_step = static_cast<unsigned char>(
          in_step + (is(static_cast<unsigned char>(text.data()[at + i])) ? 1 : 0));
    count += in_step;
  }
  for (; at < text.size(); ++at) count += is(static_cast<unsigned char>(text.data()[at])) ? 1U : 0U;
  return count;
}

}  // namespace copytaster
