#pragma once
// Second factors: time-based codes by liboath, their secrets sealed by the vault's keys, and the
// drawing that an authenticator app reads by libqrencode.

#include <string>
#include <string_view>
#include <vector>

#include "copytaster/app/second_factor.hpp"
#include "security/vault.hpp"

namespace copytaster::security {

/// Safe from any thread.
class OathSecondFactors final : public SecondFactors {
 public:
  /// `vault` must outlive it. Throws std::runtime_error when the library does not start.
  explicit OathSecondFactors(const SodiumVault& vault);

  NewSecret new_secret(ModeratorId moderator) const override;
  std::optional<std::int64_t> step_of(const StoredTotp& totp, std::string_view typed,
                                      Instant now) const override;
  std::vector<std::string> new_recovery_codes() const override;
  std::optional<std::string> hash_of_recovery_code(std::string_view typed) const override;
  std::string qr_svg(std::string_view text) const override;

 private:
  const SodiumVault& vault_;
};

}  // namespace copytaster::security
