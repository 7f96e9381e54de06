#pragma once
// Verify: walks a site's chain from its first seal, a page at a time, and says that it holds or
// where it breaks first. What holds means stands in docs/decisions/0008-audit-seals.md.

#include <optional>
#include <string>
#include <variant>

#include "copytaster/app/seal_audit.hpp"

namespace copytaster {

/// The newest seal. Noted elsewhere it proves later that nothing behind it was taken away.
struct AuditHead {
  std::int64_t number = 0;  ///< 0: nothing is sealed yet
  std::string hash;         ///< hexadecimal

  /// "42:9f3c…"; what `text` does not write is none.
  static std::optional<AuditHead> parse(std::string_view text);
  std::string text() const;
};

struct AuditVerified {
  std::int64_t entries = 0;  ///< sealed, and as they were
  AuditHead head;
  std::int64_t unsealed = 0;       ///< wait for their seal
  std::int64_t unsealed_late = 0;  ///< of those: for more than ten seconds; is a service running?
  std::int64_t sealed_late = 0;    ///< sealed more than a minute after they were made
};

struct AuditBroken {
  std::string why;  ///< one line
  std::optional<std::int64_t> seal;
  std::optional<AuditId> entry;
};

using AuditVerification = std::variant<AuditVerified, AuditBroken>;

/// `noted`: a head from elsewhere that must be part of the chain.
AuditVerification verify_audit(SiteId site, Instant now, const AuditTools& tools,
                               const std::optional<AuditHead>& noted = std::nullopt);

}  // namespace copytaster
