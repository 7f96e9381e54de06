#pragma once
// What seeing, changing and withdrawing one's own comment have in common.

#include <functional>
#include <optional>

#include "copytaster/app/receipt.hpp"

namespace copytaster {

/// Who writes against somebody who decides meanwhile looks again so often.
inline constexpr int receipt_attempts_max = 3;

/// None: a wrong token, no such comment, or too late for any of it.
std::optional<OwnComment> open_receipt(const ReceiptAsked& asked, Instant now,
                                       const ReceiptTools& tools);

/// Of a comment that may be changed now, if its article is open.
bool is_in_window(const OwnComment& own, const ReceiptAsked& asked, Instant now);

Receipt receipt_of(const OwnComment& own, const ReceiptAsked& asked, Instant now);

/// A lost link leaves in doubt what was written: the attempt's audit entry tells. Where there is
/// none it is tried once more; of the two, one moves the comment. False: it has moved on meanwhile.
bool record_surely(const AuthorsMove& move, const std::function<bool()>& record,
                   ReceiptStore& store);

}  // namespace copytaster
