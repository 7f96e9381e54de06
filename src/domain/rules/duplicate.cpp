#include "domain/rules/rule.hpp"

namespace copytaster::rules {

// A second click is answered before any rule; this is the same text again, later or elsewhere.
std::optional<Hit> duplicate(const Reading&, const Facts& facts, const Policy&) {
  if (!facts.said_before) return std::nullopt;
  return Hit{RuleId::duplicate, Weight::hold, "the same author said exactly this before", {}};
}

}  // namespace copytaster::rules
