// One fuzzer: a promise of promises.hpp, named by PROMISE, for whatever bytes libFuzzer thinks of.
// Built by the preset `fuzz`, run by script/fuzz.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string_view>

#include "tests/fuzz/promises.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  if (const char* broken = copytaster::http::testing::PROMISE(text)) {
    std::fprintf(stderr, "broken promise: %s\n", broken);
    __builtin_trap();
  }
  return 0;
}
