#pragma once
// The second factor of an account: a code that an authenticator app shows for half a minute
// (RFC 6238), or one of ten recovery codes. Each code is good once.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "copytaster/domain/ids.hpp"
#include "copytaster/domain/instant.hpp"

namespace copytaster {

inline constexpr int recovery_codes_count = 10;
/// How long a new secret waits for the first code of it.
inline constexpr std::chrono::minutes totp_waits{15};

/// A second factor as it is kept.
struct StoredTotp {
  ModeratorId moderator;
  std::string sealed;
  std::int64_t last_step = 0;  ///< the newest 30 seconds whose code was used
};

struct UsedStep {
  std::int64_t step;
};
struct UsedRecoveryCode {
  std::string hash;
};
/// What stood for the second factor, and is used up with what it allowed.
using UsedFactor = std::variant<UsedStep, UsedRecoveryCode>;

/// The secrets of second factors. They leave it sealed, but for the one time they are shown.
class SecondFactors {
 public:
  virtual ~SecondFactors() = default;

  struct NewSecret {
    std::string sealed;  ///< bound to the account
    std::string base32;
  };
  virtual NewSecret new_secret(ModeratorId moderator) const = 0;
  /// Whose code was typed: this half minute's, or one's beside it that was not used. None:
  /// nobody's, or the secret does not open.
  virtual std::optional<std::int64_t> step_of(const StoredTotp& totp, std::string_view typed,
                                              Instant now) const = 0;

  virtual std::vector<std::string> new_recovery_codes() const = 0;
  /// As somebody typed it. None for what cannot be one.
  virtual std::optional<std::string> hash_of_recovery_code(std::string_view typed) const = 0;

  /// A drawing to be photographed, as SVG: one path of black squares on white.
  virtual std::string qr_svg(std::string_view text) const = 0;
};

struct ConfirmedTotp {
  StoredTotp totp;  ///< that waited
  std::int64_t step = 0;
  std::vector<std::string> recovery_hashes;
  SessionId kept;
  Instant at;
};

class SecondFactorStore {
 public:
  virtual ~SecondFactorStore() = default;

  /// In force.
  virtual std::optional<StoredTotp> find_totp(ModeratorId moderator) = 0;
  /// Replaces one that waits. False: one is in force.
  virtual bool put_waiting(ModeratorId moderator, const std::string& sealed, Instant now) = 0;
  /// None: none waits, or for too long.
  virtual std::optional<StoredTotp> find_waiting(ModeratorId moderator, Instant now) = 0;
  /// ONE transaction: it is in force with its recovery codes, her other sessions end, and each of
  /// her sites' audit says so. False: another one took its place meanwhile.
  virtual bool confirm(const ConfirmedTotp& confirmed) = 0;
  /// ONE transaction, as above. False: what was used was used up meanwhile.
  virtual bool end_totp(ModeratorId moderator, const UsedFactor& used, SessionId kept,
                        Instant now) = 0;
  /// From the command line: all her sessions end. False: there is none.
  virtual bool reset_totp(ModeratorId moderator, Instant now) = 0;
};

/// What was typed as a second factor; none for what is certainly wrong.
std::optional<UsedFactor> factor_in(const StoredTotp& totp, std::string_view typed, Instant now,
                                    const SecondFactors& factors);

/// What an authenticator app reads (the "Key URI Format").
std::string otpauth_uri(std::string_view name, std::string_view base32);

}  // namespace copytaster
