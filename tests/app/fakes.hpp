#pragma once
// A store and a vault in memory: what the use cases see, without a database or a key.

#include <map>
#include <set>
#include <string>

#include "copytaster/app/audit_chain.hpp"
#include "copytaster/app/faults.hpp"
#include "copytaster/app/submit_comment.hpp"
#include "tests/domain/builders.hpp"

namespace copytaster::test {

inline Digest digest_of(std::string_view text) {
  Digest digest{};
  std::uint64_t hash = 1469598103934665603ULL;  // FNV-1a: equal texts, equal digests
  for (const char c : text) hash = (hash ^ static_cast<std::uint8_t>(c)) * 1099511628211ULL;
  for (std::size_t i = 0; i < 8; ++i) digest[i] = static_cast<std::uint8_t>(hash >> (8 * i));
  return digest;
}

class FakeVault final : public Vault {
 public:
  SealedContact seal(const Contact& contact, SiteId, CommentId id) const override {
    ++seals;
    std::string fields;
    if (contact.author) fields += " author";
    if (contact.url) fields += " url";
    if (contact.text) fields += " text";
    return {"sealed for " + std::to_string(id.value) + fields};
  }
  std::optional<Contact> open(const SealedContact&, SiteId, CommentId) const override {
    return opened;
  }
  AuthorIndex author_index(SiteId, const EmailAddress& email) const override {
    return {digest_of(email.folded_for_index())};
  }
  NameIndex name_index(SiteId, std::string_view name) const override { return {digest_of(name)}; }
  std::optional<Pseudonym> pseudonym(SiteId, std::span<const std::uint8_t>,
                                     Instant) const override {
    return Pseudonym{};
  }
  ContentHash content_hash(SiteId, std::span<const std::string_view> parts) const override {
    std::string all;
    for (const auto part : parts) all += std::string{part} + "|";
    return {digest_of(all)};
  }
  IntakeKey intake_key(SiteId, std::string_view given) const override { return {digest_of(given)}; }
  std::string receipt(SiteId, CommentId id) const override { return std::to_string(id.value); }
  bool is_receipt(std::string_view token, SiteId site, CommentId id) const override {
    return token == receipt(site, id);
  }
  std::string moderation_hash(SiteId, CommentId) const override { return "hash"; }
  std::string form_nonce(SiteId, std::string_view, Instant) const override { return "nonce"; }
  mutable int seals = 0;
  std::optional<Contact> opened;
  bool is_form_nonce(std::string_view, SiteId, std::string_view, Instant) const override {
    return false;
  }
};

/// For tests that ask whether words were bound, not how.
class FakeAuditChain final : public AuditChain {
 public:
  SaltedDigest bind(const std::optional<std::string>& reason,
                    const std::optional<std::string>& note) const override {
    return {"salt", reason.value_or("") + "|" + note.value_or("")};
  }
  bool is_bound(const AuditDetail& detail, const std::string& digest) const override {
    return digest == bind(detail.reason, detail.note).digest;
  }
  std::string hash_of(SiteId, const std::string&, const AuditSeal& seal,
                      std::span<const AuditEntry>) const override {
    return "hash " + std::to_string(seal.number);
  }
};

/// Keeps what a real one would keep; `facts` are the same for everyone unless a test says so.
class FakeIntakeStore final : public IntakeStore {
 public:
  struct Stored {
    WaitingComment waiting;
    CommentId id;
    Verdict verdict;
    std::string sealed;
    Instant at;
    Facts facts;
  };

  std::vector<IntakeFacts> facts_for(std::span<const WaitingComment> waiting, Instant) override {
    ++facts_queries;
    std::vector<IntakeFacts> all;
    for (const auto& one : waiting) {
      IntakeFacts known;
      if (const auto found = articles.find(one.article.text()); found != articles.end())
        known.article = found->second;
      known.same_key = earlier([&](const Stored& s) {
        return s.waiting.key == one.key || s.waiting.key == one.earlier_key;
      });
      known.parent_approved = one.submission.parent() && parents.contains(*one.submission.parent());
      known.facts = facts;
      all.push_back(known);
    }
    return all;
  }

