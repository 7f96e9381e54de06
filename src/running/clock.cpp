#include "running/clock.hpp"

namespace copytaster::running {
namespace {

std::int64_t steady_us() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

std::int64_t us_of(Instant instant) { return instant.time_since_epoch().count(); }

}  // namespace

Clock::Clock()
    : offset_us_(
          us_of(std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now())) -
          steady_us()),
      latest_us_(0) {}

Instant Clock::now() const {
  const std::int64_t now = steady_us() + offset_us_.load(std::memory_order_relaxed);
  std::int64_t latest = latest_us_.load(std::memory_order_relaxed);
  while (latest < now &&
         !latest_us_.compare_exchange_weak(latest, now, std::memory_order_relaxed)) {
  }
  return Instant{std::chrono::microseconds{std::max(now, latest)}};
}

void Clock::follow(Instant database_now) {
  offset_us_.store(us_of(database_now) - steady_us(), std::memory_order_relaxed);
}

}  // namespace copytaster::running
