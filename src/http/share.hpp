// One holder's part of a number that all of them have together.
#pragma once

#include <atomic>
#include <cstddef>

namespace copytaster::http {

/// Gives its part back at its end. Not safe from two threads at once; the sum is.
class Share {
 public:
  explicit Share(std::atomic<std::size_t>& sum) noexcept : sum_(sum) {}
  ~Share() { note(0); }
  Share(const Share&) = delete;
  Share& operator=(const Share&) = delete;

  std::size_t part() const { return part_; }
  void note(std::size_t part) {
    if (part == part_) return;
    sum_ += part - part_;  // wraps around where it gets less
    part_ = part;
  }

 private:
  std::atomic<std::size_t>& sum_;
  std::size_t part_ = 0;
};

}  // namespace copytaster::http
