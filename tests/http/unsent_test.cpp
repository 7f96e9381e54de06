#include "http/unsent.hpp"

#include <array>
#include <memory>
#include <string>

#include <gtest/gtest.h>

namespace copytaster::http {
namespace {

/// What would be written, in pieces of at most `step` bytes.
std::string drained(Unsent& unsent, std::size_t step) {
  std::string text;
  while (!unsent.empty()) {
    std::array<iovec, 4> pieces{};
    const std::size_t count = unsent.gather(pieces);
    std::string some;
    for (std::size_t i = 0; i < count; ++i) {
      some.append(static_cast<const char*>(pieces[i].iov_base), pieces[i].iov_len);
    }
    some.resize(std::min(step, some.size()));
    unsent.drop(some.size());
    text += some;
  }
  return text;
}

TEST(Unsent, KeepsWhatWasNotWritten) {
  const auto shared = std::make_shared<const std::string>("<<shared>>");
  const std::string all = "leadshared";
  for (std::size_t written = 0; written <= all.size(); ++written) {
    for (std::size_t step = 1; step <= all.size(); ++step) {
      Unsent unsent;
      unsent.add({"lead", shared, 2, 8}, written);
      EXPECT_EQ(unsent.bytes(), all.size() - written);
      EXPECT_EQ(drained(unsent, step), all.substr(written));
      EXPECT_EQ(unsent.bytes(), 0U);
    }
  }
}

TEST(Unsent, KeepsTheOrder) {
  const auto shared = std::make_shared<const std::string>("S");
  Unsent unsent;
  std::string expected;
  for (int i = 0; i < 50; ++i) {
    const std::string lead = std::to_string(i) + ",";
    unsent.add({lead, i % 3 == 0 ? shared : nullptr, 0, i % 3 == 0 ? 1U : 0U}, 0);
    expected += lead + (i % 3 == 0 ? "S" : "");
  }
  EXPECT_EQ(drained(unsent, 5), expected);
}

TEST(Unsent, JoinsSmallPiecesAndDoesNotCopySharedOnes) {
  const auto shared = std::make_shared<const std::string>(100, 's');
  Unsent unsent;
  for (int i = 0; i < 1000; ++i) unsent.add({"piece", nullptr, 0, 0}, 0);
  unsent.add({"", shared, 0, 100}, 0);
  std::array<iovec, 4> pieces{};
  ASSERT_EQ(unsent.gather(pieces), 2U);
  EXPECT_EQ(pieces[0].iov_len, 5000U);
  EXPECT_EQ(pieces[1].iov_base, shared->data());
  unsent.clear();
  EXPECT_TRUE(unsent.empty());
  EXPECT_EQ(shared.use_count(), 1);
}

}  // namespace
}  // namespace copytaster::http
