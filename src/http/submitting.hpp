// What the three doors for a comment have in common: from a form that has been read to an outcome.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "copytaster/app/submit_comment.hpp"
#include "http/call.hpp"
#include "http/replies.hpp"

namespace copytaster::http {

/// A form as one of the doors read it. `errors`: fields that could not even be read as text.
struct Incoming {
  Door door = Door::own;
  Form form;
  std::vector<FieldError> errors;
  std::string article;
  std::optional<std::string> key;    ///< Idempotency-Key
  std::optional<std::string> nonce;  ///< of our own form
};

/// What became of it: stored, or why not.
struct NotTaken {
  Refusal refusal;
  std::vector<FieldError> errors;
  int retry_after_s = 0;
};
using Outcome = std::variant<Accepted, NotTaken>;
/// `replayed` is told apart from the outcome: a refusal may be replayed as well.
using OnOutcome = std::function<void(const Outcome& outcome, bool replayed)>;

/// Calls `done` exactly once, here or on the writer's thread. Runs on the analysis lane.
void submit(const CallPtr& call, const Incoming& incoming, const OnOutcome& done);

/// None: the store has been away for so long that there is no key for the reader's pseudonym.
std::optional<Pseudonym> reader_of(const Call& call);

/// A form's number; 0, which names no comment, for what is none.
std::int64_t number_or_zero(std::string_view text);

}  // namespace copytaster::http
