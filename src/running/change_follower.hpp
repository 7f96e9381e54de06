// Every instance looks for what has changed several times a second. It misses nothing, however late
// a transaction commits, and needs nothing of the connection it looks through.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <set>
#include <span>
#include <utility>

#include "copytaster/app/changes.hpp"

namespace copytaster::running {

/// Tells each change once. Safe from any thread: whoever has looked has been told of everything
/// that was committed before. Those who wait for a look meanwhile share the next.
class ChangeFollower {
 public:
  struct Listener {
    std::function<void(const Change&)> changed;
    std::function<void()> everything_changed;  ///< or nobody can say what
  };
  ChangeFollower(ChangeStore& store, Listener listener)
      : store_(store), listener_(std::move(listener)) {}

  /// Throws what the store or the listener throws; what was not told then is told with the next.
  void look(std::chrono::steady_clock::time_point now = std::chrono::steady_clock::now());
  /// Of what this instance has just committed itself: tells what no look has told yet, and no later
  /// one tells it again. Throws what the listener throws; then the next look tells it.
  void tell(std::span<const Change> own);

 private:
  ChangeStore& store_;
  const Listener listener_;
  std::atomic<std::uint64_t> asked_ = 0;  ///< for how many looks
  std::mutex mutex_;
  std::uint64_t answered_ = 0;  ///< of them, by a look that began after they were asked for
  std::chrono::steady_clock::time_point looked_at_;
  std::uint64_t settled_ = 0;                              ///< 0: has not looked yet
  std::set<std::pair<std::uint64_t, std::int64_t>> told_;  ///< of transactions that are not settled
};

}  // namespace copytaster::running
