#include "copytaster/app/submit_comment.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "copytaster/app/faults.hpp"

namespace copytaster {

std::size_t WaitingComment::bytes() const {
  constexpr std::size_t fixed = 1024;  // the structs themselves, rounded up
  const auto& learned = reading.learned;
  const std::size_t explained =
      learned ? learned->explanation.size() + learned->spans.size() * sizeof(Span) : 0;
  return fixed + submission.text().size() + reading.public_text.size() +
         submission.author().size() + reading.public_author.size() + explained;
}

ContentHash saying_hash(const Vault& vault, SiteId site, const Submission& submission) {
  const std::string email = submission.email().folded_for_index();
  const std::string_view saying[] = {"saying", email, submission.text()};
  return vault.content_hash(site, saying);
}

namespace {

/// After a minute WordPress' own answer to the same comment is its 409, and its users know it.
/// Where its rules judge, so it is at once.
constexpr auto second_click_at_wordpress = std::chrono::seconds{60};

std::chrono::seconds second_click_for(const WaitingComment& waiting) {
  if (waiting.policy->rules_mode == RulesMode::wordpress) return std::chrono::seconds{0};
  return second_click_at_wordpress;
}

/// A link that broke says nothing of what was stored. Everything asked of the store may be asked
/// again: a comment that is stored already is found by its key.
template <class Ask>
auto asked_until_sure(const Ask& ask) {
  constexpr int attempts_max = 3;
  for (int attempt = 1;; ++attempt) {
    try {
      return ask();
    } catch (const InDoubt&) {
      if (attempt == attempts_max) throw;
    }
  }
}

SubmitOutcome first_answer_again(const EarlierAnswer& earlier, const IntakeFacts& facts) {
  if (earlier.state == State::rejected) return Refused{earlier.id, true};
  const bool stands_where_it_stood = earlier.article_url.empty() && facts.article;
  return Accepted{earlier.id, earlier.state,
                  stands_where_it_stood ? facts.article->url : earlier.article_url, true};
}

/// The same attempt made again: its first answer, or what the key was misused for.
std::optional<SubmitOutcome> answer_to_repeat(const WaitingComment& waiting,
                                              const IntakeFacts& facts, Instant now,
                                              const SubmitTools& tools) {
  const auto& same = facts.same_key;
  if (same && same->content != waiting.content) return KeyReused{};
  if (same && !waiting.earlier_key) return first_answer_again(*same, facts);
  if (!waiting.earlier_key) return std::nullopt;

  if (waiting.door == Door::wordpress) {
    const auto before = tools.lately.stored_before(waiting.content, waiting.reader, now);
    const auto at = same ? same->at : before ? before->at : now;
    if (now - at > second_click_for(waiting)) return SaidAlready{};
  }
  if (!same || now - same->at > second_click) return std::nullopt;
  return first_answer_again(*same, facts);
}

/// A click without a key after one with a key is the same attempt, too.
void look_for_earlier(WaitingComment& waiting, Instant now, Lately& lately) {
  if (!waiting.earlier_key) return;
  const auto before = lately.stored_before(waiting.content, waiting.reader, now);
  if (before && now - before->at <= second_click) waiting.earlier_key = before->attempt;
}

/// Everything that stands between a submission and its judgement, in the contract's order. A
/// replay comes first: whatever changed since, the first answer was the answer.
std::optional<SubmitOutcome> refusal(WaitingComment& waiting, const IntakeFacts& facts, Instant now,
                                     const SubmitTools& tools) {
  auto repeat = answer_to_repeat(waiting, facts, now, tools);
  const bool replay = repeat && (std::holds_alternative<Accepted>(*repeat) ||
                                 std::holds_alternative<Refused>(*repeat));
  if (replay) return repeat;
  if (!facts.article && !waiting.page_url) return UnknownArticle{};
  if (facts.article && !facts.article->is_open(now, waiting.policy->close_after))
    return ArticleClosed{};
  if (waiting.submission.parent() && !facts.parent_approved) return ParentNotApproved{};
  if (repeat) return repeat;
  if (waiting.counted) return std::nullopt;
  if (const int wait = tools.lately.admit(waiting.reader, waiting.author, now); wait > 0)
    return TooFast{wait};
  waiting.counted = true;
  return std::nullopt;
}

SealedContact seal(const WaitingComment& waiting, CommentId id, const Vault& vault) {
  const Submission& submission = waiting.submission;
  const Reading& reading = waiting.reading;
  Contact contact{submission.email(), std::nullopt, std::nullopt, std::nullopt};
  if (reading.public_author != submission.author()) contact.author = submission.author();
  if (reading.public_url != submission.url()) contact.url = submission.url();
  if (reading.public_text != submission.text()) contact.text = submission.text();
  return vault.seal(contact, waiting.site, id);
}

SubmitOutcome answer_to(const NewComment& comment, const std::string& article_url) {
  if (comment.verdict.state == State::rejected) return Refused{comment.id, false};
  return Accepted{comment.id, comment.verdict.state, article_url, false};
}

/// Which earlier comment of the same batch each one repeats. A burst of clicks often shares one
/// batch, where the store cannot know the first of them yet.
class RepeatsInBatch {
 public:
  /// The place of the first comment with this key, or with that of ten minutes before.
  std::optional<std::size_t> first_of(const WaitingComment& waiting, std::size_t place) {
    if (waiting.earlier_key) {
      const auto earlier = first_.find({waiting.site, waiting.earlier_key->digest});
      if (earlier != first_.end()) return earlier->second;
    }
    const auto [at, is_first] = first_.try_emplace({waiting.site, waiting.key.digest}, place);
    if (is_first) return std::nullopt;
    return at->second;
  }

