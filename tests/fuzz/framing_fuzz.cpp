// For libFuzzer: clang++-16 -std=c++20 -Iinclude -Isrc -I. -fsanitize=fuzzer,address,undefined
// tests/fuzz/framing_fuzz.cpp src/http/{framing,request_line,chunked,header_lists,percent}.cpp
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tests/fuzz/framing_splits.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view stream(reinterpret_cast<const char*>(bytes), size);
  if (!copytaster::http::testing::same_by_any_split(stream)) __builtin_trap();
  return 0;
}
