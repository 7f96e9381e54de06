#include "copytaster/domain/flood.hpp"

#include <algorithm>
#include <cmath>

namespace copytaster {

FloodGuard::FloodGuard(FloodLimits limits, std::size_t sources_max)
    : limits_(limits), sources_max_(std::max<std::size_t>(sources_max, 2)) {}

FloodGuard::Bucket& FloodGuard::bucket(const Digest& source, Instant now) {
  if (const auto found = buckets_.find(source); found != buckets_.end()) {
    Bucket& known = found->second;
    by_use_.splice(by_use_.begin(), by_use_, known.place);
    const double minutes = std::chrono::duration<double, std::ratio<60>>(now - known.at).count();
    const double grown = known.tokens + std::max(0.0, minutes) * limits_.per_minute;
    known.tokens = std::min<double>(limits_.burst, grown);
    known.at = std::max(known.at, now);
    return known;
  }
  if (buckets_.size() >= sources_max_) {
    buckets_.erase(by_use_.back());
    by_use_.pop_back();
  }
  by_use_.push_front(source);
  const Bucket fresh{static_cast<double>(limits_.burst), now, by_use_.begin()};
  return buckets_.emplace(source, fresh).first->second;
}

int FloodGuard::wait_for(const Bucket& bucket) const {
  constexpr double almost_one = 1.0 - 1e-9;  // sums of small steps must not cost a second
  if (bucket.tokens >= almost_one) return 0;
  return std::max(1, static_cast<int>(std::ceil((1.0 - bucket.tokens) * 60 / limits_.per_minute)));
}

int FloodGuard::admit(const Pseudonym& reader, const AuthorIndex& author, Instant now) {
  Bucket& by_reader = bucket(reader.digest, now);
  Bucket& by_author = bucket(author.digest, now);
  const int wait = std::max(wait_for(by_reader), wait_for(by_author));
  if (wait > 0) return wait;
  by_reader.tokens -= 1;
  by_author.tokens -= 1;
  return 0;
}

int FloodGuard::admit(const Pseudonym& reader, Instant now) {
  Bucket& by_reader = bucket(reader.digest, now);
  const int wait = wait_for(by_reader);
  if (wait == 0) by_reader.tokens -= 1;
  return wait;
}

}  // namespace copytaster
