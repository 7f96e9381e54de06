#pragma once
// Secrets of 256 random bits, for programs and for sessions: shown once and kept as a hash.

#include <optional>
#include <string>
#include <string_view>

namespace copytaster::security {

/// "ct_" and 43 characters of base64url, so that scanners for lost secrets can find it.
std::string new_api_token();

/// The same for a session's cookie, with a prefix of its own: neither opens what the other does.
inline constexpr std::string_view session_prefix = "cs_";
inline constexpr std::string_view invitation_prefix = "ci_";
std::string new_secret(std::string_view prefix);
std::optional<std::string> hash_of_secret(std::string_view prefix, std::string_view secret);

/// BLAKE2b-256 (32 bytes); none for what cannot be a token, so that garbage costs no query. A hash
/// without salt is enough: nobody can guess 256 random bits.
std::optional<std::string> hash_of_token(std::string_view token);

}  // namespace copytaster::security
