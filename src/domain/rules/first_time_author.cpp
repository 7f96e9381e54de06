#include "domain/rules/rule.hpp"

namespace copytaster::rules {

// Under `first` this is what holds; elsewhere it only tells the moderator whom she is reading.
std::optional<Hit> first_time_author(const Reading&, const Facts& facts, const Policy& policy) {
  if (facts.known_author) return std::nullopt;
  const bool holds = policy.premoderation == Premoderation::first;
  return Hit{RuleId::first_time_author,
             holds ? Weight::hold : Weight::note,
             "no approved comment in 180 days, or a refused one",
             {}};
}

}  // namespace copytaster::rules
