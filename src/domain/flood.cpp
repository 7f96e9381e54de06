#include "copytaster/domain/flood.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <numeric>

namespace copytaster {

namespace {

std::int64_t piece_of(Instant now) {
  return std::chrono::floor<std::chrono::duration<std::int64_t, std::ratio<600>>>(
             now.time_since_epoch())
      .count();
}

}  // namespace

void FloodGuard::Hour::move_to(std::int64_t piece) {
  const std::int64_t steps = std::clamp<std::int64_t>(piece - newest, 0, std::ssize(pieces));
  std::shift_left(pieces.begin(), pieces.end(), steps);
  std::fill(pieces.end() - steps, pieces.end(), std::uint16_t{0});
  newest = std::max(newest, piece);
}

void FloodGuard::Hour::count(Instant now) {
  move_to(piece_of(now));
  std::uint16_t& piece = pieces.back();
  if (piece < std::numeric_limits<std::uint16_t>::max()) ++piece;
}

int FloodGuard::Hour::sum(Instant now) const {
  Hour moved = *this;
  moved.move_to(piece_of(now));
  return std::accumulate(moved.pieces.begin(), moved.pieces.end(), 0);
}

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
  const Bucket fresh{static_cast<double>(limits_.burst), now, by_use_.begin(), {}};
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
  take(by_reader, now);
  take(by_author, now);
  return 0;
}

void FloodGuard::take(Bucket& bucket, Instant now) {
  bucket.tokens -= 1;
  bucket.hour.count(now);
}

int FloodGuard::admitted_lately(const Digest& source, Instant now) const {
  const auto found = buckets_.find(source);
  return found == buckets_.end() ? 0 : found->second.hour.sum(now);
}

int FloodGuard::admitted_lately(const Pseudonym& reader, const AuthorIndex& author,
                                Instant now) const {
  return std::max(admitted_lately(reader.digest, now), admitted_lately(author.digest, now));
}

int FloodGuard::admit(const Pseudonym& reader, Instant now) {
  Bucket& by_reader = bucket(reader.digest, now);
  const int wait = wait_for(by_reader);
  if (wait == 0) take(by_reader, now);
  return wait;
}

}  // namespace copytaster
