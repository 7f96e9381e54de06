#include "security/totp_secrets.hpp"

#include <sodium.h>

#include "security/hashing.hpp"

namespace copytaster::security {
namespace {

constexpr std::size_t id_bytes = 4;
constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::uint64_t totp_key = 103;  ///< the sub-key's number under each sealing key

void append_number(std::string& out, std::uint64_t number, std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; ++i)
    out += static_cast<char>(static_cast<unsigned char>(number >> (8 * i)));
}

std::uint32_t key_id_of(std::string_view sealed) {
  std::uint32_t id = 0;
  for (std::size_t i = 0; i < id_bytes; ++i)
    id |= std::uint32_t{static_cast<unsigned char>(sealed[i])} << (8 * i);
  return id;
}

std::string bound_to(ModeratorId moderator, std::uint32_t key_id) {
  std::string bytes = "totp";
  append_number(bytes, static_cast<std::uint64_t>(moderator.value), 8);
  append_number(bytes, key_id, id_bytes);
  return bytes;
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

}  // namespace

std::string seal_totp(const Keys& keys, ModeratorId moderator, std::string_view secret) {
  const std::uint32_t key_id = keys.newest();
  MasterKey key = derived_key(*keys.find(key_id), totp_key);
  const std::string bound = bound_to(moderator, key_id);

  std::string sealed;
  append_number(sealed, key_id, id_bytes);
  sealed.resize(id_bytes + nonce_bytes + secret.size() + tag_bytes);
  auto* nonce = reinterpret_cast<unsigned char*>(sealed.data()) + id_bytes;
  randombytes_buf(nonce, nonce_bytes);
  crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + nonce_bytes, nullptr, bytes_of(secret),
                                             secret.size(), bytes_of(bound), bound.size(), nullptr,
                                             nonce, key.data());
  sodium_memzero(key.data(), key.size());
  return sealed;
}

std::optional<std::string> open_totp(const Keys& keys, ModeratorId moderator,
                                     std::string_view sealed) {
  if (sealed.size() < id_bytes + nonce_bytes + tag_bytes) return std::nullopt;
  const std::uint32_t key_id = key_id_of(sealed);
  const MasterKey* master = keys.find(key_id);
  if (master == nullptr) return std::nullopt;
  MasterKey key = derived_key(*master, totp_key);
  const std::string bound = bound_to(moderator, key_id);
  const auto nonce = sealed.substr(id_bytes, nonce_bytes);
  const auto cipher = sealed.substr(id_bytes + nonce_bytes);

  std::string secret(cipher.size() - tag_bytes, '\0');
  const int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(
      reinterpret_cast<unsigned char*>(secret.data()), nullptr, nullptr, bytes_of(cipher),
      cipher.size(), bytes_of(bound), bound.size(), bytes_of(nonce), key.data());
  sodium_memzero(key.data(), key.size());
  if (failed != 0) return std::nullopt;
  return secret;
}

}  // namespace copytaster::security
