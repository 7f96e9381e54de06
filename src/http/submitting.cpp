#include "http/submitting.hpp"

#include <algorithm>
#include <charconv>

#include "copytaster/domain/text.hpp"
#include "http/cross_origin.hpp"
#include "http/guard.hpp"

namespace copytaster::http {
namespace {

constexpr int busy_retry_s = 1;

NotTaken not_taken(Refusal refusal, int retry_after_s = 0) { return {refusal, {}, retry_after_s}; }

struct Translate {
  Outcome operator()(const Accepted& accepted) const { return accepted; }
  Outcome operator()(const UnknownArticle&) const noexcept { return not_taken(Refusal::article); }
  Outcome operator()(const ArticleClosed&) const noexcept { return not_taken(Refusal::closed); }
  Outcome operator()(const ParentNotApproved&) const {
    return NotTaken{Refusal::fields, {{Field::parent, Problem::not_approved}}, 0};
  }
  Outcome operator()(const KeyReused&) const noexcept { return not_taken(Refusal::key_reused); }
  Outcome operator()(const SaidAlready&) const noexcept { return not_taken(Refusal::duplicate); }
  Outcome operator()(const TooFast& fast) const noexcept {
    return not_taken(Refusal::too_fast, fast.retry_after_s);
  }
  Outcome operator()(const Refused&) const noexcept { return not_taken(Refusal::refused); }
};

bool is_replay(const SubmitOutcome& outcome) {
  if (const auto* accepted = std::get_if<Accepted>(&outcome)) return accepted->replayed;
  if (const auto* refused = std::get_if<Refused>(&outcome)) return refused->replayed;
  return false;
}

/// Whether there is something new for readers to see.
bool is_shown(const running::SubmitAnswer& answer) {
  const auto* outcome = std::get_if<SubmitOutcome>(&answer);
  const auto* accepted = outcome == nullptr ? nullptr : std::get_if<Accepted>(outcome);
  return accepted != nullptr && accepted->state == State::approved && !accepted->replayed;
}

void tell(const running::SubmitAnswer& answer, const OnOutcome& done) {
  if (const auto* outcome = std::get_if<SubmitOutcome>(&answer))
    done(std::visit(Translate{}, *outcome), is_replay(*outcome));
  else if (std::holds_alternative<running::StoreAway>(answer))
    done(not_taken(Refusal::busy, busy_retry_s), false);
  else
    done(not_taken(Refusal::fault), false);
}

/// What could not be read, and what is wrong with the rest; one error a field, in their order.
std::vector<FieldError> all_errors(std::vector<FieldError> errors,
                                   const std::vector<FieldError>& checked) {
  for (const FieldError& error : checked) {
    const bool known = std::any_of(errors.begin(), errors.end(), [&error](const FieldError& other) {
      return other.field == error.field;
    });
    if (!known) errors.push_back(error);
  }
  std::sort(errors.begin(), errors.end(),
            [](const FieldError& a, const FieldError& b) { return a.field < b.field; });
  return errors;
}

/// An unknown or closed article comes before faulty fields, so it is looked up for them as well.
void refuse_fields(const CallPtr& call, const Incoming& incoming, std::vector<FieldError> errors,
                   const OnOutcome& done) {
  const auto look = [call, key = incoming.article, errors = std::move(errors), done] {
    answer_faults(call, [&] {
      const auto article_key = ArticleKey::parse(key);
      const auto article =
          article_key ? call->services().articles.find_article(call->site().id, *article_key)
                      : std::nullopt;
      const bool would_be_made = article_key && own_page(call->request(), call->site());
      if (!article && !would_be_made) return done(not_taken(Refusal::article), false);
      const auto close_after = call->site().policy.close_after;
      if (article && !article->is_open(call->now(), close_after))
        return done(not_taken(Refusal::closed), false);
      done(NotTaken{Refusal::fields, errors, 0}, false);
    });
  };
  if (!call->services().desk.offer(look)) done(not_taken(Refusal::busy, busy_retry_s), false);
}

std::span<const std::uint8_t> bytes_of(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// The keys of the attempt, all made from what was sent and never from what was masked.
struct Hashes {
  ContentHash content;
  ContentHash saying;
};

Hashes hashes_of(const Call& call, const ArticleKey& article, const Submission& submission) {
  const Vault& vault = call.services().vault;
  const std::string parent =
      submission.parent() ? std::to_string(submission.parent()->value) : std::string{};
  const std::string email = submission.email().folded_for_index();
  const std::string_view content[] = {"content", article.text(),      parent,
                                      email,     submission.author(), submission.text()};
  return {vault.content_hash(call.site().id, content),
          saying_hash(vault, call.site().id, submission)};
}

struct AttemptKeys {
  IntakeKey key;
  std::optional<IntakeKey> earlier;  // as in WaitingComment
};

/// The header's key, else the form's nonce together with who says what, else that and the time: two
/// instances that get the two clicks of one reader make the same key. A nonce may be shared, so
/// only what the reader herself has sent is answered as sent before: an address that somebody else
/// guesses must not show by the answer.
AttemptKeys keys_of(const Call& call, const Incoming& incoming, const ContentHash& content,
                    const Pseudonym& reader) {
  const Vault& vault = call.services().vault;
  const SiteId site = call.site().id;
  if (incoming.key) return {vault.intake_key(site, "key " + *incoming.key), std::nullopt};
  std::string said(content.digest.begin(), content.digest.end());
  said.append(reader.digest.begin(), reader.digest.end());
  if (incoming.nonce && vault.is_form_nonce(*incoming.nonce, site, incoming.article, call.now()))
    return {vault.intake_key(site, "nonce " + *incoming.nonce + " " + said), std::nullopt};
  const auto key_in = [&](std::int64_t period) {
    return vault.intake_key(site, "content " + std::to_string(period) + " " + said);
  };
  const auto period = call.now().time_since_epoch() / second_click;
  return {key_in(period), key_in(period - 1)};
}

std::optional<WaitingComment> waiting_from(const Call& call, const Incoming& incoming,
                                           ArticleKey article, Submission submission) {
  const Services& services = call.services();
  const SiteId site = call.site().id;
  const auto reader = reader_of(call);
  if (!reader) return std::nullopt;
  const Hashes hashes = hashes_of(call, article, submission);
  const AttemptKeys keys = keys_of(call, incoming, hashes.content, *reader);
  const auto rules = services.rules.of(site);
  Reading reading = read_text(submission, rules);
  services.models.of(site).judge(reading);
  const AuthorIndex author = services.vault.author_index(site, submission.email());
  const auto ban = services.bans.of(site)->covers({submission, author, *reader}, call.now());
  const NameIndex name = services.vault.name_index(site, folded(submission.author()));
  return WaitingComment{site,
                        {call.live(), &call.site().policy},
                        std::move(article),
                        own_page(call.request(), call.site()),
                        incoming.door,
                        std::move(submission),
                        std::move(reading),
                        author,
                        name,
                        *reader,
                        hashes.content,
                        hashes.saying,
                        keys.key,
                        keys.earlier,
                        call.is_by_staff(),  // whose own program may send for all of them
                        ban};
}

}  // namespace

void submit(const CallPtr& call, const Incoming& incoming, const OnOutcome& done) {
  auto checked = check_form(incoming.form);
  const auto* faulty = std::get_if<std::vector<FieldError>>(&checked);
  if (faulty != nullptr || !incoming.errors.empty()) {
    auto errors = all_errors(incoming.errors, faulty ? *faulty : std::vector<FieldError>{});
    return refuse_fields(call, incoming, std::move(errors), done);
  }
  auto article = ArticleKey::parse(incoming.article);
  if (!article) return done(not_taken(Refusal::article), false);
  // Under a flood most are turned away: that must not cost what reading the text does.
  if (!call->services().intake.has_room(call->site().id))
    return done(not_taken(Refusal::busy, busy_retry_s), false);

  auto waiting =
      waiting_from(*call, incoming, std::move(*article), std::move(std::get<Submission>(checked)));
  if (!waiting) return done(not_taken(Refusal::busy, busy_retry_s), false);
  const auto on_answer = [call, done, key = incoming.article](const running::SubmitAnswer& answer) {
    answer_faults(call, [&] {
      if (is_shown(answer)) call->services().pages.drop(call->site().id, key);
      tell(answer, done);
    });
  };
  if (!call->services().intake.offer(std::move(*waiting), on_answer))
    done(not_taken(Refusal::busy, busy_retry_s), false);
}

std::optional<Pseudonym> reader_of(const Call& call) {
  const std::string prefix = call.client().limit_prefix();
  return call.services().vault.pseudonym(call.site().id, bytes_of(prefix), call.now());
}

std::int64_t number_or_zero(std::string_view text) {
  std::int64_t number = 0;
  const auto* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  return error == std::errc{} && stopped == end ? number : 0;
}

}  // namespace copytaster::http
