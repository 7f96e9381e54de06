#pragma once
// Counts how fast one source comments. A pure structure: time comes in as `now`.

#include <array>
#include <cstddef>
#include <cstdint>
#include <list>
#include <unordered_map>

#include "copytaster/domain/instant.hpp"
#include "copytaster/domain/privacy.hpp"

namespace copytaster {

struct FloodLimits {
  int per_minute = 4;
  int burst = 5;
};

/// One token bucket a source, at most `sources_max` of them; the one unused for longest goes
/// first, which can only forget, never punish. Not safe from two threads at once.
class FloodGuard {
 public:
  explicit FloodGuard(FloodLimits limits, std::size_t sources_max = 100'000);

  /// Takes a token for each of the two sources, or none at all. The answer is how many seconds
  /// to wait; 0 means admitted.
  int admit(const Pseudonym& reader, const AuthorIndex& author, Instant now);
  /// The same for a reader who is no author.
  int admit(const Pseudonym& reader, Instant now);
  /// How many were admitted of the busier of the two within the last hour, to some ten minutes.
  int admitted_lately(const Pseudonym& reader, const AuthorIndex& author, Instant now) const;
  /// From now on; what was counted stays counted.
  void change(FloodLimits limits) { limits_ = limits; }
  std::size_t sources() const { return buckets_.size(); }

 private:
  /// An hour in pieces of ten minutes.
  struct Hour {
    std::array<std::uint16_t, 7> pieces = {};  ///< the newest is the last
    std::int64_t newest = 0;                   ///< which ten minutes since the epoch it stands for
    void move_to(std::int64_t piece);
    void count(Instant now);
    int sum(Instant now) const;
  };
  struct Bucket {
    double tokens;
    Instant at;
    std::list<Digest>::iterator place;
    Hour hour;
  };
  Bucket& bucket(const Digest& source, Instant now);
  int wait_for(const Bucket& bucket) const;
  int admitted_lately(const Digest& source, Instant now) const;
  static void take(Bucket& bucket, Instant now);

  FloodLimits limits_;
  std::size_t sources_max_;
  std::list<Digest> by_use_;
  std::unordered_map<Digest, Bucket, DigestHash> buckets_;
};

}  // namespace copytaster
