#include "copytaster/domain/nearest_name.hpp"

#include <array>

#include <gtest/gtest.h>

namespace copytaster {
namespace {

constexpr std::array<std::string_view, 4> actions = {"approve", "hold", "spam", "reject"};

std::string nearest(std::string_view wrong) {
  return std::string{nearest_name(wrong, actions).value_or("none")};
}

TEST(NearestName, ForgivesAFewSlips) {
  EXPECT_EQ(nearest("hodl"), "hold");
  EXPECT_EQ(nearest("rejected"), "reject");
  EXPECT_EQ(nearest("aprove"), "approve");
  EXPECT_EQ(nearest("spamm"), "spam");
  EXPECT_EQ(nearest("approved_by_the_editor"), "approve") << "one holds the other";
}

TEST(NearestName, DoesNotGuess) {
  EXPECT_EQ(nearest(""), "none");
  EXPECT_EQ(nearest("delete"), "none");
  EXPECT_EQ(nearest(std::string(101, 'h')), "none");
  EXPECT_FALSE(nearest_name("hold", {}));
}

TEST(NearestName, IsSaidInWords) {
  EXPECT_EQ(meant_instead("hodl", actions), "did you mean `hold`?");
  EXPECT_EQ(meant_instead("delete", actions), "there is: approve, hold, spam, reject");
}

}  // namespace
}  // namespace copytaster
