// What must hold for every stream of bytes: however it is cut into pieces, the framer says the
// same. The seeds of the cuts come from the stream, so that a failure can be played again.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "tests/http/framed.hpp"

namespace copytaster::http::testing {

/// Small, so that a fuzzer meets them.
inline FramingLimits fuzzing_limits() {
  FramingLimits limits;
  limits.line_bytes_max = 64;
  limits.head_bytes_max = 256;
  limits.header_lines_max = 8;
  limits.body_bytes_max = 64;
  return limits;
}

inline const char* framing_promise(std::string_view stream) {
  const FramingLimits limits = fuzzing_limits();
  const std::vector<std::string> whole = said_of(stream, 0, limits);
  if (said_of(stream, 1, limits) != whole) return "byte by byte, it says something else";

  std::uint32_t seed = static_cast<std::uint32_t>(stream.size());
  for (const char c : stream) seed = seed * 31 + static_cast<unsigned char>(c);
  Framer framer(limits);
  std::vector<std::string> said;
  while (!stream.empty()) {
    seed = seed * 1664525U + 1013904223U;
    const std::size_t size = std::min<std::size_t>(1 + (seed >> 24U) % 17U, stream.size());
    framer.feed(stream.substr(0, size));
    stream.remove_prefix(size);
    if (seed % 3U == 0 || stream.empty()) take_ready(framer, said);  // several feeds, one next
  }
  return said == whole ? nullptr : "in pieces, it says something else";
}

}  // namespace copytaster::http::testing
