#pragma once
// Edit: the author changes her words inside the site's window, and all rules judge them anew.

#include <memory>
#include <variant>
#include <vector>

#include "copytaster/app/receipt.hpp"
#include "copytaster/app/site_filter.hpp"

namespace copytaster {

/// What she wants it to say, and who asks.
struct EditRequest {
  std::string text;
  std::vector<FieldError> errors = {};  ///< it could not even be read as text
  Pseudonym reader;
};

/// What holds for her site now.
struct EditTerms {
  const SitePolicy& policy;
  std::shared_ptr<const RuleSet> rules;
  const Bans& bans;
  SiteFilter filter = {};
};

struct EditTools {
  ReceiptTools receipts;
  Lately& lately;
  EditTerms terms;
};

struct TooLate {};  ///< the window is over, or it was rejected or withdrawn
struct FaultyText {
  std::vector<FieldError> errors;
};
struct RefusedText {};  ///< a rule's reject: nothing was changed, no rule named

/// Where several apply, in this order; what says the same already comes before `TooFast`, and
/// writes nothing.
using EditOutcome =
    std::variant<NoReceipt, TooLate, ArticleClosed, FaultyText, TooFast, RefusedText, Receipt>;

/// Throws as `withdraw_comment`.
EditOutcome edit_comment(const ReceiptAsked& asked, const EditRequest& request, Instant now,
                         const EditTools& tools);

}  // namespace copytaster
