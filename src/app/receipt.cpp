#include "copytaster/app/receipt.hpp"

#include "app/opened_receipt.hpp"
#include "copytaster/app/faults.hpp"
#include "copytaster/domain/masking.hpp"

namespace copytaster {

std::optional<OwnComment> open_receipt(const ReceiptAsked& asked, Instant now,
                                       const ReceiptTools& tools) {
  if (!tools.vault.is_receipt(asked.token, asked.site, asked.id)) return std::nullopt;
  auto own = tools.store.find_own(asked.site, asked.id);
  if (!own || now >= own->created_at + receipt_lifetime) return std::nullopt;
  return own;
}

bool is_in_window(const OwnComment& own, const ReceiptAsked& asked, Instant now) {
  return may_edit(own.state) && now < own.created_at + asked.edit_window;
}

namespace {

/// A moderator may have quoted an address.
void add_reason(Receipt& receipt, const OwnComment& own) {
  receipt.reason_code = own.reason_code;
  if (own.reason_code)
    receipt.reason = words_for(*own.reason_code);
  else if (own.reason && !own.reason->empty())
    receipt.reason = mask_addresses(*own.reason).text;
}

}  // namespace

Receipt receipt_of(const OwnComment& own, const ReceiptAsked& asked, Instant now) {
  Receipt receipt{own.id, shown_to_author(own.state), own.text, own.created_at};
  if (own.state == State::rejected) {
    if (asked.show_reasons) add_reason(receipt, own);
    receipt.appeal = own.appeal;
    receipt.can_appeal = !own.appeal;
  }
  if (is_in_window(own, asked, now) && own.article.is_open(now, asked.close_after))
    receipt.can_edit_until = own.created_at + asked.edit_window;
  receipt.article_url = own.article.url;
  return receipt;
}

bool record_surely(const AuthorsMove& move, const std::function<bool()>& record,
                   ReceiptStore& store) {
  try {
    return record();
  } catch (const InDoubt&) {
    if (store.is_recorded(move.site, move.attempt)) return true;
  }
  try {
    return record() || store.is_recorded(move.site, move.attempt);
  } catch (const InDoubt&) {
    if (store.is_recorded(move.site, move.attempt)) return true;
    throw;
  }
}

ShownReceipt show_receipt(const ReceiptAsked& asked, Instant now, const ReceiptTools& tools) {
  const auto own = open_receipt(asked, now, tools);
  if (!own) return NoReceipt{};
  return receipt_of(*own, asked, now);
}

ShownReceipt withdraw_comment(const ReceiptAsked& asked, Instant now, const ReceiptTools& tools) {
  for (int attempt = 1; attempt <= receipt_attempts_max; ++attempt) {
    auto own = open_receipt(asked, now, tools);
    if (!own) return NoReceipt{};
    const auto step = withdraw(own->state);
    const auto* transition = std::get_if<Transition>(&step);
    if (transition == nullptr) return receipt_of(*own, asked, now);
    const AuthorsMove move{asked.site, asked.id, own->version, *transition,
                           tools.store.new_attempt()};
    const auto record = [&] { return tools.store.record_withdrawal(move, now); };
    if (!record_surely(move, record, tools.store)) continue;
    own->state = transition->to;
    return receipt_of(*own, asked, now);
  }
  throw StoreUnavailable{"a comment moved on each time that its author withdrew it"};
}

}  // namespace copytaster
