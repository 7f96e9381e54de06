#include "security/pseudonym_keys.hpp"

#include <sodium.h>

#include <mutex>

namespace copytaster::security {
namespace {

constexpr std::size_t id_bytes = 4;
constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t sealed_bytes =
    id_bytes + nonce_bytes + std::tuple_size_v<MasterKey> + tag_bytes;
constexpr std::uint64_t period_key = 102;  ///< the sub-key's number under each master key

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

std::string bound_to(const PseudonymPeriod& period, std::uint32_t key_id) {
  std::string bytes = "pseudonyms";
  append_number(bytes, static_cast<std::uint64_t>(period.number()), 8);
  append_number(bytes, key_id, id_bytes);
  return bytes;
}

const unsigned char* bytes_of(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

MasterKey sub_key_of(const MasterKey& master) {
  MasterKey key;
  crypto_kdf_derive_from_key(key.data(), key.size(), period_key, "cpytstr1", master.data());
  return key;
}

void clear(MasterKey& key) { sodium_memzero(key.data(), key.size()); }

/// Takes `fresh` and leaves nothing of it.
std::string sealed_with_newest(const Keys& keys, const PseudonymPeriod& period, MasterKey& fresh) {
  const std::uint32_t key_id = keys.newest();
  MasterKey sealing = sub_key_of(*keys.find(key_id));
  const std::string bound = bound_to(period, key_id);

  std::string sealed;
  append_number(sealed, key_id, id_bytes);
  sealed.resize(sealed_bytes);
  auto* nonce = reinterpret_cast<unsigned char*>(sealed.data()) + id_bytes;
  randombytes_buf(nonce, nonce_bytes);
  crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + nonce_bytes, nullptr, fresh.data(),
                                             fresh.size(), bytes_of(bound), bound.size(), nullptr,
                                             nonce, sealing.data());
  clear(fresh);
  clear(sealing);
  return sealed;
}

/// The caller clears what it gets, also when it did not open.
KeyOpened open(const Keys& keys, const PseudonymPeriod& period, const std::string& sealed,
               MasterKey& key) {
  if (sealed.size() != sealed_bytes) return KeyOpened::damaged;
  const std::uint32_t key_id = key_id_of(sealed);
  const MasterKey* master = keys.find(key_id);
  if (master == nullptr) return KeyOpened::key_missing;
  MasterKey sealing = sub_key_of(*master);
  const std::string bound = bound_to(period, key_id);
  const unsigned char* nonce = bytes_of(sealed) + id_bytes;
  const int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(
      key.data(), nullptr, nullptr, nonce + nonce_bytes, key.size() + tag_bytes, bytes_of(bound),
      bound.size(), nonce, sealing.data());
  clear(sealing);
  return failed == 0 ? KeyOpened::yes : KeyOpened::damaged;
}

}  // namespace

PseudonymKeys::~PseudonymKeys() {
  for (auto& [period, key] : held_) clear(key);
}

std::string PseudonymKeys::new_sealed(const Keys& keys, const PseudonymPeriod& period) {
  MasterKey fresh;
  randombytes_buf(fresh.data(), fresh.size());
  return sealed_with_newest(keys, period, fresh);
}

std::optional<std::string> PseudonymKeys::rewrapped(const Keys& keys, const PseudonymPeriod& period,
                                                    const std::string& sealed) {
  MasterKey key{};
  if (open(keys, period, sealed, key) != KeyOpened::yes) return std::nullopt;
  return sealed_with_newest(keys, period, key);
}

KeyOpened PseudonymKeys::hold(const Keys& keys, const PseudonymPeriod& period,
                              const std::string& sealed) {
  MasterKey key{};
  const KeyOpened opened = open(keys, period, sealed, key);
  if (opened == KeyOpened::yes) {
    const std::lock_guard lock{mutex_};
    held_[period] = key;
  }
  clear(key);
  return opened;
}

void PseudonymKeys::forget_before(Instant now) {
  const std::lock_guard lock{mutex_};
  for (auto held = held_.begin(); held != held_.end();) {
    if (held->first.end() > now) {
      ++held;
      continue;
    }
    clear(held->second);
    held = held_.erase(held);
  }
}

std::optional<MasterKey> PseudonymKeys::find(const PseudonymPeriod& period) const {
  const std::shared_lock lock{mutex_};
  const auto found = held_.find(period);
  if (found == held_.end()) return std::nullopt;
  return found->second;
}

}  // namespace copytaster::security