  void create_articles(std::span<const WaitingComment* const> waiting, Instant) override {
    for (const auto* one : waiting) {
      Article article;
      article.id = {static_cast<std::int64_t>(articles.size()) + 100};
      article.url = *one->page_url;
      articles.try_emplace(one->article.text(), article);
    }
  }

  std::vector<CommentId> take_ids(std::size_t count) override {
    std::vector<CommentId> ids;
    for (std::size_t i = 0; i < count; ++i) ids.push_back({++last_id});
    return ids;
  }

  std::vector<std::optional<EarlierAnswer>> add(std::span<const NewComment> comments,
                                                Instant now) override {
    ++inserts;
    if (away) throw StoreUnavailable("away");
    std::vector<std::optional<EarlierAnswer>> answers;
    for (const auto& one : comments) {
      auto first = earlier([&](const Stored& s) { return s.waiting.key == one.waiting->key; });
      if (!first)
        stored.push_back({*one.waiting, one.id, one.verdict, one.sealed.bytes, now, one.facts});
      if (first && first->id == one.id) first.reset();
      answers.push_back(first);
    }
    if (lost_links > 0) {
      --lost_links;
      throw InDoubt("the link broke under the commit");
    }
    return answers;
  }

  std::map<std::string, Article> articles;
  std::set<CommentId> parents;
  Facts facts;
  std::vector<Stored> stored;
  std::int64_t last_id = 0;
  bool away = false;
  int lost_links = 0;  // so many commits are stored and their answers lost
  std::string kept_url;
  int facts_queries = 0;
  int inserts = 0;

 private:
  template <class Matches>
  std::optional<EarlierAnswer> earlier(Matches matches) const {
    for (auto s = stored.rbegin(); s != stored.rend(); ++s) {
      if (matches(*s))
        return EarlierAnswer{s->id, s->verdict.state, s->waiting.content, s->at, kept_url};
    }
    return std::nullopt;
  }
};

/// As the HTTP room would make it.
inline WaitingComment a_waiting(const FormParts& parts = {}, std::string_view key = "",
                                std::string_view article = "1") {
  static const FakeVault vault;
  Submission submission = a_submission(parts);
  Reading reading = read_text(submission, some_rules());
  const std::string parent = parts.parent ? std::to_string(*parts.parent) : "";
  const std::string_view content[] = {article, parent, parts.author, parts.email, parts.text};
  const std::string_view saying[] = {parts.email, parts.text};
  return {
      SiteId{1},
      std::make_shared<SitePolicy>(),
      *ArticleKey::parse(article),
      std::nullopt,
      Door::own,
      submission,
      reading,
      vault.author_index({}, submission.email()),
      vault.name_index({}, parts.author),
      Pseudonym{},
      vault.content_hash({}, content),
      vault.content_hash({}, saying),
      key.empty() ? IntakeKey{vault.content_hash({}, content).digest} : vault.intake_key({}, key),
      key.empty() ? std::optional{vault.intake_key({}, "earlier")} : std::nullopt,
      false};
}

/// An instance's memory that lets everyone pass unless a test says otherwise.
class FakeLately final : public Lately {
 public:
  int admit(const Pseudonym&, const AuthorIndex&, Instant) override {
    ++admitted;
    return wait_s;
  }
  int admit_report(const Pseudonym& reader, Instant now) override {
    return memory.reports().admit(reader, now);
  }
  bool said_before(const ContentHash& saying, const IntakeKey& attempt, Instant now) override {
    return memory.said_before(saying, attempt, now);
  }
  Alike alike(const Utterance& utterance, Instant now) override {
    return memory.likenesses().alike(utterance, now);
  }
  int admitted_lately(const Pseudonym&, const AuthorIndex&, Instant) override { return admitted; }
  void forget(const ContentHash& saying, const IntakeKey& attempt) override {
    memory.forget(saying, attempt);
  }
  std::optional<StoredBefore> stored_before(const ContentHash& content, const Pseudonym& reader,
                                            Instant now) override {
    return memory.stored_before(content, reader, now);
  }
  void remember(const ContentHash& content, const Pseudonym& reader,
                const StoredBefore& stored) override {
    memory.remember(content, reader, stored);
  }

  int wait_s = 0;
  int admitted = 0;
  LatelyMemory memory{{}};
};

}  // namespace copytaster::test
