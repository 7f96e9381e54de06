#pragma once
// Work that nobody waits for, beside readers who do: behind all others, and half of the time not at
// all. A processor's caches and the database have no niceness.

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <thread>

namespace copytaster::running {

/// Of the thread that asks for it.
inline void stand_behind_all_others() noexcept {
  constexpr int nice = 19;
  ::setpriority(PRIO_PROCESS, 0, nice);
}

/// For a loop that asks often.
class HalfTime {
 public:
  using Clock = std::chrono::steady_clock;

  explicit HalfTime(Clock::time_point begun = Clock::now()) : since_(begun) {}

  /// As long as was worked since the last rest, if that was long enough to be worth it.
  Clock::duration owed(Clock::time_point now) const {
    const auto worked = now - since_;
    if (worked < worked_min) return Clock::duration::zero();
    return std::min<Clock::duration>(worked, rest_max);
  }
  /// Sleeps so long.
  void rest() {
    const auto owing = owed(Clock::now());
    if (owing == Clock::duration::zero()) return;
    std::this_thread::sleep_for(owing);
    since_ = Clock::now();
  }

 private:
  static constexpr std::chrono::milliseconds worked_min{2};
  static constexpr std::chrono::milliseconds rest_max{20};

  Clock::time_point since_;
};

}  // namespace copytaster::running
