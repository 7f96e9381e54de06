#pragma once
// The sealed keys of pseudonyms, shared by all instances.

#include <vector>

#include "copytaster/app/prepare_pseudonyms.hpp"
#include "postgres/pool.hpp"

namespace copytaster::postgres {

struct SealedPseudonymKey {
  PseudonymPeriod period;
  std::string sealed;
};

class PseudonymKeyRows final : public PseudonymKeyStore {
 public:
  explicit PseudonymKeyRows(Pool& pool) : pool_(pool) {}

  std::string keep_first(const PseudonymPeriod& period, const std::string& offered) override;
  void drop(const PseudonymPeriod& period, const std::string& sealed) override;

  /// The oldest period first, at most a thousand; without those whose key is gone.
  std::vector<SealedPseudonymKey> all();
  /// Puts another ciphertext of the same key in its place. False: it is not there any more as it
  /// was read, and nothing was changed.
  bool replace(const SealedPseudonymKey& read, const std::string& sealed);

 private:
  Pool& pool_;
};

}  // namespace copytaster::postgres
