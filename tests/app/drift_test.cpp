#include "copytaster/app/drift.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace copytaster {
namespace {

LearningWindow a_window(double accuracy, std::size_t unwanted) {
  LearningWindow window;
  window.wanted = 100 - unwanted;
  window.unwanted = unwanted;
  window.accuracy = accuracy;
  return window;
}

TEST(Drift, IsNoneWhereAllIsAsItWas) {
  const std::vector<LearningWindow> windows(10, a_window(0.95, 20));
  const auto drift = drift_in(windows);
  ASSERT_TRUE(drift);
  EXPECT_FALSE(drift->is_worse());
  EXPECT_FALSE(drift->is_another_share());
  EXPECT_FALSE(drift_in(std::span{windows}.first(1))) << "nothing to compare with";
}

TEST(Drift, IsSeenInTheLastFifth) {
  std::vector<LearningWindow> windows(10, a_window(0.95, 20));
  windows[8] = windows[9] = a_window(0.85, 40);
  const auto drift = drift_in(windows);
  ASSERT_TRUE(drift);
  EXPECT_TRUE(drift->is_worse());
  EXPECT_TRUE(drift->is_another_share());
  EXPECT_DOUBLE_EQ(drift->right_lately.share, 0.85);
  EXPECT_DOUBLE_EQ(drift->unwanted_before.share, 0.2);
  windows[8] = windows[9] = a_window(0.93, 22);
  EXPECT_FALSE(drift_in(windows)->is_worse()) << "no more than chance";
  windows[8] = windows[9] = a_window(0.99, 20);
  EXPECT_FALSE(drift_in(windows)->is_worse()) << "better is not worse";
}

}  // namespace
}  // namespace copytaster
