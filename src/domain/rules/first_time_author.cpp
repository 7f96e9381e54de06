#include "domain/rules/rule.hpp"

namespace copytaster::rules {
namespace {

std::string_view why_unknown(const Facts& facts) {
  if (facts.rejected_before + facts.spam_before > 0) return "the author was refused before";
  if (facts.approved_before > 0) return "under this name nothing was approved in 180 days";
  return "the author has no approved comment yet";
}

}  // namespace

// Under `first` this is what holds; elsewhere it only tells the moderator whom she is reading.
std::optional<Hit> first_time_author(const Reading&, const Facts& facts, const Policy& policy) {
  if (facts.known_author) return std::nullopt;
  const bool holds = policy.premoderation == Premoderation::first;
  return Hit{RuleId::first_time_author,
             holds ? Weight::hold : Weight::note,
             std::string(why_unknown(facts)),
             {}};
}

}  // namespace copytaster::rules
