#include "http/shared_bodies.hpp"

#include <string>

#include <gtest/gtest.h>

namespace copytaster::http {
namespace {

TEST(SharedBodies, HoldOneOfEqualOnes) {
  SharedBodies bodies;
  const auto first = bodies.share("a thread");
  EXPECT_EQ(bodies.share("a thread"), first);
  EXPECT_NE(bodies.share("another"), first);
  EXPECT_EQ(*first, "a thread");
}

TEST(SharedBodies, ForgetWhatNobodyHolds) {
  SharedBodies bodies;
  const auto held = bodies.share("held");
  for (int i = 0; i < 10'000; ++i) bodies.share("page " + std::to_string(i));
  EXPECT_LE(bodies.size(), 64U);
  EXPECT_EQ(bodies.share("held"), held);
}

}  // namespace
}  // namespace copytaster::http
