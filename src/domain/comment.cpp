#include "copytaster/domain/comment.hpp"

namespace copytaster {

std::string_view name_of(State state) {
  switch (state) {
    case State::pending: return "pending";
    case State::approved: return "approved";
    case State::rejected: return "rejected";
    case State::spam: return "spam";
    case State::withdrawn: return "withdrawn";
  }
  return "pending";
}

std::optional<State> parse_state(std::string_view text) {
  for (const auto state :
       {State::pending, State::approved, State::rejected, State::spam, State::withdrawn}) {
    if (text == name_of(state)) return state;
  }
  return std::nullopt;
}

}  // namespace copytaster
