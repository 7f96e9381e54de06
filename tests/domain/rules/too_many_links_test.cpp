#include <gtest/gtest.h>

#include "domain/rules/rule.hpp"
#include "tests/domain/builders.hpp"

namespace copytaster::rules {
namespace {

using test::a_reading;

TEST(TooManyLinks, HoldsOnlyAboveTheLimit) {
  const Policy policy{.links_max = 2};
  EXPECT_FALSE(too_many_links(a_reading("see https://a.example https://b.example"), {}, policy));
  const auto hit = too_many_links(a_reading("https://a.x https://b.x https://c.x"), {}, policy);
  ASSERT_TRUE(hit);
  EXPECT_EQ(hit->weight, Weight::hold);
  EXPECT_EQ(hit->explanation, "3 links, 2 are allowed");
}

TEST(TooManyLinks, CountsEachLinkOnce) {
  EXPECT_EQ(a_reading("HTTP://www.a.example and www.b.example").links, 2);
  EXPECT_EQ(a_reading("www. is how addresses began").links, 1);
  EXPECT_EQ(a_reading("no links here").links, 0);
}

}  // namespace
}  // namespace copytaster::rules
