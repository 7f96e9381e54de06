#include "copytaster/app/enrol_totp.hpp"

#include <utility>

namespace copytaster {
namespace {

/// Whoever has got hold of an open session must not guess without end. As at a change of password,
/// nobody who guesses elsewhere makes her wait. Codes are counted apart from passwords: who knows
/// the password must not begin anew with codes by typing it.
Attempt attempt_at_codes(const Session& session) {
  return {"", "codes " + std::to_string(session.id.value)};
}
Attempt attempt_at_password(const Session& session) {
  return {"", "session " + std::to_string(session.id.value)};
}

bool is_herself(const Session& session, const std::optional<Password>& current,
                const SignInTools& tools) {
  const auto stored = tools.sessions.find_password(session.moderator.name);
  return current && stored && tools.credentials.matches(*current, stored->hash);
}

}  // namespace

EnrolOutcome enrol_totp(const Session& session, const std::optional<Password>& current, Instant now,
                        const TotpTools& tools) {
  if (session.has_totp) return TotpIsOn{};
  if (!session.has_password) return NoPassword{};
  const Attempt attempt = attempt_at_password(session);
  if (const int wait = tools.sign_in.limits.begin(attempt, now); wait > 0) return WaitFirst{wait};
  if (!is_herself(session, current, tools.sign_in)) return WrongCurrent{};
  tools.sign_in.limits.succeeded(attempt);
  const SecondFactors& factors = tools.sign_in.factors;
  auto secret = factors.new_secret(session.moderator.id);
  if (!tools.store.put_waiting(session.moderator.id, secret.sealed, now)) return TotpIsOn{};
  std::string uri = otpauth_uri(session.moderator.name, secret.base32);
  std::string drawn = factors.qr_svg(uri);
  return Enrolment{std::move(secret.base32), std::move(uri), std::move(drawn)};
}

ConfirmOutcome confirm_totp(const Session& session, std::string_view code, Instant now,
                            const TotpTools& tools) {
  const auto waiting = tools.store.find_waiting(session.moderator.id, now);
  if (!waiting) return NoTotpWaits{};
  const Attempt attempt = attempt_at_codes(session);
  if (const int wait = tools.sign_in.limits.begin(attempt, now); wait > 0) return WaitFirst{wait};
  const SecondFactors& factors = tools.sign_in.factors;
  const auto step = factors.step_of(*waiting, code, now);
  if (!step) return WrongCode{};
  tools.sign_in.limits.succeeded(attempt);
  RecoveryCodes recovery{factors.new_recovery_codes()};
  ConfirmedTotp confirmed{*waiting, *step, {}, session.id, now};
  for (const std::string& one : recovery.codes)
    confirmed.recovery_hashes.push_back(factors.hash_of_recovery_code(one).value());
  if (!tools.store.confirm(confirmed)) return NoTotpWaits{};
  return recovery;
}

EndOutcome end_totp(const Session& session, const TypedEnd& typed, Instant now,
                    const TotpTools& tools) {
  const auto totp = tools.store.find_totp(session.moderator.id);
  if (!totp) return TotpIsOff{};
  const Attempt attempt = attempt_at_codes(session);
  if (const int wait = tools.sign_in.limits.begin(attempt, now); wait > 0) return WaitFirst{wait};
  if (!is_herself(session, typed.current, tools.sign_in)) return WrongCurrent{};
  const auto used = factor_in(*totp, typed.code, now, tools.sign_in.factors);
  if (!used || !tools.store.end_totp(session.moderator.id, *used, session.id, now))
    return WrongCode{};
  tools.sign_in.limits.succeeded(attempt);
  return TotpEnded{};
}

}  // namespace copytaster
