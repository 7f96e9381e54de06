#include "running/background.hpp"

#include <gtest/gtest.h>

namespace copytaster::running {
namespace {

using std::chrono::milliseconds;

TEST(HalfTime, OwesAsLongAsWasWorkedAndNeverLong) {
  const HalfTime::Clock::time_point begun{};
  const HalfTime half{begun};
  EXPECT_EQ(half.owed(begun), milliseconds{0});
  EXPECT_EQ(half.owed(begun + milliseconds{1}), milliseconds{0}) << "not worth it yet";
  EXPECT_EQ(half.owed(begun + milliseconds{2}), milliseconds{2});
  EXPECT_EQ(half.owed(begun + milliseconds{20}), milliseconds{20});
  EXPECT_EQ(half.owed(begun + milliseconds{21}), milliseconds{20});
}

TEST(HalfTime, BeginsAnewAfterARest) {
  const auto begun = HalfTime::Clock::now() - std::chrono::hours{1};
  HalfTime half{begun};
  EXPECT_EQ(half.owed(begun + milliseconds{5}), milliseconds{5});
  half.rest();
  EXPECT_EQ(half.owed(begun + milliseconds{5}), milliseconds{0}) << "that was long ago";
}

}  // namespace
}  // namespace copytaster::running
