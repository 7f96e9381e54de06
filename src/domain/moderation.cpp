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

std::variant<Transition, Unchanged, NotAllowed> answer_appeal(State current, Decision decision) {
  const auto step = decide(current, decision);
  const bool stays = current == State::rejected && std::holds_alternative<Unchanged>(step);
  return stays ? Transition{current, current} : step;
}

Transition undo_of(const Transition& made) { return {made.to, made.from}; }

std::variant<Transition, Unchanged> withdraw(State current) {
  if (current == State::withdrawn) return Unchanged{};
  return Transition{current, State::withdrawn};
}

bool may_edit(State current) {
  switch (current) {
    case State::pending:
    case State::approved:
    case State::spam: return true;
    case State::rejected:
    case State::withdrawn: break;
  }
  return false;
}

std::variant<Transition, NotAllowed> edit(State current, State judged) {
  if (!may_edit(current) || !may_edit(judged)) return NotAllowed{};
  if (current == State::spam || judged == State::spam) return Transition{current, State::spam};
  const bool stays_shown = current == State::approved && judged == State::approved;
  return Transition{current, stays_shown ? State::approved : State::pending};
}

State shown_to_author(State state) { return state == State::spam ? State::pending : state; }

}  // namespace copytaster
