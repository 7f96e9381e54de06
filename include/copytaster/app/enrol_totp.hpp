#pragma once
// Turning the second factor of one's own account on and off.

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "copytaster/app/sign_in.hpp"

namespace copytaster {

struct TotpTools {
  SignInTools sign_in;
  SecondFactorStore& store;
};

struct NoPassword {};  ///< the account has none yet, and one factor alone is none the second
struct TotpIsOn {};
struct TotpIsOff {};
struct NoTotpWaits {};
struct WrongCode {};

/// To be shown once.
struct Enrolment {
  std::string base32;
  std::string uri;
  std::string qr_svg;
};
/// In this order of precedence. Who asks again gets another secret, and the one before is
/// forgotten.
using EnrolOutcome = std::variant<TotpIsOn, NoPassword, WaitFirst, WrongCurrent, Enrolment>;
EnrolOutcome enrol_totp(const Session& session, const std::optional<Password>& current, Instant now,
                        const TotpTools& tools);

/// To be shown once.
struct RecoveryCodes {
  std::vector<std::string> codes;
};
/// In this order of precedence. All her other sessions end.
using ConfirmOutcome = std::variant<NoTotpWaits, WaitFirst, WrongCode, RecoveryCodes>;
ConfirmOutcome confirm_totp(const Session& session, std::string_view code, Instant now,
                            const TotpTools& tools);

struct TypedEnd {
  std::optional<Password> current;
  std::string_view code;  ///< of the app, or for recovery
};
struct TotpEnded {};
/// In this order of precedence. All her other sessions end.
using EndOutcome = std::variant<TotpIsOff, WaitFirst, WrongCurrent, WrongCode, TotpEnded>;
EndOutcome end_totp(const Session& session, const TypedEnd& typed, Instant now,
                    const TotpTools& tools);

}  // namespace copytaster
