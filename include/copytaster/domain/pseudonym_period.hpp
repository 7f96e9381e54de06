#pragma once
// For how long one key makes the pseudonyms. A period is named by its first day and its length, so
// that one of another length is another period with a key of its own, and each knows its end.

#include <compare>
#include <cstdint>
#include <optional>

#include "copytaster/domain/instant.hpp"

namespace copytaster {

class PseudonymPeriod {
 public:
  static constexpr int days_max = 99;

  /// The one of this length that `now` lies in; `days` from 1 to 99.
  static PseudonymPeriod at(Instant now, int days);
  /// None: not a number of a period.
  static std::optional<PseudonymPeriod> parse(std::int64_t number);

  /// Stored; it never changes its meaning.
  std::int64_t number() const { return first_day_ * (days_max + 1) + days_; }
  Instant begin() const;
  Instant end() const;  ///< the first moment after it
  PseudonymPeriod next() const { return {first_day_ + days_, days_}; }

  auto operator<=>(const PseudonymPeriod&) const = default;

 private:
  PseudonymPeriod(std::int64_t first_day, int days) : first_day_(first_day), days_(days) {}
  std::int64_t first_day_;  ///< days since 1970-01-01
  int days_;
};

}  // namespace copytaster
