#include "copytaster/app/active_filter.hpp"

#include <gtest/gtest.h>

#include "tests/app/model_fakes.hpp"
#include "tests/domain/builders.hpp"

namespace copytaster {
namespace {

constexpr SiteId site{1};
const Instant noon = std::chrono::sys_days{std::chrono::year{2026} / 11 / 23};

TEST(ActiveFilter, IsWhatTheServiceJudgesBy) {
  test::FakeModelStore store;
  const LearningPolicy on{LearningMode::on};
  EXPECT_FALSE(active_filter(site, on, store).model) << "nothing was learned yet";
  store.decide(60, noon);
  const auto rules = test::rules_of({});
  learn(site, noon + std::chrono::hours{10}, false,
        {store, rules, [](double) noexcept { return true; }, on});
  EXPECT_EQ(active_filter(site, on, store).number, 1);
  EXPECT_TRUE(active_filter(site, {LearningMode::shadow}, store).shadow);
  EXPECT_FALSE(active_filter(site, {LearningMode::off}, store).model);
  EXPECT_FALSE(active_filter(SiteId{2}, on, store).model);
  store.activate(site, 0, true, noon);
  EXPECT_FALSE(active_filter(site, on, store).model) << "none was chosen";
}

}  // namespace
}  // namespace copytaster
