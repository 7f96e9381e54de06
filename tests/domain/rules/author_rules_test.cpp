#include <gtest/gtest.h>

#include "domain/rules/rule.hpp"
#include "tests/domain/builders.hpp"

namespace copytaster::rules {
namespace {

TEST(Honeypot, IsSpamWhenFilledIn) {
  Reading reading;
  EXPECT_FALSE(honeypot(reading, {}, {}));
  reading.trap_filled = true;
  EXPECT_EQ(honeypot(reading, {}, {}).value().weight, Weight::spam);
}

TEST(Duplicate, HoldsWhatWasSaidBefore) {
  EXPECT_FALSE(duplicate({}, {}, {}));
  EXPECT_EQ(duplicate({}, {.said_before = true}, {}).value().weight, Weight::hold);
}

TEST(FirstTimeAuthor, HoldsOnlyUnderFirst) {
  EXPECT_FALSE(first_time_author({}, {.known_author = true}, {}));
  EXPECT_EQ(first_time_author({}, {}, {.premoderation = Premoderation::first}).value().weight,
            Weight::hold);
  EXPECT_EQ(first_time_author({}, {}, {.premoderation = Premoderation::rules}).value().weight,
            Weight::note);
}

TEST(FirstTimeAuthor, SaysWhySheIsUnknown) {
  const auto why = [](const Facts& facts) { return first_time_author({}, facts, {})->explanation; };
  EXPECT_EQ(why({}), "the author has no approved comment yet");
  EXPECT_EQ(why({.approved_before = 3}), "under this name nothing was approved in 180 days");
  EXPECT_EQ(why({.approved_before = 3, .spam_before = 1}), "the author was refused before");
}

TEST(AddressInText, IsToldWithItsPlace) {
  EXPECT_FALSE(address_in_text(test::a_reading("no address"), {}, {}));
  const auto hit = address_in_text(test::a_reading("I am at ann@example.com."), {}, {});
  ASSERT_TRUE(hit);
  EXPECT_EQ(hit->weight, Weight::note);
  ASSERT_EQ(hit->spans.size(), 1U);
  EXPECT_EQ(hit->spans[0], (Span{Field::text, 8, 8 + 14}));
  EXPECT_EQ(hit->explanation.find("ann"), std::string::npos);
}

}  // namespace
}  // namespace copytaster::rules
