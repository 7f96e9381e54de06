#pragma once
// The end of a period's pseudonyms: its key goes first, then what was made with it. In between, its
// row without a key remembers that there is something left to do.

#include <cstddef>

#include "copytaster/domain/instant.hpp"
#include "postgres/pool.hpp"

namespace copytaster::postgres {

/// Deletes the keys whose period is over. Returns how many.
std::size_t end_pseudonym_keys(Pool& pool, Instant now);

/// Takes the pseudonyms off the comments of the periods whose keys are gone. Returns how many.
std::size_t forget_pseudonyms(Pool& pool);

}  // namespace copytaster::postgres
