// The fuzzer's promise, kept in every test run: for its corpus and for mutations of it.
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/fuzz/framing_splits.hpp"

namespace copytaster::http {
namespace {

std::vector<std::string> corpus() {
  std::vector<std::string> streams;
  const auto folder =
      std::filesystem::path(COPYTASTER_SOURCE_DIR) / "tests" / "fuzz" / "corpus" / "framing";
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    std::ifstream in(file.path(), std::ios::binary);
    streams.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  return streams;
}

TEST(FramingReplay, SaysTheSameWhateverTheSplitOfTheCorpus) {
  const auto streams = corpus();
  EXPECT_GE(streams.size(), 10U);
  for (const std::string& stream : streams) {
    EXPECT_TRUE(testing::same_by_any_split(stream)) << stream;
  }
}

/// A fixed seed: the same 20,000 streams in every run.
TEST(FramingReplay, SaysTheSameWhateverTheSplitOfMutations) {
  const auto streams = corpus();
  ASSERT_FALSE(streams.empty());
  std::mt19937 random(20221);  // NOLINT: repeatable on purpose
  const std::string bytes("\r\n\0 :;,0aG/%\x7f\xff", 14);
  const auto below = [&random](std::size_t end) { return random() % end; };
  for (int i = 0; i < 20'000; ++i) {
    std::string stream = streams[below(streams.size())] + streams[below(streams.size())];
    for (std::size_t changes = below(4); changes > 0; --changes) {
      const std::size_t at = below(stream.size());
      const char byte = bytes[below(bytes.size())];
      if (below(3) == 0) {
        stream.erase(at, 1 + below(4));
      } else if (below(2) == 0) {
        stream.insert(at, 1, byte);
      } else {
        stream[at] = byte;
      }
      if (stream.empty()) stream = "x";
    }
    ASSERT_TRUE(testing::same_by_any_split(stream)) << stream;
  }
}

}  // namespace
}  // namespace copytaster::http
