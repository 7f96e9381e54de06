#include "copytaster/app/edit_comment.hpp"

#include "app/opened_receipt.hpp"
#include "copytaster/app/faults.hpp"

namespace copytaster {
namespace {

Form form_with(const std::string& text, const OwnForm& form, const Contact& contact) {
  Form filled;
  filled.author = contact.author.value_or(form.author);
  filled.email = contact.email.reveal();
  filled.numbered_domains = true;  // it was taken
  filled.url = contact.url ? *contact.url : form.url.value_or("");
  filled.text = text;
  if (form.parent) filled.parent = form.parent->value;
  return filled;
}

/// Her words as she wrote them, or as they are shown to her.
bool says_already(const OwnComment& own, const Contact& contact, const std::string& text) {
  return text == own.text || text == contact.text;
}

/// One request on its way; asked again when somebody decides meanwhile.
class Edit {
 public:
  Edit(const ReceiptAsked& asked, const EditRequest& request, Instant now, const EditTools& tools)
      : asked_(asked), request_(request), now_(now), tools_(tools) {}

  /// None: the comment has moved on, so that all of it must be asked again.
  std::optional<EditOutcome> attempt() {
    auto own = open_receipt(asked_, now_, tools_.receipts);
    if (!own) return NoReceipt{};
    if (!is_in_window(*own, asked_, now_)) return TooLate{};
    if (!own->article.is_open(now_, asked_.close_after)) return ArticleClosed{};
    const auto form = tools_.receipts.store.find_form(asked_.site, asked_.id, now_);
    const auto contact =
        form ? tools_.receipts.vault.open(form->sealed, asked_.site, asked_.id) : std::nullopt;
    if (!contact) return TooLate{};
    if (!request_.errors.empty()) return FaultyText{request_.errors};
    auto checked = check_form(form_with(request_.text, *form, *contact));
    if (auto* errors = std::get_if<std::vector<FieldError>>(&checked))
      return FaultyText{std::move(*errors)};
    const auto& submission = std::get<Submission>(checked);
    if (says_already(*own, *contact, submission.text())) return receipt_of(*own, asked_, now_);
    if (const int wait = wait_s(*contact); wait > 0) return TooFast{wait};
    return judge_and_record(*own, *form, *contact, submission);
  }

 private:
  int wait_s(const Contact& contact) {
    if (counted_) return 0;
    const auto author = tools_.receipts.vault.author_index(asked_.site, contact.email);
    const int wait = tools_.lately.admit(request_.reader, author, now_);
    counted_ = wait == 0;
    return wait;
  }

  std::optional<EditOutcome> judge_and_record(OwnComment& own, const OwnForm& form,
                                              const Contact& contact,
                                              const Submission& submission) {
    const Vault& vault = tools_.receipts.vault;
    const auto saying = saying_hash(vault, asked_.site, submission);
    const auto author = vault.author_index(asked_.site, contact.email);
    const auto key = vault.intake_key(asked_.site, "edit " + std::to_string(asked_.id.value));
    Reading reading = read_text(submission, tools_.terms.rules);
    tools_.terms.filter.judge(reading);
    try {
      Facts facts = form.facts;
      facts.ban = tools_.terms.bans.covers(
          {submission, vault.author_index(asked_.site, contact.email), request_.reader}, now_);
      facts.banned = facts.ban.has_value();
      facts.said_before =
          tools_.lately.said_before(saying, key, now_) &&
          !tools_.receipts.store.said_itself(asked_.site, asked_.id, reading.public_text);
      const Alike alike = tools_.lately.alike({asked_.site, key, author, reading.likeness}, now_);
      facts.similar_lately = alike.others;
      facts.campaign = alike.campaign;
      facts.comments_lately = tools_.lately.admitted_lately(request_.reader, author, now_);
      auto outcome = record(own, contact, {submission, reading, facts});
      if (!outcome || !std::holds_alternative<Receipt>(*outcome)) tools_.lately.forget(saying, key);
      return outcome;
    } catch (...) {
      tools_.lately.forget(saying, key);
      throw;
    }
  }

  struct Said {
    const Submission& submission;
    const Reading& reading;
    const Facts& facts;
  };

  std::optional<EditOutcome> record(OwnComment& own, const Contact& contact, const Said& said) {
    const Policy policy =
        tools_.terms.policy.for_article(own.article.section, own.article.premoderation);
    const Verdict verdict = judge(said.reading, said.facts, policy);
    const auto step = edit(own.state, verdict.state);
    const auto* transition = std::get_if<Transition>(&step);
    if (transition == nullptr) return RefusedText{};
    ReceiptStore& store = tools_.receipts.store;
    const AuthorsMove move{asked_.site, asked_.id, own.version, *transition, store.new_attempt()};
    const auto write = [&] {
      const NewWords words{said.reading.public_text, sealed(contact, said),
                           verdict_json(verdict, said.facts)};
      return store.record_edit(move, words, now_);
    };
    if (!record_surely(move, write, store)) return std::nullopt;
    own.text = said.reading.public_text;
    own.state = transition->to;
    return receipt_of(own, asked_, now_);
  }

  /// Anew at each attempt, as when it was sent.
  SealedContact sealed(const Contact& contact, const Said& said) const {
    const std::string& text = said.submission.text();
    const bool is_masked = said.reading.public_text != text;
    return tools_.receipts.vault.seal({contact.email, contact.author, contact.url,
                                       is_masked ? std::optional{text} : std::nullopt},
                                      asked_.site, asked_.id);
  }

  const ReceiptAsked& asked_;
  const EditRequest& request_;
  const Instant now_;
  const EditTools& tools_;
  bool counted_ = false;  ///< the flood guard has let it pass
};

}  // namespace

EditOutcome edit_comment(const ReceiptAsked& asked, const EditRequest& request, Instant now,
                         const EditTools& tools) {
  Edit edit{asked, request, now, tools};
  for (int attempt = 1; attempt <= receipt_attempts_max; ++attempt) {
    if (auto outcome = edit.attempt()) return std::move(*outcome);
  }
  throw StoreUnavailable{"a comment moved on each time that its author changed it"};
}

}  // namespace copytaster
