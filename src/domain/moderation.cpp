#include "copytaster/domain/moderation.hpp"

namespace copytaster {
namespace {

State goal_of(Decision decision) {
  switch (decision) {
    case Decision::approve: return State::approved;
    case Decision::reject: return State::rejected;
    case Decision::spam: return State::spam;
  }
  return State::rejected;
}

}  // namespace

std::optional<Decision> parse_decision(std::string_view text) {
  for (const auto decision : {Decision::approve, Decision::reject, Decision::spam}) {
    if (text == name_of(decision)) return decision;
  }
  return std::nullopt;
}

std::string_view name_of(Decision decision) {
  switch (decision) {
    case Decision::approve: return "approve";
    case Decision::reject: return "reject";
    case Decision::spam: return "spam";
  }
  return "reject";
}

std::variant<Transition, Unchanged, NotAllowed> decide(State current, Decision decision) {
  const State goal = goal_of(decision);
  switch (current) {
    case State::withdrawn: return NotAllowed{};
    case State::pending:
    case State::approved:
    case State::rejected:
    case State::spam: break;
  }
  if (current == goal) return Unchanged{};
  return Transition{current, goal};
}

Transition undo_of(const Transition& made) { return {made.to, made.from}; }

}  // namespace copytaster
