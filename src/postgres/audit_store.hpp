#pragma once
// The audit as it is sealed, listed and verified. The service may add to it and take nothing away.

#include "copytaster/app/seal_audit.hpp"
#include "postgres/pool.hpp"

namespace copytaster::postgres {

class AuditRows final : public AuditStore {
 public:
  explicit AuditRows(Pool& pool) : pool_(pool) {}
  std::vector<SiteId> sites_with_unsealed() override;
  std::size_t seal(SiteId site, Instant now, const AuditChain& chain) override;
  std::vector<AuditRecord> entries_after(SiteId site, AuditId after, std::size_t limit) override;
  AuditPage sealed_after(SiteId site, const AuditPlace& after, std::size_t limit) override;
  std::vector<AuditSeal> seals_after(SiteId site, std::int64_t number, std::size_t limit) override;
  std::int64_t newest_seal(SiteId site) override;
  std::optional<AuditId> missing_unsealed(SiteId site) override;

 private:
  Pool& pool_;
};

}  // namespace copytaster::postgres
