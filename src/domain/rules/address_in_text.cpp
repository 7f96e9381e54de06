#include "domain/rules/rule.hpp"

namespace copytaster::rules {

// The address is hidden whatever happens; that somebody gave one is worth knowing and no reason
// to hold.
std::optional<Hit> address_in_text(const Reading& reading, const Facts&, const Policy&) {
  if (!reading.changed_by_masking) return std::nullopt;
  return Hit{RuleId::address_in_text, Weight::note, "held an e-mail address, which is hidden",
             reading.hidden_addresses};
}

}  // namespace copytaster::rules
