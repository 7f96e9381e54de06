#include "security/credentials.hpp"

#include <sodium.h>

#include <array>
#include <new>
#include <stdexcept>

#include "security/hashing.hpp"
#include "security/token.hpp"

namespace copytaster::security {
namespace {

constexpr std::size_t code_letters = 20;
constexpr std::size_t code_group = 4;
// Without i, l, o and u, which are misread or spell words (Crockford).
constexpr std::string_view code_alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
// RFC 9106 §4, the second recommended choice of memory: 3 passes over 64 MiB. They stand in each
// hash, so other costs need no migration.
constexpr unsigned long long argon_passes = 3;
constexpr std::size_t argon_bytes = 64UL * 1024 * 1024;

void begin_sodium() {
  if (sodium_init() < 0) throw std::runtime_error("libsodium finds no randomness on this machine");
}

std::string plain_hash(std::string_view form, std::string_view secret) {
  return LongHash{}.add(form).add(secret).digest();
}

std::string argon_hash(std::string_view password) {
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  if (crypto_pwhash_str_alg(hash.data(), password.data(), password.size(), argon_passes,
                            argon_bytes, crypto_pwhash_ALG_ARGON2ID13) != 0)
    throw std::bad_alloc();
  return hash.data();
}

/// As people type: capitals, and blanks or dashes anywhere.
std::string letters_of_code(std::string_view typed) {
  std::string letters;
  for (const char c : typed) {
    if (c == '-' || c == ' ' || c == '\t' || c == '\r' || c == '\n') continue;
    letters += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    if (letters.size() > code_letters) break;
  }
  return letters;
}

/// A fast hash is enough: nobody guesses 100 random bits.
std::optional<std::string> hash_of_typed(std::string_view form, std::string_view typed) {
  const std::string letters = letters_of_code(typed);
  if (letters.size() != code_letters ||
      letters.find_first_not_of(code_alphabet) != std::string::npos)
    return std::nullopt;
  return plain_hash(form, letters);
}

}  // namespace

std::string new_login_code() {
  begin_sodium();
  std::string code;
  for (std::size_t i = 0; i < code_letters; ++i) {
    if (i > 0 && i % code_group == 0) code += '-';
    code += code_alphabet[randombytes_uniform(static_cast<std::uint32_t>(code_alphabet.size()))];
  }
  return code;
}

std::optional<std::string> hash_of_login_code(std::string_view typed) {
  return hash_of_typed("login code 1", typed);
}

std::optional<std::string> hash_of_recovery_code(std::string_view typed) {
  return hash_of_typed("recovery code 1", typed);
}

SodiumCredentials::SodiumCredentials() {
  begin_sodium();
  nobodys_hash_ = argon_hash(new_session_token());
}

std::string SodiumCredentials::new_session_token() const { return new_secret(session_prefix); }

std::optional<std::string> SodiumCredentials::hash_of_session(std::string_view token) const {
  return hash_of_secret(session_prefix, token);
}

std::string SodiumCredentials::csrf_of(std::string_view session_token) const {
  return hexadecimal(plain_hash("csrf 1", session_token));
}

bool SodiumCredentials::is_csrf_of(std::string_view session_token, std::string_view given) const {
  return equal(csrf_of(session_token), given);
}

std::optional<std::string> SodiumCredentials::hash_of_code(std::string_view typed) const {
  return hash_of_login_code(typed);
}

std::string SodiumCredentials::new_invitation_token() const {
  return new_secret(invitation_prefix);
}

std::optional<std::string> SodiumCredentials::hash_of_invitation(std::string_view token) const {
  return hash_of_secret(invitation_prefix, token);
}

std::string SodiumCredentials::new_api_token() const { return security::new_api_token(); }

std::optional<std::string> SodiumCredentials::hash_of_api_token(std::string_view token) const {
  return hash_of_token(token);
}

std::string SodiumCredentials::hash_of(const Password& password) const {
  return argon_hash(password.reveal());
}

bool SodiumCredentials::matches(const Password& password,
                                const std::optional<std::string>& hash) const {
  const std::string& text = password.reveal();
  const std::string& compared = hash ? *hash : nobodys_hash_;
  const bool equal = crypto_pwhash_str_verify(compared.c_str(), text.data(), text.size()) == 0;
  return equal && hash;
}

}  // namespace copytaster::security
