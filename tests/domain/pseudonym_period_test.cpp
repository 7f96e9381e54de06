#include "copytaster/domain/pseudonym_period.hpp"

#include <gtest/gtest.h>

namespace copytaster {
namespace {

using namespace std::chrono_literals;

constexpr Instant noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23} + 12h};

TEST(PseudonymPeriod, LastsForItsDays) {
  for (const int days : {1, 7, 30}) {
    const auto period = PseudonymPeriod::at(noon, days);
    EXPECT_LE(period.begin(), noon);
    EXPECT_GT(period.end(), noon);
    EXPECT_EQ(period.end() - period.begin(), std::chrono::days{days});
    EXPECT_EQ(PseudonymPeriod::at(period.begin(), days), period);
    EXPECT_EQ(PseudonymPeriod::at(period.end() - 1us, days), period);
    EXPECT_EQ(PseudonymPeriod::at(period.end(), days), period.next());
  }
}

TEST(PseudonymPeriod, AnotherLengthIsAnotherPeriod) {
  // Day 42 begins a period of 6 days and one of 7.
  const Instant day{std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::days{42})};
  const auto six = PseudonymPeriod::at(day, 6);
  const auto seven = PseudonymPeriod::at(day, 7);
  EXPECT_EQ(six.begin(), seven.begin());
  EXPECT_NE(six.number(), seven.number());
}

TEST(PseudonymPeriod, ItsNumberTellsItsEnd) {
  const auto period = PseudonymPeriod::at(noon, 30);
  EXPECT_EQ(PseudonymPeriod::parse(period.number()), period);
  for (const std::int64_t number : {-1L, 0L, 2'000'000L, 1'000'000'001L})
    EXPECT_FALSE(PseudonymPeriod::parse(number)) << number;
}

}  // namespace
}  // namespace copytaster
