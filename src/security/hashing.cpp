#include "security/hashing.hpp"

#include <array>

namespace copytaster::security {
namespace {

constexpr std::size_t long_bytes = 32;

void add_number(crypto_generichash_state& state, std::int64_t number) {
  std::array<unsigned char, 8> bytes{};
  auto rest = static_cast<std::uint64_t>(number);
  for (auto& byte : bytes) {
    byte = static_cast<unsigned char>(rest & 0xFFU);
    rest >>= 8U;
  }
  crypto_generichash_update(&state, bytes.data(), bytes.size());
}

void add_part(crypto_generichash_state& state, std::string_view part) {
  add_number(state, static_cast<std::int64_t>(part.size()));
  crypto_generichash_update(&state, reinterpret_cast<const unsigned char*>(part.data()),
                            part.size());
}

}  // namespace

KeyedHash::KeyedHash(const MasterKey& key) {
  crypto_generichash_init(&state_, key.data(), key.size(), std::tuple_size_v<Digest>);
}

KeyedHash& KeyedHash::add(std::int64_t number) {
  add_number(state_, number);
  return *this;
}

KeyedHash& KeyedHash::add(std::string_view part) {
  add_part(state_, part);
  return *this;
}

Digest KeyedHash::digest() {
  Digest digest{};
  crypto_generichash_final(&state_, digest.data(), digest.size());
  return digest;
}

LongHash::LongHash() { crypto_generichash_init(&state_, nullptr, 0, long_bytes); }

LongHash::LongHash(const MasterKey& key) {
  crypto_generichash_init(&state_, key.data(), key.size(), long_bytes);
}

LongHash& LongHash::add(std::int64_t number) {
  add_number(state_, number);
  return *this;
}

LongHash& LongHash::add(std::string_view part) {
  add_part(state_, part);
  return *this;
}

LongHash& LongHash::add(const std::optional<std::string>& part) {
  add_number(state_, part ? 1 : 0);
  if (part) add_part(state_, *part);
  return *this;
}

std::string LongHash::digest() {
  std::array<unsigned char, long_bytes> digest{};
  crypto_generichash_final(&state_, digest.data(), digest.size());
  return {digest.begin(), digest.end()};
}

MasterKey derived_key(const MasterKey& master, std::uint64_t number) {
  MasterKey key;
  crypto_kdf_derive_from_key(key.data(), key.size(), number, "cpytstr1", master.data());
  return key;
}

Sha256& Sha256::add(std::string_view bytes) {
  crypto_hash_sha256_update(&state_, reinterpret_cast<const unsigned char*>(bytes.data()),
                            bytes.size());
  return *this;
}

std::string Sha256::hexadecimal() {
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256_final(&state_, digest.data());
  return security::hexadecimal({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

std::string hexadecimal(std::string_view bytes) {
  std::string text(2 * bytes.size() + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                 bytes.size());
  text.pop_back();
  return text;
}

std::string short_hash(std::string_view text) {
  constexpr std::size_t digits = 12;
  Digest digest{};
  crypto_generichash(digest.data(), digest.size(),
                     reinterpret_cast<const unsigned char*>(text.data()), text.size(), nullptr, 0);
  return hexadecimal(digest).substr(0, digits);
}

std::string base64url(const Digest& digest) {
  std::array<char, 32> text{};
  sodium_bin2base64(text.data(), text.size(), digest.data(), digest.size(),
                    sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  return text.data();
}

std::string hexadecimal(const Digest& digest) {
  std::array<char, 2 * std::tuple_size_v<Digest> + 1> text{};
  sodium_bin2hex(text.data(), text.size(), digest.data(), digest.size());
  return text.data();
}

bool equal(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace copytaster::security
