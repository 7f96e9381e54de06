#include "copytaster/app/sign_in.hpp"

#include "copytaster/domain/text.hpp"

namespace copytaster {
namespace {

constexpr std::chrono::minutes code_is_fresh{15};

/// A session that begins now: its token, and what is kept of it.
struct Beginning {
  std::string token;
  NewSession session;

  Beginning(const Caller& caller, Instant now, const Credentials& credentials)
      : token(credentials.new_session_token()),
        session{credentials.hash_of_session(token).value(), now, caller.device} {}
};

/// The password was right.
SignInOutcome admit(const StoredPassword& stored, std::string_view typed_totp, Beginning beginning,
                    const SignInTools& tools) {
  const auto signed_in = [&beginning](Session session) {
    return SignedIn{std::move(session), std::move(beginning.token)};
  };
  if (!stored.totp)
    return signed_in(tools.sessions.open_session(stored.moderator, beginning.session));
  if (typed_totp.empty()) return SecondFactorAsked{};
  const auto used = factor_in(*stored.totp, typed_totp, beginning.session.at, tools.factors);
  auto session = used ? tools.sessions.open_session_with(stored.moderator, *used, beginning.session)
                      : std::nullopt;
  if (!session) return SecondFactorAsked{true};
  return signed_in(std::move(*session));
}

/// Whether the current password is right, or need not be given.
bool is_herself(const Session& session, const PasswordChange& change, Instant now,
                const SignInTools& tools) {
  if (!session.has_password) return true;
  if (session.by_code && now - session.created_at < code_is_fresh) return true;
  const auto stored = tools.sessions.find_password(session.moderator.name);
  return change.current && stored && tools.credentials.matches(*change.current, stored->hash);
}

}  // namespace

SignInOutcome sign_in_with_code(std::string_view code, const Caller& caller, Instant now,
                                const SignInTools& tools) {
  const Attempt attempt{"", std::string(caller.address)};
  if (const int wait = tools.limits.begin(attempt, now); wait > 0) return WaitFirst{wait};
  const auto code_hash = tools.credentials.hash_of_code(code);
  if (!code_hash) return WrongCredentials{};
  Beginning beginning{caller, now, tools.credentials};
  auto session = tools.sessions.redeem_code(*code_hash, beginning.session);
  if (!session) return WrongCredentials{};
  tools.limits.succeeded(attempt);
  return SignedIn{std::move(*session), std::move(beginning.token)};
}

SignInOutcome sign_in_with_password(const TypedPassword& typed, const Caller& caller, Instant now,
                                    const SignInTools& tools) {
  const auto name = moderator_name(typed.name);
  const Attempt attempt{name ? folded(*name) : "", std::string(caller.address)};
  if (const int wait = tools.limits.begin(attempt, now); wait > 0) return WaitFirst{wait};
  const auto stored = name ? tools.sessions.find_password(*name) : std::nullopt;
  const auto hash = stored ? stored->hash : std::nullopt;
  if (!typed.password || !tools.credentials.matches(*typed.password, hash))
    return WrongCredentials{};
  auto outcome = admit(*stored, typed.totp, {caller, now, tools.credentials}, tools);
  if (std::holds_alternative<SignedIn>(outcome)) tools.limits.succeeded(attempt);
  return outcome;
}

PasswordOutcome change_password(const Session& session, const PasswordChange& change, Instant now,
                                const SignInTools& tools) {
  if (const auto reason = why_unfit(change.next, session.moderator.name))
    return UnfitPassword{*reason};
  // Whoever has got hold of an open session must not guess without end, and whoever guesses at the
  // name from elsewhere must not keep its owner from changing it.
  const Attempt attempt{"", "session " + std::to_string(session.id.value)};
  if (const int wait = tools.limits.begin(attempt, now); wait > 0) return WaitFirst{wait};
  if (!is_herself(session, change, now, tools)) return WrongCurrent{};
  tools.limits.succeeded(attempt);
  tools.sessions.change_password(session.moderator.id, tools.credentials.hash_of(change.next),
                                 session.id);
  return PasswordChanged{};
}

}  // namespace copytaster
