#pragma once
// The time everything is judged by: the database's, carried on by this machine's steady clock, so
// that a step of the local clock moves nothing.

#include <atomic>

#include "copytaster/domain/instant.hpp"

namespace copytaster::running {

class Clock {
 public:
  /// Follows the local clock until the database has said what time it is.
  Clock();

  /// Never earlier than an answer before.
  Instant now() const;
  void follow(Instant database_now);

 private:
  std::atomic<std::int64_t> offset_us_;
  mutable std::atomic<std::int64_t> latest_us_;
};

}  // namespace copytaster::running
