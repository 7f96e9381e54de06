#include "running/jobs.hpp"

#include <atomic>
#include <sstream>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

namespace copytaster::running {
namespace {

using namespace std::chrono_literals;

TEST(Jobs, OneThatFailsIsDueAgainAndIsSaidOnce) {
  std::ostringstream log;
  const auto before = spdlog::default_logger();
  spdlog::set_default_logger(std::make_shared<spdlog::logger>(
      "jobs", std::make_shared<spdlog::sinks::ostream_sink_mt>(log)));
  std::atomic<int> times = 0;
  {
    Jobs jobs;
    jobs.every(1ms, "fail at first", [&times] {
      if (++times <= 3) throw std::runtime_error("a canary of what it worked on");
    });
    jobs.start();
    while (times < 6) std::this_thread::yield();
  }
  spdlog::set_default_logger(before);
  const std::string said = log.str();
  const auto failed = said.find("the job 'fail at first' failed");
  EXPECT_NE(failed, std::string::npos);
  EXPECT_EQ(said.find("failed", failed + 40), std::string::npos) << said;
  EXPECT_NE(said.find("the job 'fail at first' is done again"), std::string::npos);
  EXPECT_EQ(said.find("canary"), std::string::npos);
}

}  // namespace
}  // namespace copytaster::running
