#pragma once
// Everything that needs a secret key, as the use cases see it. The keys stay behind it.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "copytaster/domain/email_address.hpp"
#include "copytaster/domain/ids.hpp"
#include "copytaster/domain/instant.hpp"
#include "copytaster/domain/privacy.hpp"

namespace copytaster {

/// What is sealed: the address, and each field as it was before masking changed it.
struct Contact {
  EmailAddress email;
  std::optional<std::string> author;
  std::optional<std::string> url;
  std::optional<std::string> text;
};

/// Safe from any thread. Throws only when the machine has no memory or no randomness.
class Vault {
 public:
  virtual ~Vault() = default;

  /// The ciphertext opens only for this site and this comment.
  virtual SealedContact seal(const Contact& contact, SiteId site, CommentId id) const = 0;
  /// None when it was changed, belongs to another row, or its key is not in the key file.
  virtual std::optional<Contact> open(const SealedContact& sealed, SiteId site,
                                      CommentId id) const = 0;

  virtual AuthorIndex author_index(SiteId site, const EmailAddress& email) const = 0;
  virtual NameIndex name_index(SiteId site, std::string_view folded_name) const = 0;
  /// `prefix`: an IPv4 address or the /64 of an IPv6 one. None: the period's key is not there yet.
  /// Then nothing may stand in for it; the comment is not taken.
  virtual std::optional<Pseudonym> pseudonym(SiteId site, std::span<const std::uint8_t> prefix,
                                             Instant now) const = 0;
  /// The parts are hashed with their lengths, so that no two lists of parts collide.
  virtual ContentHash content_hash(SiteId site, std::span<const std::string_view> parts) const = 0;

  virtual IntakeKey intake_key(SiteId site, std::string_view given) const = 0;

  /// The author's capability link to one comment; the same each time, stored nowhere.
  virtual std::string receipt(SiteId site, CommentId id) const = 0;
  virtual bool is_receipt(std::string_view token, SiteId site, CommentId id) const = 0;
  /// What WordPress' redirect carries; it shows nothing and opens nothing here.
  virtual std::string moderation_hash(SiteId site, CommentId id) const = 0;

  /// A signed nonce for a form of this article, valid for 24 hours.
  virtual std::string form_nonce(SiteId site, std::string_view article, Instant now) const = 0;
  virtual bool is_form_nonce(std::string_view nonce, SiteId site, std::string_view article,
                             Instant now) const = 0;
};

}  // namespace copytaster
