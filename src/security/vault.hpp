#pragma once
// The vault on libsodium: XChaCha20-Poly1305 for what must be read again, keyed BLAKE2b for what
// must only be recognised. One sub-key a purpose, derived from the key file's master keys.

#include <memory>

#include "copytaster/app/prepare_pseudonyms.hpp"
#include "copytaster/app/vault.hpp"
#include "security/key_file.hpp"
#include "security/pseudonym_keys.hpp"

namespace copytaster::security {

class SodiumVault final : public Vault, public PseudonymKeyring {
 public:
  /// `pseudonym_days`: how long one key makes the pseudonyms.
  SodiumVault(Keys keys, int pseudonym_days);
  ~SodiumVault() override;
  SodiumVault(const SodiumVault&) = delete;
  SodiumVault& operator=(const SodiumVault&) = delete;

  SealedContact seal(const Contact& contact, SiteId site, CommentId id) const override;
  std::optional<Contact> open(const SealedContact& sealed, SiteId site,
                              CommentId id) const override;
  AuthorIndex author_index(SiteId site, const EmailAddress& email) const override;
  NameIndex name_index(SiteId site, std::string_view folded_name) const override;
  std::optional<Pseudonym> pseudonym(SiteId site, std::span<const std::uint8_t> prefix,
                                     Instant now) const override;
  ContentHash content_hash(SiteId site, std::span<const std::string_view> parts) const override;
  IntakeKey intake_key(SiteId site, std::string_view given) const override;
  std::string receipt(SiteId site, CommentId id) const override;
  bool is_receipt(std::string_view token, SiteId site, CommentId id) const override;
  std::string moderation_hash(SiteId site, CommentId id) const override;
  std::string form_nonce(SiteId site, std::string_view article, Instant now) const override;
  bool is_form_nonce(std::string_view nonce, SiteId site, std::string_view article,
                     Instant now) const override;

  /// The key that a ciphertext says it was sealed with; 0: it is none.
  static std::uint32_t sealed_with(std::string_view sealed);
  /// The same content under the newest key; none as for open().
  std::optional<SealedContact> rewrap(const SealedContact& sealed, SiteId site, CommentId id) const;
  /// The same key of pseudonyms under the newest key; none when it does not open.
  std::optional<std::string> rewrap(const PseudonymPeriod& period, const std::string& sealed) const;

  /// Secrets of second factors, bound to the account; none as for open().
  std::string seal_totp(ModeratorId moderator, std::string_view secret) const;
  std::optional<std::string> open_totp(ModeratorId moderator, std::string_view sealed) const;
  /// The same secret under the newest key.
  std::optional<std::string> rewrap_totp(ModeratorId moderator, std::string_view sealed) const;

  std::uint32_t newest_key() const { return keys()->newest(); }
  /// From the next call on, in every thread. Its index root must be the one there was.
  void use(Keys next);

  PseudonymPeriod period_at(Instant now) const override;
  std::string new_sealed_key(const PseudonymPeriod& period) const override;
  KeyOpened hold(const PseudonymPeriod& period, const std::string& sealed) override;
  void forget_before(Instant now) override;

  /// Tells a database whether this key file is the one that its indexes were made with; stays the
  /// same when keys are added. 16 bytes.
  std::string fingerprint() const;
  /// For the audit chain; stays the same when keys are added.
  MasterKey audit_key() const;

 private:
  enum class Purpose : std::uint64_t;
  const MasterKey& key_for(Purpose purpose) const {
    return sub_keys_[static_cast<std::size_t>(purpose)];
  }
  std::shared_ptr<const Keys> keys() const { return std::atomic_load(&keys_); }

  std::shared_ptr<const Keys> keys_;    ///< exchanged whole, and only by atomic_store
  std::array<MasterKey, 11> sub_keys_;  ///< by purpose; the index root they hang on never changes
  int pseudonym_days_;
  PseudonymKeys pseudonym_keys_;
};

}  // namespace copytaster::security
