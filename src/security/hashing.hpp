#pragma once
// Keyed BLAKE2b over parts that are hashed with their lengths, so that no two lists of parts
// collide.

#include <sodium.h>

#include <optional>
#include <string>
#include <string_view>

#include "copytaster/domain/privacy.hpp"
#include "security/key_file.hpp"

namespace copytaster::security {

class KeyedHash {
 public:
  explicit KeyedHash(const MasterKey& key);
  ~KeyedHash() { sodium_memzero(&state_, sizeof state_); }
  KeyedHash(const KeyedHash&) = delete;
  KeyedHash& operator=(const KeyedHash&) = delete;

  KeyedHash& add(std::string_view part);
  KeyedHash& add(std::int64_t number);
  Digest digest();

 private:
  crypto_generichash_state state_;
};

/// The same with 32 bytes, for what must not be forged; without a key where none is given.
class LongHash {
 public:
  LongHash();
  explicit LongHash(const MasterKey& key);
  ~LongHash() { sodium_memzero(&state_, sizeof state_); }
  LongHash(const LongHash&) = delete;
  LongHash& operator=(const LongHash&) = delete;

  LongHash& add(std::string_view part);
  LongHash& add(std::int64_t number);
  /// None and empty differ.
  LongHash& add(const std::optional<std::string>& part);
  /// 32 bytes.
  std::string digest();

 private:
  crypto_generichash_state state_;
};

/// The sub-key of a master key for one purpose. The numbers are part of what is stored: 1–10 under
/// the index root (vault.cpp), 100–103 under each sealing key (sealing.cpp, key_file.cpp,
/// pseudonym_keys.cpp, totp_secrets.cpp).
MasterKey derived_key(const MasterKey& master, std::uint64_t number);

/// Of a file, piece by piece. No secret.
class Sha256 {
 public:
  Sha256() { crypto_hash_sha256_init(&state_); }
  Sha256& add(std::string_view bytes);
  /// 64 hexadecimal digits; nothing may be added afterwards.
  std::string hexadecimal();

 private:
  crypto_hash_sha256_state state_;
};

/// Tells one text from another where no secret is at stake: 12 hexadecimal digits, without a key.
std::string short_hash(std::string_view text);

std::string base64url(const Digest& digest);
std::string hexadecimal(const Digest& digest);
std::string hexadecimal(std::string_view bytes);
/// In constant time.
bool equal(std::string_view a, std::string_view b);

}  // namespace copytaster::security
