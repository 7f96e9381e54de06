#pragma once
// Appeal: the author of a rejected comment asks, once, that somebody else looks at it again. It
// keeps its state, and waits in the queue with her words until a moderator answers.

#include <optional>
#include <string>
#include <variant>

#include "copytaster/app/receipt.hpp"
#include "copytaster/domain/submission.hpp"

namespace copytaster {

struct AppealRequest {
  std::string text;  ///< counted once its lines end with LF and nothing stands around it
  std::optional<Problem> unreadable = {};  ///< it could not even be read as text
};

struct FaultyAppeal {
  Problem problem;
};
/// Pending, published or withdrawn; spam as well, which looks as if it waited.
struct NotRejected {};
struct AppealedAlready {};

/// Where several apply, in this order, and the receipt where none does.
using AppealOutcome = std::variant<NoReceipt, FaultyAppeal, NotRejected, AppealedAlready, Receipt>;

/// Addresses in it are masked, and what was masked is kept nowhere. Throws StoreUnavailable when
/// nothing was changed or, with the database away, nobody can tell.
AppealOutcome appeal(const ReceiptAsked& asked, const AppealRequest& request, Instant now,
                     const ReceiptTools& tools);

}  // namespace copytaster
