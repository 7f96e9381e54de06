#include "copytaster/app/active_filter.hpp"

namespace copytaster {

SiteFilter active_filter(SiteId site, const LearningPolicy& policy, ModelStore& store) {
  if (policy.mode == LearningMode::off) return {};
  for (const ActiveModel& active : store.active_everywhere())
    if (active.site == site && active.number != 0)
      return filter_of(active.number, load_model(site, active.number, store), policy);
  return {};
}

}  // namespace copytaster
