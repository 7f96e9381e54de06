#include "running/clock.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

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
      followed_us_(steady_us()) {}

std::int64_t Clock::at(std::int64_t steady_us) const {
  return std::max(steady_us + offset_us_, was_us_ + (steady_us - followed_us_) / 2);
}

Instant Clock::now() const {
  for (;; std::this_thread::yield()) {
    const std::uint64_t before = changes_;
    const std::int64_t now = at(steady_us());
    if (before % 2 == 0 && changes_ == before) return Instant{std::chrono::microseconds{now}};
  }
}

void Clock::follow(Instant database_now) {
  const std::lock_guard lock{following_};
  ++changes_;
  const std::int64_t steady = steady_us();
  was_us_ = has_followed_ ? at(steady) : us_of(database_now);
  has_followed_ = true;
  followed_us_ = steady;
  offset_us_ = us_of(database_now) - steady;
  ++changes_;
}

}  // namespace copytaster::running
