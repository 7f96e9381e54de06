#pragma once
// How many bytes of a text are of a kind, many at a time.

#include <cstddef>
#include <string_view>

namespace copytaster {

/// One comparison, where `first <= byte && byte <= last` would be two.
constexpr bool is_between(unsigned char byte, unsigned char first, unsigned char last) {
  return static_cast<unsigned char>(byte - first) <= last - first;
}

/// In how many places from `begin` on, before `end`, `is(place)`. Where it asks no table and has no
/// branch, sixteen places are asked in one step.
template <class Is>
std::size_t count_places(std::size_t begin, std::size_t end, const Is& is) {
  constexpr std::size_t step = 16;
  std::size_t count = 0;
  std::size_t at = begin;
  for (; at + step <= end; at += step) {
    unsigned char in_step = 0;
    for (std::size_t i = 0; i < step; ++i)
      in_step = static_cast<unsigned char>(in_step + (is(at + i) ? 1 : 0));
    count += in_step;
  }
  for (; at < end; ++at) count += is(at) ? 1U : 0U;
  return count;
}

/// How many bytes there are for which `is(byte)`.
template <class Is>
std::size_t count_of(std::string_view text, const Is& is) {
  const char* bytes = text.data();
  return count_places(0, text.size(), [&is, bytes](std::size_t at) {
    return is(static_cast<unsigned char>(bytes[at]));
  });
}

}  // namespace copytaster
