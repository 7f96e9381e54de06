#pragma once
// The end of a period's pseudonyms: its key goes first, then what was made with it. In between, its
// row without a key remembers that there is something left to do.

#include <cstddef>

#include "postgres/purge.hpp"

namespace copytaster::postgres {

/// Deletes the keys whose period is over. Returns how many.
std::size_t end_pseudonym_keys(const PurgeTools& tools);

/// Takes the pseudonyms off the comments of the periods whose keys are gone, until a look at a
/// whole period finds none. Returns how many.
std::size_t forget_pseudonyms(const PurgeTools& tools);

}  // namespace copytaster::postgres
