#pragma once
// The keys of pseudonyms: random, one for each period, shared by all instances through the store,
// and gone for good when the period is over. Prepared ahead, so that no reader waits for one and a
// store that is away for a while does no harm.

#include <string>

#include "copytaster/domain/pseudonym_period.hpp"

namespace copytaster {

enum class KeyOpened {
  yes,
  damaged,
  key_missing,  ///< its sealing key is not in the key file
};

/// What is held of them in memory. Safe from any thread.
class PseudonymKeyring {
 public:
  virtual ~PseudonymKeyring() = default;
  virtual PseudonymPeriod period_at(Instant now) const = 0;
  /// A fresh key, sealed under the newest key of the key file and bound to its period.
  virtual std::string new_sealed_key(const PseudonymPeriod& period) const = 0;
  /// Holds the key from now on, if it opens.
  virtual KeyOpened hold(const PseudonymPeriod& period, const std::string& sealed) = 0;
  /// Lets go of those whose period is over.
  virtual void forget_before(Instant now) = 0;
};

class PseudonymKeyStore {
 public:
  virtual ~PseudonymKeyStore() = default;
  /// The period's sealed key: the one that was kept first, which may be `offered`.
  /// Throws StoreFault when nothing is kept yet and `offered` is sealed with a retired key.
  virtual std::string keep_first(const PseudonymPeriod& period, const std::string& offered) = 0;
  /// Leaves what somebody has put in its place meanwhile.
  virtual void drop(const PseudonymPeriod& period, const std::string& sealed) = 0;
};

/// The current period's key and the next one's. A damaged one is made anew: links are lost for the
/// rest of that period, comments are not. One whose sealing key is missing serves the instances
/// that have read a newer key file, so it stays, and so does what is held. Throws what the store
/// throws, StoreFault where a sealing key is missing, and when not even a new key opens.
void prepare_pseudonyms(PseudonymKeyring& keyring, PseudonymKeyStore& store, Instant now);

}  // namespace copytaster