 private:
  std::map<std::pair<SiteId, Digest>, std::size_t> first_;
};

SubmitOutcome outcome_like(const SubmitOutcome& first, bool same_content) {
  if (!same_content) return KeyReused{};
  SubmitOutcome outcome = first;
  if (auto* accepted = std::get_if<Accepted>(&outcome)) accepted->replayed = true;
  if (auto* refused = std::get_if<Refused>(&outcome)) refused->replayed = true;
  return outcome;
}

/// One batch on its way: outcomes found so far, and what is still to be judged and stored.
struct Batch {
  Instant now;
  std::vector<std::optional<SubmitOutcome>> outcomes;
  std::vector<std::size_t> admitted;                         ///< places to be stored
  std::vector<std::pair<std::size_t, std::size_t>> repeats;  ///< (place, first place)
};

/// What only this instance knows, and bans; what comes in with it is known from now on.
void remember(const WaitingComment& one, Facts& facts, Instant now, Lately& lately) {
  facts.ban = one.ban;
  facts.banned = one.ban.has_value();
  facts.said_before = lately.said_before(one.saying, one.key, now);
  const Alike alike = lately.alike({one.site, one.key, one.author, one.reading.likeness}, now);
  facts.similar_lately = alike.others;
  facts.campaign = alike.campaign;
  facts.comments_lately = lately.admitted_lately(one.reader, one.author, now);
}

Batch sort_out(std::span<WaitingComment> waiting, std::vector<IntakeFacts>& facts, Instant now,
               const SubmitTools& tools) {
  Batch batch{now, {}, {}, {}};
  batch.outcomes.resize(waiting.size());
  RepeatsInBatch seen;
  for (std::size_t i = 0; i < waiting.size(); ++i) {
    if (const auto first = seen.first_of(waiting[i], i)) {
      batch.repeats.emplace_back(i, *first);
      continue;
    }
    batch.outcomes[i] = refusal(waiting[i], facts[i], now, tools);
    if (batch.outcomes[i]) continue;
    batch.admitted.push_back(i);
    remember(waiting[i], facts[i].facts, now, tools.lately);
  }
  return batch;
}

/// Articles that come into being with an admitted comment: nobody makes them faster than the rate
/// limit lets her comment.
void make_articles(std::span<const WaitingComment> waiting, const Batch& batch,
                   std::vector<IntakeFacts>& facts, IntakeStore& store) {
  const auto& admitted = batch.admitted;
  std::vector<const WaitingComment*> new_pages;
  for (const std::size_t place : admitted) {
    if (!facts[place].article) new_pages.push_back(&waiting[place]);
  }
  if (new_pages.empty()) return;
  const auto known = asked_until_sure([&] {
    store.create_articles(new_pages, batch.now);
    return store.facts_for(waiting, batch.now);
  });
  for (const std::size_t place : admitted) facts[place].article = known[place].article.value();
}

std::vector<NewComment> judge_all(std::span<const WaitingComment> waiting,
                                  std::span<const IntakeFacts> facts,
                                  std::span<const std::size_t> places, const SubmitTools& tools) {
  const auto ids = asked_until_sure([&] { return tools.store.take_ids(places.size()); });
  std::vector<NewComment> comments;
  comments.reserve(places.size());
  for (std::size_t n = 0; n < places.size(); ++n) {
    const WaitingComment& one = waiting[places[n]];
    const IntakeFacts& known = facts[places[n]];
    const Policy policy =
        one.policy->for_article(known.article->section, known.article->premoderation);
    comments.push_back({&one,
                        ids[n],
                        known.article->id,
                        judge(one.reading, known.facts, policy),
                        known.facts,
                        {}});
  }
  return comments;
}

/// Sealed anew at each attempt: no key goes on sealing for longer than one attempt lasts, which is
/// what the change of keys waits for.
std::vector<std::optional<EarlierAnswer>> seal_and_add(std::vector<NewComment>& comments,
                                                       Instant now, const SubmitTools& tools) {
  return asked_until_sure([&] {
    for (NewComment& one : comments) one.sealed = seal(*one.waiting, one.id, tools.vault);
    return tools.store.add(comments, now);
  });
}

/// Writes what was admitted; durable when it returns.
void store_admitted(std::span<const WaitingComment> waiting, std::span<const IntakeFacts> facts,
                    Batch& batch, const SubmitTools& tools) {
  if (batch.admitted.empty()) return;
  auto comments = judge_all(waiting, facts, batch.admitted, tools);
  const auto earlier = seal_and_add(comments, batch.now, tools);
  for (std::size_t n = 0; n < comments.size(); ++n) {
    const std::size_t place = batch.admitted[n];
    const auto& content = waiting[place].content;
    if (!earlier[n]) {
      batch.outcomes[place] = answer_to(comments[n], facts[place].article->url);
      tools.lately.remember(content, waiting[place].reader, {waiting[place].key, batch.now});
    } else if (earlier[n]->content != content) {
      batch.outcomes[place] = KeyReused{};
    } else {
      batch.outcomes[place] = first_answer_again(*earlier[n], facts[place]);
    }
  }
}

}  // namespace

std::vector<SubmitOutcome> submit_comments(std::span<WaitingComment> waiting, Instant now,
                                           const SubmitTools& tools) {
  for (WaitingComment& one : waiting) look_for_earlier(one, now, tools.lately);
  auto facts = asked_until_sure([&] { return tools.store.facts_for(waiting, now); });
  Batch batch = sort_out(waiting, facts, now, tools);
  try {
    make_articles(waiting, batch, facts, tools.store);
    store_admitted(waiting, facts, batch, tools);
  } catch (...) {
    for (const std::size_t place : batch.admitted)
      tools.lately.forget(waiting[place].saying, waiting[place].key);
    throw;
  }
  for (const auto& [place, first] : batch.repeats) {
    batch.outcomes[place] =
        outcome_like(*batch.outcomes[first], waiting[place].content == waiting[first].content);
  }
  std::vector<SubmitOutcome> outcomes;
  outcomes.reserve(waiting.size());
  for (auto& outcome : batch.outcomes) outcomes.push_back(std::move(*outcome));
  return outcomes;
}

}  // namespace copytaster
