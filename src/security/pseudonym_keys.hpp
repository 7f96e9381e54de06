#pragma once
// The keys of pseudonyms as this process holds them, and how they are sealed for the store: key id
// (4 bytes) ‖ nonce (24) ‖ ciphertext with its tag, bound to the period.

#include <map>
#include <optional>
#include <shared_mutex>
#include <string>

#include "copytaster/app/prepare_pseudonyms.hpp"
#include "security/key_file.hpp"

namespace copytaster::security {

/// Safe from any thread.
class PseudonymKeys {
 public:
  PseudonymKeys() = default;
  ~PseudonymKeys();
  PseudonymKeys(const PseudonymKeys&) = delete;
  PseudonymKeys& operator=(const PseudonymKeys&) = delete;

  static std::string new_sealed(const Keys& keys, const PseudonymPeriod& period);
  /// The same key under the newest of `keys`; none when it does not open.
  static std::optional<std::string> rewrapped(const Keys& keys, const PseudonymPeriod& period,
                                              const std::string& sealed);
  /// Damaged means as well: another period's.
  KeyOpened hold(const Keys& keys, const PseudonymPeriod& period, const std::string& sealed);
  void forget_before(Instant now);
  /// The caller clears what it gets.
  std::optional<MasterKey> find(const PseudonymPeriod& period) const;

 private:
  mutable std::shared_mutex mutex_;
  std::map<PseudonymPeriod, MasterKey> held_;
};

}  // namespace copytaster::security
