#include "running/jobs.hpp"

#include <future>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/captured_log.hpp"

namespace copytaster::running {
namespace {

using namespace std::chrono_literals;

TEST(Jobs, OneThatFailsIsDueAgainAndIsSaidOnce) {
  const test::CapturedLog log{spdlog::level::info};
  {
    int times = 0;
    std::promise<void> done_again;
    Jobs jobs;
    jobs.every(1ms, "fail at first", [&] {
      if (++times <= 3) throw std::runtime_error("a canary of what it worked on");
      if (times == 5) done_again.set_value();
    });
    jobs.start();
    ASSERT_EQ(done_again.get_future().wait_for(20s), std::future_status::ready);
  }
  const std::string said = log.text();
  const auto failed = said.find("the job 'fail at first' failed");
  EXPECT_NE(failed, std::string::npos);
  EXPECT_EQ(said.find("failed", failed + 40), std::string::npos) << said;
  EXPECT_NE(said.find("the job 'fail at first' is done again"), std::string::npos);
  EXPECT_EQ(said.find("canary"), std::string::npos);
}

}  // namespace
}  // namespace copytaster::running
