#include "domain/rules/rule.hpp"

namespace copytaster::rules {

// Nobody sees this field, neither on the screen nor with a screen reader; programs fill it in.
std::optional<Hit> honeypot(const Reading& reading, const Facts&, const Policy&) {
  if (!reading.trap_filled) return std::nullopt;
  return Hit{RuleId::honeypot, Weight::spam, "the hidden field was filled in", {}};
}

}  // namespace copytaster::rules
