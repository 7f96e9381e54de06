#pragma once
// The keys of pseudonyms: random, one for each period, shared by all instances through the store,
// and gone for good when the period is over. Prepared ahead, so that no reader waits for one and a
// store that is away for a while does no harm.

#include <string>

#include "copytaster/domain/pseudonym_period.hpp"

namespace copytaster {

/// What is held of them in memory. Safe from any thread.
class PseudonymKeyring {
 public:
  virtual ~PseudonymKeyring() = default;
  virtual PseudonymPeriod period_at(Instant now) const = 0;
  /// A fresh key, sealed under the newest key of the key file and bound to its period.
  virtual std::string new_sealed_key(const PseudonymPeriod& period) const = 0;
  /// Holds the key from now on. False: it does not open.
  virtual bool hold(const PseudonymPeriod& period, const std::string& sealed) = 0;
  /// Lets go of those whose period is over.
  virtual void forget_before(Instant now) = 0;
};

class PseudonymKeyStore {
 public:
  virtual ~PseudonymKeyStore() = default;
  /// The period's sealed key: the one that was kept first, which may be `offered`.
  virtual std::string keep_first(const PseudonymPeriod& period, const std::string& offered) = 0;
  virtual void drop(const PseudonymPeriod& period) = 0;
};

/// The current period's key and the next one's. One that does not open (its sealing key has left
/// the key file) is made anew: links are lost for the rest of that period, comments are not. Throws
/// what the store throws, and StoreFault when not even a new one opens.
void prepare_pseudonyms(PseudonymKeyring& keyring, PseudonymKeyStore& store, Instant now);

}  // namespace copytaster
