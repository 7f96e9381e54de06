#pragma once
// What binds the audit together: digests of words, and the keyed hash of each seal. The key stays
// behind it.

#include <optional>
#include <span>
#include <string>

#include "copytaster/domain/audit.hpp"

namespace copytaster {

/// Tells nothing about the words once the salt is gone.
struct SaltedDigest {
  std::string salt;    ///< 16 random bytes
  std::string digest;  ///< 32 bytes, of salt, reason and note
};

/// Safe from any thread.
class AuditChain {
 public:
  virtual ~AuditChain() = default;

  /// With a fresh salt each time.
  virtual SaltedDigest bind(const std::optional<std::string>& reason,
                            const std::optional<std::string>& note) const = 0;
  virtual bool is_bound(const AuditDetail& detail, const std::string& digest) const = 0;

  /// Over the hash of the seal before it (empty for the first), the site, the seal's number and
  /// time, and all columns of its entries; `seal.hash` itself is not looked at.
  virtual std::string hash_of(SiteId site, const std::string& previous, const AuditSeal& seal,
                              std::span<const AuditEntry> entries) const = 0;
};

}  // namespace copytaster
