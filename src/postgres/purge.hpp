#pragma once
// What has been kept long enough goes, in batches small enough to disturb nobody. docs/PRIVACY.md
// says what that is, and why. Every purge ends: what it does not get done waits for the next.

#include <cstddef>
#include <functional>

#include "copytaster/domain/instant.hpp"
#include "postgres/pool.hpp"

namespace copytaster::postgres {

struct PurgeTools {
  Pool& pool;
  Instant now;
  /// Asked between batches: a service that stops need not wait.
  std::function<bool()> goes_on = []() noexcept { return true; };
};

struct Purged {
  std::size_t answers = 0;     ///< to second clicks, after 48 hours
  std::size_t comments = 0;    ///< rejected, spam and withdrawn ones, deleted or emptied
  std::size_t changes = 0;     ///< what instances told each other, after a day
  std::size_t keys = 0;        ///< of pseudonyms, when their period was over
  std::size_t pseudonyms = 0;  ///< that were made with such keys
};

/// Often. `rejected_days`: counted from the decision or withdrawal, or from the arrival where a
/// rule decided.
Purged purge(const PurgeTools& tools, int rejected_days);

struct PurgedDaily {
  std::size_t contacts = 0;
  std::size_t tokens = 0;
};

/// Once a day, as it looks at everything there is. `contact_days`: for how long the sealed contact
/// of a decided comment is kept, counted from its arrival; 0 keeps it. API tokens that ended 30
/// days ago go as well, except those that an audit entry names.
PurgedDaily purge_daily(const PurgeTools& tools, int contact_days);

}  // namespace copytaster::postgres
