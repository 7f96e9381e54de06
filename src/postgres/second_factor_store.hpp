#pragma once
// Second factors: their sealed secrets, which steps were used, and the hashes of recovery codes.

#include <vector>

#include "copytaster/app/second_factor.hpp"
#include "postgres/pool.hpp"

namespace copytaster::postgres {

class SecondFactorRows final : public SecondFactorStore {
 public:
  explicit SecondFactorRows(Pool& pool) : pool_(pool) {}

  std::optional<StoredTotp> find_totp(ModeratorId moderator) override;
  bool put_waiting(ModeratorId moderator, const std::string& sealed, Instant now) override;
  std::optional<StoredTotp> find_waiting(ModeratorId moderator, Instant now) override;
  bool confirm(const ConfirmedTotp& confirmed) override;
  bool end_totp(ModeratorId moderator, const UsedFactor& used, SessionId kept,
                Instant now) override;
  bool reset_totp(ModeratorId moderator, Instant now) override;

  /// For a change of keys: those after `after`, in the order of the accounts.
  std::vector<StoredTotp> page(ModeratorId after, std::size_t limit);
  /// Puts another ciphertext of the same secret in its place. False: it is not there any more as it
  /// was read.
  bool replace(const StoredTotp& read, const std::string& sealed);

 private:
  Pool& pool_;
};

}  // namespace copytaster::postgres
