#include "http/receipts.hpp"

#include "copytaster/app/edit_comment.hpp"

namespace copytaster::http {
namespace {

constexpr int busy_retry_s = 1;

NotTaken not_taken(Refusal refusal) { return {refusal, {}, 0}; }

ReceiptAsked asked_by(const Call& call, std::string_view token) {
  const Site& site = call.site();
  return {site.id,          {number_or_zero(call.id())}, token,
          site.edit_window, site.policy.close_after,     site.show_reasons};
}

ReceiptTools tools_of(const Call& call) {
  return {call.services().receipts, call.services().vault};
}

struct Translate {
  ReceiptAnswer operator()(const Receipt& receipt) const { return receipt; }
  ReceiptAnswer operator()(const NoReceipt&) const noexcept {
    return not_taken(Refusal::not_found);
  }
  ReceiptAnswer operator()(const TooLate&) const noexcept { return not_taken(Refusal::too_late); }
  ReceiptAnswer operator()(const ArticleClosed&) const noexcept {
    return not_taken(Refusal::closed);
  }
  ReceiptAnswer operator()(const FaultyText& faulty) const {
    return NotTaken{Refusal::fields, faulty.errors, 0};
  }
  ReceiptAnswer operator()(const TooFast& fast) const noexcept {
    return NotTaken{Refusal::too_fast, {}, fast.retry_after_s};
  }
  ReceiptAnswer operator()(const FaultyAppeal& faulty) const {
    return NotTaken{Refusal::fields, {{Field::appeal, faulty.problem}}, 0};
  }
  ReceiptAnswer operator()(const NotRejected&) const noexcept {
    return not_taken(Refusal::not_rejected);
  }
  ReceiptAnswer operator()(const AppealedAlready&) const noexcept {
    return not_taken(Refusal::appealed);
  }
  ReceiptAnswer operator()(const RefusedText&) const noexcept {
    return not_taken(Refusal::refused);
  }
};

/// Of what may have been changed.
template <class Outcome>
ReceiptAnswer told(const Call& call, const Outcome& outcome) {
  if (std::holds_alternative<Receipt>(outcome)) call.services().follow_changes();
  return std::visit(Translate{}, outcome);
}

}  // namespace

ReceiptAnswer show(const Call& call, std::string_view token) {
  if (call.has_no_site()) return not_taken(Refusal::not_found);
  return std::visit(Translate{}, show_receipt(asked_by(call, token), call.now(), tools_of(call)));
}

ReceiptAnswer edit(const Call& call, std::string_view token, const EditedText& edited) {
  if (call.has_no_site()) return not_taken(Refusal::not_found);
  const auto reader = reader_of(call);
  if (!reader) return NotTaken{Refusal::busy, {}, busy_retry_s};
  const EditRequest request{edited.text, edited.errors, *reader};
  const auto rules = call.services().rules.of(call.site().id);
  const auto bans = call.services().bans.of(call.site().id);
  const EditTools tools{
      tools_of(call),
      call.services().lately,
      {call.site().policy, rules, *bans, call.services().models.of(call.site().id)}};
  return told(call, edit_comment(asked_by(call, token), request, call.now(), tools));
}

ReceiptAnswer withdraw(const Call& call, std::string_view token) {
  if (call.has_no_site()) return not_taken(Refusal::not_found);
  return told(call, withdraw_comment(asked_by(call, token), call.now(), tools_of(call)));
}

ReceiptAnswer appeal(const Call& call, std::string_view token, const AppealRequest& request) {
  if (call.has_no_site()) return not_taken(Refusal::not_found);
  return std::visit(Translate{},
                    copytaster::appeal(asked_by(call, token), request, call.now(), tools_of(call)));
}

NotTaken refusal_for_holder(const Call& call, std::string_view token, Refusal refusal) {
  const auto shown = show(call, token);
  if (const auto* why = std::get_if<NotTaken>(&shown)) return *why;
  return not_taken(refusal);
}

}  // namespace copytaster::http
