#pragma once
// How far a long command is: a bar with the speed on a terminal once it has taken a second, lines
// of JSON for a script, nothing elsewhere.

#include <chrono>
#include <cstdint>
#include <string>

namespace copytaster::commands {

class Progress {
 public:
  enum class To { terminal, json };

  /// `what`: "re-wrapping"; `unit`: "comments", or "bytes", which are shown as megabytes.
  Progress(std::string what, std::string unit, To to);
  /// Leaves the terminal's line empty.
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// As often as one likes. `total` 0: nobody knows.
  void show(std::int64_t done, std::int64_t total);

 private:
  using Clock = std::chrono::steady_clock;
  std::string amount(std::int64_t number) const;

  std::string what_;
  std::string unit_;
  To to_;
  bool shown_ = false;
  Clock::time_point began_ = Clock::now();
  Clock::time_point next_ = began_ + std::chrono::seconds{1};
};

}  // namespace copytaster::commands
