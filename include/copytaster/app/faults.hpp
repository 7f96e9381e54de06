#pragma once
// What a store may throw. Expected answers are values; these are faults, caught once in the guard.
// Their texts never hold SQL, a parameter or a row, so they may be logged as they are.

#include <stdexcept>

namespace copytaster {

/// The database cannot be reached, is overloaded or gave up at a time limit. What was asked for
/// has not been stored; asking again later is right.
struct StoreUnavailable : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Every connection stayed in use for as long as the caller may wait.
struct StoreBusy : StoreUnavailable {
  using StoreUnavailable::StoreUnavailable;
};

/// The link was lost while work was under way: a write may have been committed or not. Only
/// looking for its key on a fresh connection can tell; never guess.
struct InDoubt : StoreUnavailable {
  using StoreUnavailable::StoreUnavailable;
};

/// The database refused what should have been right, or a row did not read as it must: a bug, a
/// missing grant, a schema changed by hand. Asking again will not help.
struct StoreFault : std::runtime_error {
  using std::runtime_error::runtime_error;
};

}  // namespace copytaster
