// Sealing and opening: key id (4 bytes) ‖ nonce (24) ‖ ciphertext with its tag. Bound to site and
// comment as additional data, so that a ciphertext moved to another row does not open.

#include <sodium.h>

#include <cstring>
#include <stdexcept>

#include "security/hashing.hpp"
#include "security/vault.hpp"

namespace copytaster::security {
namespace {

constexpr std::size_t id_bytes = 4;
constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::uint64_t contact_key = 100;  ///< the sub-key's number under each sealing key
constexpr char no_field = 0;
constexpr char field_follows = 1;

void append_number(std::string& out, std::uint64_t number, std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; ++i)
    out += static_cast<char>(static_cast<unsigned char>(number >> (8 * i)));
}

std::uint64_t number_at(std::string_view bytes, std::size_t at, std::size_t count) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < count; ++i)
    number |= std::uint64_t{static_cast<unsigned char>(bytes[at + i])} << (8 * i);
  return number;
}

std::string bound_to(SiteId site, CommentId id, std::uint32_t key_id) {
  std::string bytes = "contact";
  append_number(bytes, static_cast<std::uint64_t>(site.value), 8);
  append_number(bytes, static_cast<std::uint64_t>(id.value), 8);
  append_number(bytes, key_id, id_bytes);
  return bytes;
}

void append_field(std::string& out, const std::optional<std::string>& field) {
  out += field ? field_follows : no_field;
  if (!field) return;
  append_number(out, field->size(), 4);
  out += *field;
}

/// Reads what append_field wrote; `at` moves behind it. False: the plaintext is not ours.
bool read_field(std::string_view plain, std::size_t& at, std::optional<std::string>& field) {
  if (at >= plain.size()) return false;
  if (plain[at++] == no_field) return true;
  if (plain.size() - at < 4) return false;
  const auto length = number_at(plain, at, 4);
  at += 4;
  if (plain.size() - at < length) return false;
  field = plain.substr(at, length);
  at += length;
  return true;
}

std::string plain_of(const Contact& contact) {
  std::string plain;
  append_field(plain, contact.email.reveal());
  append_field(plain, contact.author);
  append_field(plain, contact.url);
  append_field(plain, contact.text);
  return plain;
}

std::optional<Contact> contact_from(std::string_view plain) {
  std::size_t at = 0;
  std::optional<std::string> email;
  if (!read_field(plain, at, email) || !email) return std::nullopt;
  auto address = EmailAddress::parse(*email);
  if (!address) return std::nullopt;
  Contact contact{*address, {}, {}, {}};
  if (!read_field(plain, at, contact.author) || !read_field(plain, at, contact.url) ||
      !read_field(plain, at, contact.text) || at != plain.size())
    return std::nullopt;
  return contact;
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

/// Takes `plain` and leaves nothing of it.
SealedContact sealed_with_newest(const Keys& keys, std::string plain, SiteId site, CommentId id) {
  const std::uint32_t key_id = keys.newest();
  MasterKey key = derived_key(*keys.find(key_id), contact_key);
  const std::string bound = bound_to(site, id, key_id);

  std::string sealed;
  append_number(sealed, key_id, id_bytes);
  sealed.resize(id_bytes + nonce_bytes + plain.size() + tag_bytes);
  unsigned char* nonce = bytes_of(sealed) + id_bytes;
  randombytes_buf(nonce, nonce_bytes);
  crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + nonce_bytes, nullptr, bytes_of(plain),
                                             plain.size(), bytes_of(std::string_view{bound}),
                                             bound.size(), nullptr, nonce, key.data());
  sodium_memzero(plain.data(), plain.size());
  sodium_memzero(key.data(), key.size());
  return {std::move(sealed)};
}

/// The caller clears what it gets.
std::optional<std::string> opened(const Keys& keys, std::string_view bytes, SiteId site,
                                  CommentId id) {
  if (bytes.size() < id_bytes + nonce_bytes + tag_bytes) return std::nullopt;
  const auto key_id = static_cast<std::uint32_t>(number_at(bytes, 0, id_bytes));
  const MasterKey* master = keys.find(key_id);
  if (master == nullptr) return std::nullopt;
  MasterKey key = derived_key(*master, contact_key);
  const std::string bound = bound_to(site, id, key_id);
  const auto nonce = bytes.substr(id_bytes, nonce_bytes);
  const auto cipher = bytes.substr(id_bytes + nonce_bytes);

  std::string plain(cipher.size() - tag_bytes, '\0');
  const int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(
      bytes_of(plain), nullptr, nullptr, bytes_of(cipher), cipher.size(),
      bytes_of(std::string_view{bound}), bound.size(), bytes_of(nonce), key.data());
  sodium_memzero(key.data(), key.size());
  if (failed != 0) return std::nullopt;
  return plain;
}

}  // namespace

SealedContact SodiumVault::seal(const Contact& contact, SiteId site, CommentId id) const {
  return sealed_with_newest(*keys(), plain_of(contact), site, id);
}

std::optional<Contact> SodiumVault::open(const SealedContact& sealed, SiteId site,
                                         CommentId id) const {
  auto plain = opened(*keys(), sealed.bytes, site, id);
  if (!plain) return std::nullopt;
  auto contact = contact_from(*plain);
  sodium_memzero(plain->data(), plain->size());
  return contact;
}

std::uint32_t SodiumVault::sealed_with(std::string_view sealed) {
  if (sealed.size() < id_bytes) return 0;
  return static_cast<std::uint32_t>(number_at(sealed, 0, id_bytes));
}

std::optional<SealedContact> SodiumVault::rewrap(const SealedContact& sealed, SiteId site,
                                                 CommentId id) const {
  const auto keys = this->keys();
  auto plain = opened(*keys, sealed.bytes, site, id);
  if (!plain) return std::nullopt;
  return sealed_with_newest(*keys, std::move(*plain), site, id);
}

}  // namespace copytaster::security
