#pragma once
// What people sign in with: argon2id for passwords, 256 random bits for sessions, 100 for one-time
// codes that live a quarter of an hour.

#include <string>
#include <string_view>

#include "copytaster/app/sign_in.hpp"

namespace copytaster::security {

/// Twenty letters and digits of Crockford's base32 in groups of four, so that one can read them
/// out: "7kqf-2mxn-…".
std::string new_login_code();
/// As `Credentials::hash_of_code`.
std::optional<std::string> hash_of_login_code(std::string_view typed);
/// Of a code of the same shape that is kept for when the second factor is lost.
std::optional<std::string> hash_of_recovery_code(std::string_view typed);

class SodiumCredentials final : public Credentials {
 public:
  /// Throws std::runtime_error when the machine has no randomness.
  SodiumCredentials();

  std::string new_session_token() const override;
  std::optional<std::string> hash_of_session(std::string_view token) const override;
  std::string csrf_of(std::string_view session_token) const override;
  bool is_csrf_of(std::string_view session_token, std::string_view given) const override;
  std::optional<std::string> hash_of_code(std::string_view typed) const override;

  std::string new_invitation_token() const override;
  std::optional<std::string> hash_of_invitation(std::string_view token) const override;
  std::string new_api_token() const override;
  std::optional<std::string> hash_of_api_token(std::string_view token) const override;

  std::string hash_of(const Password& password) const override;
  bool matches(const Password& password, const std::optional<std::string>& hash) const override;

 private:
  std::string nobodys_hash_;
};

}  // namespace copytaster::security
