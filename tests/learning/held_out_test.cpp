#include "learning/held_out.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/learning/builders.hpp"

namespace copytaster::learning {
namespace {

/// A margin from -4 to 4 of which the odds are what it says: every quantile once, so no chance.
std::vector<HeldOut> honest(std::size_t count, double slope = 1, double shift = 0) {
  std::vector<HeldOut> held_out;
  double due = 0.5;
  for (std::size_t i = 0; i < count; ++i) {
    const double margin = std::fmod(static_cast<double>(i) * 0.618034, 1.0) * 8 - 4;
    due += 1 / (1 + std::exp(-(slope * margin + shift)));
    const bool unwanted = due >= 1;
    if (unwanted) due -= 1;
    held_out.push_back(
        {static_cast<float>(margin), !unwanted, 1, test::first_day + std::chrono::hours{i}});
  }
  return held_out;
}

/// Wanted at -2 … 0, unwanted at 1 … 3.
std::vector<HeldOut> apart(std::size_t of_each) {
  std::vector<HeldOut> held_out;
  for (std::size_t i = 0; i < of_each; ++i) {
    const auto share = static_cast<float>(i) / static_cast<float>(of_each);
    held_out.push_back({2 * share - 2, true, 1, test::first_day + std::chrono::hours{i}});
    held_out.push_back({2 * share + 1, false, 1, test::first_day + std::chrono::hours{i}});
  }
  return held_out;
}

TEST(Calibration, IsNoneBeforeThereIsAny) { EXPECT_EQ(calibrated({}), Calibration{}); }

TEST(Calibration, FindsWhatTheOddsAre) {
  const Calibration found = calibrated(honest(3'000, 0.5, -1));
  EXPECT_NEAR(found.slope, 0.5, 0.1);
  EXPECT_NEAR(found.shift, -1, 0.2);
}

TEST(Calibration, FollowsTheShareOfTheUnwanted) {
  auto held_out = honest(3'000);
  const double before = calibrated(held_out).probability(0);
  for (std::size_t i = 0; i < 2'000; ++i) held_out.push_back({0, i % 10 != 0, 1, test::first_day});
  EXPECT_NEAR(before, 0.5, 0.05);
  EXPECT_LT(calibrated(held_out).probability(0), 0.25) << "one in ten, lately";
}

TEST(Calibration, OfAModelThatSaysTheOppositeSaysNextToNothing) {
  auto held_out = honest(1'000);
  for (HeldOut& one : held_out) one.wanted = !one.wanted;
  const Calibration found = calibrated(held_out);
  EXPECT_GT(found.slope, 0);
  EXPECT_LT(found.probability(4), 0.65);
}

TEST(Threshold, HoldsNoMoreThanItsShareOfTheWanted) {
  const auto held_out = honest(4'000);
  const Calibration calibration = calibrated(held_out);
  for (const double share : {0.005, 0.02, 0.1}) {
    const double threshold = threshold_for(share, held_out, calibration);
    std::size_t wanted = 0;
    std::size_t held = 0;
    for (const HeldOut& one : held_out) {
      wanted += one.wanted ? 1U : 0U;
      const double probability = calibration.probability(static_cast<double>(one.margin));
      held += one.wanted && probability >= threshold ? 1U : 0U;
    }
    EXPECT_LE(static_cast<double>(held), share * static_cast<double>(wanted)) << share;
    EXPECT_GE(static_cast<double>(held), 0.5 * share * static_cast<double>(wanted)) << share;
  }
}

TEST(Threshold, IsHigherWithFewToCount) {
  const Calibration none;
  EXPECT_EQ(threshold_for(0.005, {}, none), 1);
  const double few = threshold_for(0.005, honest(60), none);
  const double many = threshold_for(0.005, honest(4'000), none);
  EXPECT_GT(few, many);
  EXPECT_GE(threshold_for(0.2, apart(500), none), 0.5) << "what is likelier wanted is never held";
}

TEST(Threshold, IsNotRaisedByWhatIsDoubted) {
  auto held_out = apart(500);
  const Calibration none;
  const double before = threshold_for(0.005, held_out, none);
  for (int i = 0; i < 20; ++i) held_out.push_back({6, true, 0.001F, test::first_day});
  EXPECT_NEAR(threshold_for(0.005, held_out, none), before, 0.05);
  for (auto one = held_out.end() - 10; one != held_out.end(); ++one) one->trust = 1;
  EXPECT_GT(threshold_for(0.005, held_out, none), before + 0.1);
}

TEST(HeldOutFigures, SayHowWellItWas) {
  const HeldOutFigures figures = figures_of(apart(400), 0.01);
  EXPECT_EQ(figures.wanted, 400U);
  EXPECT_EQ(figures.unwanted, 400U);
  EXPECT_EQ(figures.accuracy, 1);
  EXPECT_EQ(figures.mcc, 1);
  EXPECT_EQ(figures.auc, 1);
  EXPECT_GT(figures.caught, 0.9);
  EXPECT_LE(figures.held, 0.01);
  EXPECT_LT(figures.brier, 0.05);

  const HeldOutFigures unsure = figures_of(honest(4'000), 0.01);
  EXPECT_NEAR(unsure.accuracy, 0.83, 0.03);
  EXPECT_NEAR(unsure.auc, 0.91, 0.03);
  EXPECT_LT(unsure.calibration_error, 0.03) << "its odds are what it says";
  EXPECT_NEAR(unsure.held, 0.01, 0.006);
}

TEST(HeldOutFigures, CountWhatWasPublishedAmongTheWantedAlone) {
  auto held_out = apart(400);
  const HeldOutFigures before = figures_of(held_out, 0.05);
  // Each stands for ten; a tenth lies where the unwanted are.
  for (int i = 0; i < 200; ++i)
    held_out.push_back({i / 2 % 10 == 0 ? 2.0F + static_cast<float>(i) / 200 : -2.0F, true, 10,
                        test::first_day, false});
  const HeldOutFigures figures = figures_of(held_out, 0.05);
  EXPECT_EQ(figures.published, 200U);
  EXPECT_EQ(figures.wanted, before.wanted);
  EXPECT_EQ(figures.unwanted, before.unwanted);
  EXPECT_NEAR(figures.held, 0.05, 0.02);
  EXPECT_LT(figures.caught, before.caught) << "the threshold lies higher";
  EXPECT_EQ(windows_of(held_out).size(), windows_of(apart(400)).size());
}

TEST(HeldOutFigures, OfNothingAreNothing) {
  const HeldOutFigures figures = figures_of({}, 0.005);
  EXPECT_EQ(figures.wanted + figures.unwanted, 0U);
  EXPECT_EQ(figures.accuracy, 0);
  EXPECT_TRUE(windows_of({}).empty());
}

TEST(Windows, ShowWhenItGotWorse) {
  auto held_out = apart(400);
  for (auto one = held_out.begin() + 600; one != held_out.end(); ++one) one->margin = 0.1F;
  const auto windows = windows_of(held_out);
  ASSERT_EQ(windows.size(), learning_windows_max);
  EXPECT_GT(windows[5].accuracy, 0.95);
  EXPECT_LT(windows[9].accuracy, 0.7);
  EXPECT_LE(windows[0].to, windows[1].from);
  EXPECT_EQ(windows[9].wanted + windows[9].unwanted, 80U);
  EXPECT_EQ(windows_of(std::vector<HeldOut>(held_out.begin(), held_out.begin() + 30)).size(), 1U);
}

}  // namespace
}  // namespace copytaster::learning
