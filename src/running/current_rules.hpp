// By which rules each site's comments are judged now. Safe from any thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include "copytaster/app/rules.hpp"

namespace copytaster::running {

/// Whoever judges keeps the set that it began with, whatever is put meanwhile.
class CurrentRules {
 public:
  /// Throws std::out_of_range for a site that none were put for.
  std::shared_ptr<const RuleSet> of(SiteId site) const {
    const std::lock_guard lock{mutex_};
    return sites_.at(site).set;
  }
  /// 0: none were put.
  std::int64_t number_of(SiteId site) const {
    const std::lock_guard lock{mutex_};
    const auto found = sites_.find(site);
    return found == sites_.end() ? 0 : found->second.number;
  }
  void put(SiteId site, const SiteRules& rules) {
    Numbered next{rules.version.number, rules.set};  // then the old set, let go without the lock
    const std::lock_guard lock{mutex_};
    std::swap(sites_[site], next);
  }

 private:
  struct Numbered {
    std::int64_t number = 0;
    std::shared_ptr<const RuleSet> set;
  };
  mutable std::mutex mutex_;
  std::map<SiteId, Numbered> sites_;
};

}  // namespace copytaster::running
