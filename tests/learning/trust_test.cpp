#include "learning/trust.hpp"

#include <numeric>

#include <gtest/gtest.h>

#include "tests/learning/builders.hpp"

namespace copytaster::learning {
namespace {

/// Decisions of one moderator on one day.
void add(std::vector<Example>& examples, std::size_t count, std::int64_t moderator, int day) {
  for (std::size_t i = 0; i < count; ++i)
    examples.push_back(
        {{}, true, test::first_day + std::chrono::days{day}, ModeratorId{moderator}});
}
/// Brought along.
void add_imported(std::vector<Example>& examples, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) examples.push_back({{}, true, test::first_day, {}});
}

std::vector<const Example*> all(const std::vector<Example>& examples) {
  std::vector<const Example*> pointers;
  for (const Example& example : examples) pointers.push_back(&example);
  return pointers;
}

float sum(const std::vector<float>& trust, std::size_t begin, std::size_t end) {
  return std::accumulate(trust.begin() + static_cast<std::ptrdiff_t>(begin),
                         trust.begin() + static_cast<std::ptrdiff_t>(end), 0.0F);
}

TEST(Trust, IsFullForAnOrdinaryDay) {
  std::vector<Example> examples;
  add(examples, full_day, 1, 0);
  add(examples, full_day, 2, 0);
  for (const float one : trust_in(all(examples))) EXPECT_EQ(one, 1);
}

TEST(Trust, OfADayIsNoMoreThanAFullDay) {
  std::vector<Example> examples;
  add(examples, 5'000, 1, 0);
  add(examples, full_day, 2, 0);
  add(examples, full_day, 1, 1);
  const auto trust = trust_in(all(examples));
  EXPECT_NEAR(sum(trust, 0, 5'000), full_day, 0.1);
  EXPECT_EQ(sum(trust, 5'000, trust.size()), 2 * full_day);
}

TEST(Trust, OfADayIsNoMoreThanAllElse) {
  std::vector<Example> examples;
  add(examples, 90, 1, 0);
  add(examples, 30, 2, 0);
  const auto trust = trust_in(all(examples));
  EXPECT_NEAR(sum(trust, 0, 90), 30, 0.01);
  EXPECT_EQ(sum(trust, 90, 120), 30);
}

TEST(Trust, IsFullForWhoIsAlone) {
  std::vector<Example> examples;
  add(examples, 5'000, 1, 0);
  add(examples, examples_min - 1, 2, 0);
  EXPECT_EQ(trust_in(all(examples)).front(), 1);
  add(examples, 1, 2, 0);
  EXPECT_LT(trust_in(all(examples)).front(), 1);
}

TEST(Trust, OfWhatWasBroughtAlongIsFull) {
  std::vector<Example> examples;
  add_imported(examples, 3'000);
  add(examples, 10, 1, 0);
  EXPECT_EQ(trust_in(all(examples)).front(), 1);
  EXPECT_EQ(trust_in(all(examples)).back(), 1);
}

TEST(Sureness, IsLeftWithWhatAllOthersSayToo) {
  std::vector<Example> examples;
  add_imported(examples, 200);
  std::vector<double> sides(examples.size(), 3.0);
  sides[7] = -6;
  sides[8] = 0.1;
  const auto sure = sureness(all(examples), sides);
  EXPECT_GT(sure[0], 0.99F);
  EXPECT_LT(sure[7], 0.25F);
  EXPECT_GT(sure[8], 0.9F) << "what nobody knows is nobody's slip";
}

TEST(Sureness, IsLostForADayThatContradictsAllOthers) {
  std::vector<Example> examples;
  add(examples, 400, 1, 0);
  add(examples, 400, 2, 0);
  std::vector<double> sides(800, 3.0);
  for (std::size_t i = 400; i < 800; ++i) sides[i] = -3;
  const auto sure = sureness(all(examples), sides);
  EXPECT_GT(sure[0], 0.9F);
  EXPECT_LT(sure[400], 0.1F);
}

}  // namespace
}  // namespace copytaster::learning
