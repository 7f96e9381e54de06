#pragma once
// Seal: what the last second has decided becomes the next link of its site's chain. It happens
// after the decision's transaction, because a chain inside it would make every decision of a site
// wait for the one before.

#include <cstddef>
#include <optional>
#include <vector>

#include "copytaster/app/audit_chain.hpp"

namespace copytaster {

inline constexpr std::size_t seal_entries_max = 10'000;

/// An entry with what stands beside it.
struct AuditRecord {
  AuditEntry entry;
  std::optional<AuditDetail> detail;  ///< none: it had no words, or they were erased
  bool unsealed = false;              ///< waits for its seal
};

/// Where in the chain an entry stands. Ids are given out before they are committed, so a list that
/// went on after an id would skip what commits late; nothing is ever put before a seal.
struct AuditPlace {
  std::int64_t seal = 0;
  std::int64_t entry = 0;  ///< within the seal, from 1
};

struct ListedEntry {
  AuditEntry entry;
  std::optional<AuditDetail> detail;   ///< as above
  std::optional<std::string> by_name;  ///< whose token it was
};

struct AuditPage {
  std::vector<ListedEntry> entries;
  std::optional<AuditPlace> next;  ///< after which the next page begins; none: there is none yet
};

class AuditStore {
 public:
  virtual ~AuditStore() = default;

  virtual std::vector<SiteId> sites_with_unsealed() = 0;
  /// ONE transaction: takes up to seal_entries_max entries that wait, in the order of their ids,
  /// and puts the seal that `chain` makes of them behind the site's newest. Returns how many; 0
  /// as well when another instance is at this site.
  virtual std::size_t seal(SiteId site, Instant now, const AuditChain& chain) = 0;

  /// In the order of their ids.
  virtual std::vector<AuditRecord> entries_after(SiteId site, AuditId after, std::size_t limit) = 0;
  /// What is sealed, in the order in which it was: who pages through it is given every entry once,
  /// whatever is decided meanwhile. What still waits for its seal, normally for a second, is not
  /// in it, nor what was put into the store without one.
  virtual AuditPage sealed_after(SiteId site, const AuditPlace& after, std::size_t limit) = 0;
  /// In the order of their numbers. One with more than seal_entries_max entries comes without them.
  virtual std::vector<AuditSeal> seals_after(SiteId site, std::int64_t number,
                                             std::size_t limit) = 0;
  /// 0: none yet.
  virtual std::int64_t newest_seal(SiteId site) = 0;
  /// The first that waits for its seal and is not there.
  virtual std::optional<AuditId> missing_unsealed(SiteId site) = 0;
};

struct AuditTools {
  AuditStore& store;
  const AuditChain& chain;
};

/// Seals what waits, on all sites. Returns how many entries it sealed.
std::size_t seal_audit(Instant now, const AuditTools& tools);

}  // namespace copytaster
