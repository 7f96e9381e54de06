#pragma once
// The time everything is judged by: the database's, carried on by this machine's steady clock, so
// that a step of the local clock moves nothing.

#include <atomic>
#include <cstdint>
#include <mutex>

#include "copytaster/domain/instant.hpp"

namespace copytaster::running {

class Clock {
 public:
  /// Follows the local clock until the database has said what time it is.
  Clock();

  /// Never earlier than an answer before. Where the database's time has stepped back, this one goes
  /// at half its speed until it is overtaken: what waits for it waits longer, not for ever.
  /// Without a lock, as every reader of a page that will expire asks.
  Instant now() const;
  void follow(Instant database_now);

 private:
  std::int64_t at(std::int64_t steady_us) const;

  std::mutex following_;
  std::atomic<std::uint64_t> changes_ = 0;  ///< odd while the three below change: read them again
  std::atomic<std::int64_t> offset_us_;     ///< from the steady clock to the database's
  std::atomic<std::int64_t> followed_us_;   ///< steady, when the database was last asked
  std::atomic<std::int64_t> was_us_ = 0;    ///< what was said then
  bool has_followed_ = false;
};

}  // namespace copytaster::running
