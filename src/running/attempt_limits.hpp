#pragma once
// This instance's memory of failed attempts to sign in, shared by its threads. It forgets with a
// restart, and N instances allow N times as many.

#include <mutex>

#include "copytaster/app/sign_in.hpp"

namespace copytaster::running {

class SharedAttemptLimits final : public AttemptLimits {
 public:
  int begin(const Attempt& attempt, Instant now) override {
    const std::lock_guard lock{mutex_};
    return delays_.begin(attempt, now);
  }
  void succeeded(const Attempt& attempt) override {
    const std::lock_guard lock{mutex_};
    delays_.succeeded(attempt);
  }

 private:
  std::mutex mutex_;
  LoginDelays delays_;
};

}  // namespace copytaster::running
