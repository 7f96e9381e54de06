#pragma once
// What judges a site right now, for whoever stands beside the service.

#include "copytaster/app/models.hpp"

namespace copytaster {

/// Without a model where none is active, where this program cannot read it, and where the policy
/// has learning off: as the service judges.
SiteFilter active_filter(SiteId site, const LearningPolicy& policy, ModelStore& store);

}  // namespace copytaster
