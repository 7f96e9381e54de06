// What each site's comments are judged by besides its rules. Safe from any thread.
#pragma once

#include <map>
#include <mutex>
#include <utility>

#include "copytaster/app/models.hpp"

namespace copytaster::running {

class CurrentModels {
 public:
  /// Without a model where none judges the site.
  SiteFilter of(SiteId site) const {
    const std::lock_guard lock{mutex_};
    const auto found = sites_.find(site);
    return found == sites_.end() ? SiteFilter{} : found->second;
  }
  void put(SiteId site, SiteFilter filter) {
    const std::lock_guard lock{mutex_};
    std::swap(sites_[site], filter);
  }

 private:
  mutable std::mutex mutex_;
  std::map<SiteId, SiteFilter> sites_;
};

}  // namespace copytaster::running
