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

/// The answer to an appeal against a rejection: as `decide`, but to leave it rejected is an answer
/// like any other, and is written.
std::variant<Transition, Unchanged, NotAllowed> answer_appeal(State current, Decision decision);

/// What takes a transition back: as it was before, `pending` included.
Transition undo_of(const Transition& made);

/// Her comment is the author's to take back, whatever became of it.
std::variant<Transition, Unchanged> withdraw(State current);

/// What waits or is shown may still be changed. So may spam: nobody learns what gave her away.
bool may_edit(State current);
/// What the author's new words, judged anew, make of her comment; it may stay as it is. They hide
/// what was shown, and publish nothing that was held: else an edit would tell spam from what waits.
/// Not allowed: it is past editing, or a rule rejects the words.
std::variant<Transition, NotAllowed> edit(State current, State judged);

/// As the author is told: spam looks as if it waited.
State shown_to_author(State state);

}  // namespace copytaster
