#pragma once
// How much a purge takes at once, and how often at most.

#include <cstddef>

namespace copytaster::postgres {

inline constexpr std::size_t batch_rows = 1000;

/// Repeats until a batch comes back short; a purge that finds more than this goes on next time.
template <class Once>
std::size_t in_batches(const Once& once) {
  constexpr int batches_max = 1000;
  std::size_t total = 0;
  for (int i = 0; i < batches_max; ++i) {
    const std::size_t gone = once();
    total += gone;
    if (gone < batch_rows) break;
  }
  return total;
}

}  // namespace copytaster::postgres
