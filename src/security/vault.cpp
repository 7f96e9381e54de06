#include "security/vault.hpp"

#include <charconv>

#include "security/hashing.hpp"
#include "security/totp_secrets.hpp"

namespace copytaster::security {

/// The numbers are part of what is stored: they never change their meaning.
enum class SodiumVault::Purpose : std::uint64_t {
  author = 1,
  name = 2,
  content = 3,
  intake = 4,
  pseudonym = 5,  ///< until each period had a random key
  receipt = 6,
  moderation = 7,
  nonce = 8,
  fingerprint = 9,
  audit = 10,
};

namespace {

constexpr auto nonce_lifetime = std::chrono::hours{24};

std::int64_t seconds_of(Instant instant) {
  return std::chrono::floor<std::chrono::seconds>(instant).time_since_epoch().count();
}

/// "<expiry>.<random>": what a form nonce says; its MAC follows.
std::string nonce_mac(const MasterKey& key, SiteId site, std::string_view article,
                      std::string_view said) {
  return base64url(KeyedHash{key}.add(site.value).add(article).add(said).digest());
}

}  // namespace

SodiumVault::SodiumVault(Keys keys, int pseudonym_days)
    : keys_(std::make_shared<const Keys>(std::move(keys))), pseudonym_days_(pseudonym_days) {
  for (std::uint64_t purpose = 0; purpose < sub_keys_.size(); ++purpose)
    sub_keys_[purpose] = derived_key(this->keys()->index(), purpose);
}

SodiumVault::~SodiumVault() { sodium_memzero(sub_keys_.data(), sizeof sub_keys_); }

void SodiumVault::use(Keys next) {
  std::atomic_store(&keys_, std::make_shared<const Keys>(std::move(next)));
}

AuthorIndex SodiumVault::author_index(SiteId site, const EmailAddress& email) const {
  std::string folded = email.folded_for_index();
  const AuthorIndex index{KeyedHash{key_for(Purpose::author)}.add(site.value).add(folded).digest()};
  sodium_memzero(folded.data(), folded.size());
  return index;
}

NameIndex SodiumVault::name_index(SiteId site, std::string_view folded_name) const {
  return {KeyedHash{key_for(Purpose::name)}.add(site.value).add(folded_name).digest()};
}

std::optional<Pseudonym> SodiumVault::pseudonym(SiteId site, std::span<const std::uint8_t> prefix,
                                                Instant now) const {
  auto key = pseudonym_keys_.find(period_at(now));
  if (!key) return std::nullopt;
  const std::string_view bytes{reinterpret_cast<const char*>(prefix.data()), prefix.size()};
  const Pseudonym pseudonym{KeyedHash{*key}.add(site.value).add(bytes).digest()};
  sodium_memzero(key->data(), key->size());
  return pseudonym;
}

PseudonymPeriod SodiumVault::period_at(Instant now) const {
  return PseudonymPeriod::at(now, pseudonym_days_);
}

std::string SodiumVault::new_sealed_key(const PseudonymPeriod& period) const {
  return PseudonymKeys::new_sealed(*keys(), period);
}

std::optional<std::string> SodiumVault::rewrap(const PseudonymPeriod& period,
                                               const std::string& sealed) const {
  return PseudonymKeys::rewrapped(*keys(), period, sealed);
}

KeyOpened SodiumVault::hold(const PseudonymPeriod& period, const std::string& sealed) {
  return pseudonym_keys_.hold(*keys(), period, sealed);
}

std::string SodiumVault::seal_totp(ModeratorId moderator, std::string_view secret) const {
  return security::seal_totp(*keys(), moderator, secret);
}

std::optional<std::string> SodiumVault::open_totp(ModeratorId moderator,
                                                  std::string_view sealed) const {
  return security::open_totp(*keys(), moderator, sealed);
}

std::optional<std::string> SodiumVault::rewrap_totp(ModeratorId moderator,
                                                    std::string_view sealed) const {
  const auto keys = this->keys();
  auto secret = security::open_totp(*keys, moderator, sealed);
  if (!secret) return std::nullopt;
  std::string fresh = security::seal_totp(*keys, moderator, *secret);
  sodium_memzero(secret->data(), secret->size());
  return fresh;
}

void SodiumVault::forget_before(Instant now) { pseudonym_keys_.forget_before(now); }

ContentHash SodiumVault::content_hash(SiteId site, std::span<const std::string_view> parts) const {
  KeyedHash hash{key_for(Purpose::content)};
  hash.add(site.value);
  for (const auto part : parts) hash.add(part);
  return {hash.digest()};
}

IntakeKey SodiumVault::intake_key(SiteId site, std::string_view given) const {
  return {KeyedHash{key_for(Purpose::intake)}.add(site.value).add(given).digest()};
}

std::string SodiumVault::receipt(SiteId site, CommentId id) const {
  return base64url(KeyedHash{key_for(Purpose::receipt)}.add(site.value).add(id.value).digest());
}

bool SodiumVault::is_receipt(std::string_view token, SiteId site, CommentId id) const {
  return equal(token, receipt(site, id));
}

std::string SodiumVault::moderation_hash(SiteId site, CommentId id) const {
  return hexadecimal(
      KeyedHash{key_for(Purpose::moderation)}.add(site.value).add(id.value).digest());
}

std::string SodiumVault::form_nonce(SiteId site, std::string_view article, Instant now) const {
  Digest chance;
  randombytes_buf(chance.data(), chance.size());
  const std::string said =
      std::to_string(seconds_of(now + nonce_lifetime)) + "." + base64url(chance);
  return said + "." + nonce_mac(key_for(Purpose::nonce), site, article, said);
}

bool SodiumVault::is_form_nonce(std::string_view nonce, SiteId site, std::string_view article,
                                Instant now) const {
  constexpr std::size_t nonce_bytes_max = 100;
  const auto dot = nonce.rfind('.');
  if (nonce.size() > nonce_bytes_max || dot == std::string_view::npos) return false;
  const auto said = nonce.substr(0, dot);
  if (!equal(nonce.substr(dot + 1), nonce_mac(key_for(Purpose::nonce), site, article, said)))
    return false;
  std::int64_t expiry = 0;
  std::from_chars(said.data(), said.data() + said.size(), expiry);
  return seconds_of(now) < expiry;
}

MasterKey SodiumVault::audit_key() const { return key_for(Purpose::audit); }

std::string SodiumVault::fingerprint() const { return index_fingerprint(*keys()); }

}  // namespace copytaster::security
