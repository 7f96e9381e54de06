// What the two doors to a receipt have in common, the one for programs and the page for people.
#pragma once

#include <string_view>
#include <variant>
#include <vector>

#include "copytaster/app/appeal.hpp"
#include "copytaster/app/receipt.hpp"
#include "http/submitting.hpp"

namespace copytaster::http {

/// New words as one of the doors read them. `errors`: they could not even be read as text.
struct EditedText {
  std::string text;
  std::vector<FieldError> errors = {};
};

using ReceiptAnswer = std::variant<Receipt, NotTaken>;

/// These run on the desk's lane. What the token does not open is not found, whatever is wrong with
/// it; when they have changed something, no reader finds a page of before.
ReceiptAnswer show(const Call& call, std::string_view token);
ReceiptAnswer edit(const Call& call, std::string_view token, const EditedText& edited);
ReceiptAnswer withdraw(const Call& call, std::string_view token);
ReceiptAnswer appeal(const Call& call, std::string_view token, const AppealRequest& request);

/// The answer to a request that is itself not right; a stranger is not told that either.
NotTaken refusal_for_holder(const Call& call, std::string_view token, Refusal refusal);

}  // namespace copytaster::http
