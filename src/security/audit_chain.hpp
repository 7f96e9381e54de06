#pragma once
// The audit chain on libsodium: keyed BLAKE2b-256 for seals, salted BLAKE2b-256 for words.

#include "copytaster/app/audit_chain.hpp"
#include "security/key_file.hpp"

namespace copytaster::security {

class SodiumAuditChain final : public AuditChain {
 public:
  explicit SodiumAuditChain(const MasterKey& key) : key_(key) {}
  ~SodiumAuditChain() override;
  SodiumAuditChain(const SodiumAuditChain&) = delete;
  SodiumAuditChain& operator=(const SodiumAuditChain&) = delete;

  SaltedDigest bind(const std::optional<std::string>& reason,
                    const std::optional<std::string>& note) const override;
  bool is_bound(const AuditDetail& detail, const std::string& digest) const override;
  std::string hash_of(SiteId site, const std::string& previous, const AuditSeal& seal,
                      std::span<const AuditEntry> entries) const override;

 private:
  MasterKey key_;
};

}  // namespace copytaster::security
