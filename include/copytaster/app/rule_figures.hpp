#pragma once
// What each rule has hit lately, and what people made of it: for an editor who asks whether a rule
// in shadow may act. Counted from the verdicts as they were given; nothing is judged again.

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "copytaster/app/backtest_rules.hpp"
#include "copytaster/domain/ids.hpp"
#include "copytaster/domain/instant.hpp"
#include "copytaster/domain/rule_set.hpp"

namespace copytaster {

/// Rejected comments and spam are kept for 30 days: over a longer time every rule would look worse
/// than it is.
inline constexpr std::chrono::days figures_days_max{30};
inline constexpr std::chrono::days figures_days_usual{7};
/// So many comments are counted at most, the newest.
inline constexpr std::size_t figures_comments_max = 20'000;

/// A rule that was in shadow for a part of the time has its hits of then apart.
struct RuleHits {
  std::string rule;
  bool shadow = false;
  std::size_t hits = 0;      ///< comments
  std::size_t approved = 0;  ///< of these by people
  std::size_t refused = 0;   ///< rejected or marked as spam by people

  /// How many of those that people have decided they refused.
  Share precision() const { return share_of(refused, approved + refused); }
};

struct CountedHits {
  std::size_t comments = 0;
  Instant from;  ///< of the oldest that was counted, where there were too many
  std::vector<RuleHits> rules;
};

class RuleHitStore {
 public:
  virtual ~RuleHitStore() = default;
  /// Of what came in since, the newest `comments_max`; withdrawn ones are left out. The rules in no
  /// order.
  virtual CountedHits count_hits(SiteId site, Instant from, std::size_t comments_max) = 0;
};

/// Every rule of the set, in its order, also those that hit nothing; then those that are no longer
/// in it, by name.
CountedHits rule_figures(SiteId site, Instant from, const RuleSet& set, RuleHitStore& store);

}  // namespace copytaster
