#include "copytaster/app/seal_audit.hpp"

namespace copytaster {

std::size_t seal_audit(Instant now, const AuditTools& tools) {
  // A backlog larger than this goes on with the next call, so that no site waits for another's.
  constexpr int seals_in_a_row_max = 20;
  std::size_t total = 0;
  for (const SiteId site : tools.store.sites_with_unsealed()) {
    for (int i = 0; i < seals_in_a_row_max; ++i) {
      const std::size_t sealed = tools.store.seal(site, now, tools.chain);
      total += sealed;
      if (sealed < seal_entries_max) break;
    }
  }
  return total;
}

}  // namespace copytaster
