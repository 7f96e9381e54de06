#pragma once
// How much a purge takes at once, and how often at most.

#include <cstddef>

#include "postgres/purge.hpp"

namespace copytaster::postgres {

inline constexpr std::size_t batch_rows = 1000;

struct InBatches {
  std::size_t rows = 0;
  bool finished = false;  ///< else there may be more
};

/// Repeats until a batch comes back short, the purge is told to end or it has been enough for now.
template <class Once>
InBatches in_batches(const PurgeTools& tools, const Once& once) {
  constexpr int batches_max = 100'000;
  InBatches all;
  for (int i = 0; i < batches_max && tools.goes_on(); ++i) {
    const std::size_t rows = once();
    all.rows += rows;
    if (rows < batch_rows) {
      all.finished = true;
      break;
    }
  }
  return all;
}

}  // namespace copytaster::postgres
