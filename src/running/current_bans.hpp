// Which bans hold at each site now. Safe from any thread.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include "copytaster/app/bans.hpp"

namespace copytaster::running {

/// Whoever looks keeps the bans that it began with, whatever is put meanwhile.
class CurrentBans {
 public:
  /// Empty ones of a site that none were put for.
  std::shared_ptr<const Bans> of(SiteId site) const {
    const std::lock_guard lock{mutex_};
    const auto found = sites_.find(site);
    return found == sites_.end() ? none_ : found->second;
  }
  void put(SiteId site, std::shared_ptr<const Bans> next) {
    const std::lock_guard lock{mutex_};
    std::swap(sites_[site], next);  // the old ones are let go without the lock
  }

 private:
  const std::shared_ptr<const Bans> none_ = std::make_shared<const Bans>();
  mutable std::mutex mutex_;
  std::map<SiteId, std::shared_ptr<const Bans>> sites_;
};

/// Takes over what lives in the store. Throws what the store throws; then those that hold stay.
inline void follow_bans(SiteId site, BanStore& store, Instant now, CurrentBans& bans) {
  bans.put(site, std::make_shared<const Bans>(store.living_bans(site, now)));
}

}  // namespace copytaster::running
