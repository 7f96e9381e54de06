#include "domain/rules/rule.hpp"

namespace copytaster::rules {

// Readers share one source now and then; link farms share five. The count is the editor's to tune.
std::optional<Hit> too_many_links(const Reading& reading, const Facts&, const Policy& policy) {
  if (reading.links <= policy.links_max) return std::nullopt;
  return Hit{RuleId::too_many_links,
             Weight::hold,
             std::to_string(reading.links) + " links, " + std::to_string(policy.links_max) +
                 " are allowed",
             {}};
}

}  // namespace copytaster::rules
