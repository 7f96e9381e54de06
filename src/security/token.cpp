#include "security/token.hpp"

#include <sodium.h>

#include <array>
#include <stdexcept>

namespace copytaster::security {
namespace {

constexpr std::string_view api_prefix = "ct_";
constexpr std::size_t secret_bytes = 32;
constexpr std::size_t text_bytes = 43;
constexpr std::string_view base64url =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

}  // namespace

std::string new_secret(std::string_view prefix) {
  if (sodium_init() < 0) throw std::runtime_error("libsodium finds no randomness on this machine");
  std::array<std::uint8_t, secret_bytes> secret{};
  randombytes_buf(secret.data(), secret.size());
  std::array<char, text_bytes + 1> text{};
  sodium_bin2base64(text.data(), text.size(), secret.data(), secret.size(),
                    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  sodium_memzero(secret.data(), secret.size());
  return std::string{prefix} + text.data();
}

std::optional<std::string> hash_of_secret(std::string_view prefix, std::string_view token) {
  if (token.size() != prefix.size() + text_bytes || !token.starts_with(prefix)) return std::nullopt;
  if (token.find_first_not_of(base64url, prefix.size()) != std::string_view::npos)
    return std::nullopt;
  std::string hash(crypto_generichash_BYTES, '\0');
  crypto_generichash(reinterpret_cast<unsigned char*>(hash.data()), hash.size(),
                     reinterpret_cast<const unsigned char*>(token.data()), token.size(), nullptr,
                     0);
  return hash;
}

std::string new_api_token() { return new_secret(api_prefix); }

std::optional<std::string> hash_of_token(std::string_view token) {
  return hash_of_secret(api_prefix, token);
}

}  // namespace copytaster::security
