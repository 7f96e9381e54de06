#pragma once
// The audit for people: the newest entries first, by who, what and when; all of a time as a file;
// and the numbers of a transparency report.

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "copytaster/app/seal_audit.hpp"
#include "copytaster/domain/reason.hpp"

namespace copytaster {

/// Half-open.
struct TimeSpan {
  std::optional<Instant> from;
  std::optional<Instant> to;
};

struct AuditQuery {
  SiteId site;
  std::optional<std::string> by;        ///< the name of an account or token
  std::optional<std::string> decision;  ///< as the entries name it
  TimeSpan when;
  std::optional<AuditId> before;
  std::size_t limit = 0;
};

/// Whoever looks for something rare is answered after so many entries, with a place to go on from.
inline constexpr int audit_looked_at_max = 20'000;

/// In the order of their numbers, the highest first. What still waits for its seal is among them.
struct NewestEntries {
  std::vector<ListedEntry> entries;
  std::optional<AuditId> next;  ///< before which the next page begins; none: that is all
};

/// Entries one by one, however many there are.
class AuditReading {
 public:
  virtual ~AuditReading() = default;
  /// Stays until the next call; null at the end. Throws StoreFault or StoreUnavailable.
  virtual const ListedEntry* next() = 0;
};

inline constexpr std::chrono::days numbers_days_max{366};
/// So many comments are looked at for what no index counts; of more, a share is.
inline constexpr int numbers_looked_at_max = 50'000;

/// By the state that they have now, or had when they were deleted.
struct StateCounts {
  std::int64_t pending = 0;
  std::int64_t approved = 0;
  std::int64_t rejected = 0;
  std::int64_t spam = 0;
  std::int64_t withdrawn = 0;
  std::int64_t total() const { return pending + approved + rejected + spam + withdrawn; }
  bool operator==(const StateCounts&) const = default;
};

/// What the rules and the model made of comments as they came in, before anybody saw them.
struct ArrivalCounts {
  std::int64_t published = 0;
  std::int64_t held = 0;           ///< by the site's mode or by rules
  std::int64_t held_by_model = 0;  ///< that nothing but the model would have held
  std::int64_t rejected = 0;
  std::int64_t spam = 0;
  std::int64_t unknown = 0;  ///< brought in from elsewhere, or emptied since
  bool is_estimate = false;  ///< extrapolated from a share of them
  bool operator==(const ArrivalCounts&) const = default;
};

struct AppealCounts {
  std::int64_t made = 0;
  std::int64_t granted = 0;    ///< the comment was approved
  std::int64_t refused = 0;    ///< it stays rejected, or became spam
  std::int64_t withdrawn = 0;  ///< by its author, or erased
  std::int64_t open = 0;
  bool operator==(const AppealCounts&) const = default;
};

/// From a comment's arrival to the first decision of a person, where it waited for one.
struct WaitingTimes {
  std::int64_t decisions = 0;
  std::int64_t looked_at = 0;  ///< of those; the others' comments are gone, or too many to look at
  double median_s = 0;
  double p90_s = 0;
  bool is_estimate() const { return looked_at < decisions; }
};

/// What came in, and what was done, within a time. Received and arrived are about the comments that
/// came in then, all others about what was done then.
struct AuditNumbers {
  StateCounts received;
  std::int64_t deleted = 0;  ///< of those, that are deleted since and counted by the day
  ArrivalCounts arrived;
  std::int64_t approved = 0;  ///< by people: each comment once, as the last of them left it
  std::int64_t rejected = 0;
  std::int64_t spam = 0;
  /// Of the rejected and the spam, by code; "" for none or own words.
  std::map<std::string, std::int64_t> reasons;
  AppealCounts appeals;
  WaitingTimes waiting;
  std::int64_t bans = 0;
};

class AuditReportStore {
 public:
  virtual ~AuditReportStore() = default;
  virtual NewestEntries newest(const AuditQuery& query) = 0;
  /// In the order of their numbers; what is committed by now.
  virtual std::unique_ptr<AuditReading> open_reading(SiteId site, const TimeSpan& when) = 0;
  /// `from` and `to` are at most numbers_days_max apart. Throws StoreUnavailable when one of its
  /// looks takes longer than a statement may.
  virtual AuditNumbers count(SiteId site, Instant from, Instant to) = 0;
};

}  // namespace copytaster
