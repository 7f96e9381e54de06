#include "copytaster/app/appeal.hpp"

#include "app/opened_receipt.hpp"
#include "copytaster/app/faults.hpp"
#include "copytaster/domain/masking.hpp"
#include "copytaster/domain/text.hpp"

namespace copytaster {
namespace {

std::optional<Problem> problem_of(const AppealRequest& request, std::string_view text) {
  if (request.unreadable) return request.unreadable;
  if (contains_nul(request.text)) return Problem::nul_character;
  if (text.empty()) return Problem::required;
  if (code_points(text) > appeal_code_points_max) return Problem::too_long;
  return std::nullopt;
}

}  // namespace

AppealOutcome appeal(const ReceiptAsked& asked, const AppealRequest& request, Instant now,
                     const ReceiptTools& tools) {
  const std::string lines = with_lf(request.text);
  const std::string_view text = trimmed(lines);
  const auto problem = problem_of(request, text);
  for (int attempt = 1; attempt <= receipt_attempts_max; ++attempt) {
    auto own = open_receipt(asked, now, tools);
    if (!own) return NoReceipt{};
    if (problem) return FaultyAppeal{*problem};
    if (own->state != State::rejected) return NotRejected{};
    if (own->appeal) return AppealedAlready{};
    const AuthorsMove move{asked.site,
                           asked.id,
                           own->version,
                           {State::rejected, State::rejected},
                           tools.store.new_attempt()};
    const std::string masked = mask_addresses(text).text;
    const auto record = [&] { return tools.store.record_appeal(move, masked, now); };
    if (!record_surely(move, record, tools.store)) continue;
    own->appeal = OwnAppeal{now, false};
    return receipt_of(*own, asked, now);
  }
  throw StoreUnavailable{"a comment moved on each time that its author appealed"};
}

}  // namespace copytaster
