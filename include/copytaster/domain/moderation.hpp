#pragma once
// The state machine of moderation. It is total, and it is the only judge of moves.

#include <optional>
#include <string_view>
#include <variant>

#include "copytaster/domain/comment.hpp"

namespace copytaster {

enum class Decision { approve, reject, spam };

std::optional<Decision> parse_decision(std::string_view text);
std::string_view name_of(Decision decision);

struct Transition {
  State from;
  State to;
  bool operator==(const Transition&) const = default;
};
/// The comment is there already: the answer is yes, and nothing is written.
struct Unchanged {
  bool operator==(const Unchanged&) const = default;
};
/// No decision moves a comment that its author has withdrawn.
struct NotAllowed {
  bool operator==(const NotAllowed&) const = default;
};

/// No decision leads back to `pending`: the age of the queue is a promise to readers, and
/// re-queueing would reset it. Changing one's mind means deciding again.
std::variant<Transition, Unchanged, NotAllowed> decide(State current, Decision decision);

/// What takes a transition back: as it was before, `pending` included.
Transition undo_of(const Transition& made);

}  // namespace copytaster
