#pragma once
// Signing in: with a one-time code, or with name and password and, where the account has one, a
// second factor; for a session of limited length. Who failed learns no more than that: neither that
// a name exists nor that a code was used.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "copytaster/app/second_factor.hpp"
#include "copytaster/domain/instant.hpp"
#include "copytaster/domain/login_delay.hpp"
#include "copytaster/domain/moderator.hpp"
#include "copytaster/domain/password.hpp"

namespace copytaster {

/// A moderator who works has several devices, hardly more: the oldest session goes.
inline constexpr int sessions_max = 20;

struct SessionLimits {
  std::chrono::seconds idle{1800};
  std::chrono::seconds whole{43'200};
  friend bool operator==(const SessionLimits&, const SessionLimits&) = default;
};

/// Somebody who is signed in.
struct Session {
  SessionId id;
  Moderator moderator;
  Instant created_at;
  bool by_code = false;       ///< it began with a one-time code
  bool has_password = false;  ///< and can sign in by name
  bool has_totp = false;      ///< its account has a second factor
};

/// A page that asks by itself must not keep a session alive that nobody works with.
enum class AskedBy { person, page };

struct NewSession {
  std::string token_hash;  ///< 32 bytes
  Instant at;
  std::string device = {};  ///< as `device_name` says it
};

struct ListedSession {
  SessionId id;
  Instant created_at;
  Instant seen_at;  ///< a minute behind at most
  std::string device = {};
};

/// An account's password as it is stored; without one there is nothing to compare with.
struct StoredPassword {
  ModeratorId moderator;
  std::optional<std::string> hash;
  std::optional<StoredTotp> totp = {};  ///< none: the password is enough
};

class SessionStore {
 public:
  virtual ~SessionStore() = default;

  /// None: no such code, used or expired. It is used up together with the session's beginning.
  virtual std::optional<Session> redeem_code(const std::string& code_hash,
                                             const NewSession& session) = 0;
  /// By the name, letter case ignored. Without a hash where all her roles rest.
  virtual std::optional<StoredPassword> find_password(std::string_view name) = 0;
  virtual Session open_session(ModeratorId moderator, const NewSession& session) = 0;
  /// ONE transaction, which uses up the factor; a recovery code's use stands in the audit. None:
  /// somebody else was faster with the same code.
  virtual std::optional<Session> open_session_with(ModeratorId moderator, const UsedFactor& used,
                                                   const NewSession& session) = 0;
  /// None: unknown, ended, or over by one of the limits. Else a person's asking counts as use.
  virtual std::optional<Session> find_session(const std::string& token_hash,
                                              const SessionLimits& limits, Instant now,
                                              AskedBy by) = 0;

  /// Hers that are not over, newest first; at most `sessions_max`.
  virtual std::vector<ListedSession> list_sessions(ModeratorId moderator,
                                                   const SessionLimits& limits, Instant now) = 0;
  /// False: she has none of that number.
  virtual bool end_session(ModeratorId moderator, SessionId session) = 0;
  virtual void end_other_sessions(ModeratorId moderator, SessionId kept) = 0;
  /// Ends all her other sessions and her unused code with it: one transaction.
  virtual void change_password(ModeratorId moderator, const std::string& hash, SessionId kept) = 0;
};

/// Secrets of people and what is kept of them.
class Credentials {
 public:
  virtual ~Credentials() = default;

  /// 256 random bits.
  virtual std::string new_session_token() const = 0;
  /// None for what cannot be one.
  virtual std::optional<std::string> hash_of_session(std::string_view token) const = 0;
  /// What a page of the session sends with every unsafe call. It follows from the session's token,
  /// gives nothing of it away, and is stored nowhere.
  virtual std::string csrf_of(std::string_view session_token) const = 0;
  virtual bool is_csrf_of(std::string_view session_token, std::string_view given) const = 0;
  /// Of a one-time code as somebody typed it. None for what cannot be one.
  virtual std::optional<std::string> hash_of_code(std::string_view typed) const = 0;

  /// 256 random bits each; of what cannot be one there is no hash.
  virtual std::string new_invitation_token() const = 0;
  virtual std::optional<std::string> hash_of_invitation(std::string_view token) const = 0;
  virtual std::string new_api_token() const = 0;
  virtual std::optional<std::string> hash_of_api_token(std::string_view token) const = 0;

  /// Slow by design, and takes 64 MiB: whoever calls it bounds how many run at once.
  virtual std::string hash_of(const Password& password) const = 0;
  /// False without a hash, after as long a time: how long it takes must not tell who has an
  /// account.
  virtual bool matches(const Password& password, const std::optional<std::string>& hash) const = 0;
};

/// The delays, shared by threads.
class AttemptLimits {
 public:
  virtual ~AttemptLimits() = default;
  virtual int begin(const Attempt& attempt, Instant now) = 0;  ///< as `LoginDelays::begin`
  virtual void succeeded(const Attempt& attempt) = 0;
};

struct SignInTools {
  SessionStore& sessions;
  const Credentials& credentials;
  AttemptLimits& limits;
  const SecondFactors& factors;
};

/// Where somebody signs in from.
struct Caller {
  std::string_view address;  ///< what limits count
  std::string device;        ///< as `device_name` says it
};

struct SignedIn {
  Session session;
  std::string token;  ///< shown once, in the cookie
};
struct WrongCredentials {};
struct WaitFirst {
  int seconds;
};
/// The password is right, and a code of the account's second factor is not there or not right.
struct SecondFactorAsked {
  bool was_wrong = false;
};
/// In this order of precedence: wait, wrong, second factor, signed in.
using SignInOutcome = std::variant<WaitFirst, WrongCredentials, SecondFactorAsked, SignedIn>;

/// A code is too long to be guessed, so only the address is slowed down: whoever guesses at a name
/// cannot keep its owner out. It stands for both factors: who makes one has the machine.
SignInOutcome sign_in_with_code(std::string_view code, const Caller& caller, Instant now,
                                const SignInTools& tools);

struct TypedPassword {
  std::string_view name;
  std::optional<Password> password;  ///< none: what was typed cannot be one
  std::string_view totp = {};        ///< a code of the second factor, or for its recovery
};
/// A wrong code of the second factor counts as a wrong password does, and one that is missing is
/// not forgiven: else guessing at codes could begin anew with each.
SignInOutcome sign_in_with_password(const TypedPassword& typed, const Caller& caller, Instant now,
                                    const SignInTools& tools);

struct PasswordChange {
  std::optional<Password> current;
  Password next;
};
struct PasswordChanged {};
struct WrongCurrent {};
struct UnfitPassword {
  std::string_view reason;
};
/// In this order of precedence: unfit, wait, wrong current, changed.
using PasswordOutcome = std::variant<UnfitPassword, WaitFirst, WrongCurrent, PasswordChanged>;

/// The current one is not asked for where there is none yet, and in the first quarter of an hour
/// after a one-time code: that is how a forgotten one is replaced.
PasswordOutcome change_password(const Session& session, const PasswordChange& change, Instant now,
                                const SignInTools& tools);

}  // namespace copytaster
