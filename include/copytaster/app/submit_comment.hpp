#pragma once
// Submit: what waits is gathered, judged, recorded and answered in batches, because a durable
// commit costs the same for one comment as for a hundred.

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "copytaster/app/lately.hpp"
#include "copytaster/app/vault.hpp"
#include "copytaster/domain/article.hpp"
#include "copytaster/domain/policy.hpp"
#include "copytaster/domain/rules.hpp"
#include "copytaster/domain/submission.hpp"

namespace copytaster {

/// What comes without a key and says the same within this time is the same attempt.
inline constexpr std::chrono::minutes second_click{10};

/// Through which door a comment came; the doors differ in how they take a second click.
enum class Door { own, wordpress };

/// A submission that has been read and waits to be judged and stored.
struct WaitingComment {
  SiteId site;
  std::shared_ptr<const SitePolicy> policy;  ///< as it was when the comment came in
  ArticleKey article;
  /// Where the article stands, when its site lets this request create it.
  std::optional<std::string> page_url;
  Door door = Door::own;
  Submission submission;
  Reading reading;
  AuthorIndex author;
  NameIndex name;
  Pseudonym reader;
  ContentHash content;  ///< article, parent, author's name and address, text
  ContentHash saying;   ///< author's address and text
  /// The header's or the form's; else made from the reader, the content and the ten minutes it
  /// came in.
  IntakeKey key;
  /// That of the same content ten minutes before, or of an attempt that came with a key since; none
  /// where `key` was given.
  std::optional<IntakeKey> earlier_key;
  bool counted = false;  ///< the flood guard has let it pass before; asked again it is not counted
  std::optional<BanKind> ban = {};  ///< what of it was banned when it came in

  std::size_t bytes() const;  ///< what it costs to let it wait
};

/// Who says what, wherever; of what was sent, never of what was masked.
ContentHash saying_hash(const Vault& vault, SiteId site, const Submission& submission);

/// The first answer to the same attempt.
struct EarlierAnswer {
  CommentId id;
  State state = State::pending;
  ContentHash content;
  Instant at;
  std::string article_url;  ///< where the article stood then; empty: where it stands now
};

/// What the store knows of one waiting comment.
struct IntakeFacts {
  std::optional<Article> article;
  std::optional<EarlierAnswer> same_key;  ///< of `key`, else of `earlier_key`
  bool parent_approved = false;
  Facts facts;
};

/// A comment with its verdict, ready to be stored.
struct NewComment {
  const WaitingComment* waiting = nullptr;
  CommentId id;
  ArticleId article;
  Verdict verdict;
  Facts facts;
  SealedContact sealed;
};

class IntakeStore {
 public:
  virtual ~IntakeStore() = default;
  /// One answer for each waiting comment, in their order.
  virtual std::vector<IntakeFacts> facts_for(std::span<const WaitingComment> waiting,
                                             Instant now) = 0;
  /// Makes the articles of those that have a `page_url`; one that exists by now stays as it is.
  virtual void create_articles(std::span<const WaitingComment* const> waiting, Instant now) = 0;
  virtual std::vector<CommentId> take_ids(std::size_t count) = 0;
  /// One transaction; durable when it returns. Where another writer was first with the same key,
  /// its answer comes back and nothing of ours is stored. Doing it again with the same comments
  /// stores nothing twice, and tells of those that are stored already as if it had just stored
  /// them: so a write in doubt is settled.
  virtual std::vector<std::optional<EarlierAnswer>> add(std::span<const NewComment> comments,
                                                        Instant now) = 0;
};

/// Stored, now or at the first attempt.
struct Accepted {
  CommentId id;
  State state = State::pending;
  std::string article_url;
  bool replayed = false;
};
struct UnknownArticle {};
struct ArticleClosed {};
struct ParentNotApproved {};
struct KeyReused {};    ///< the key came before, with other content
struct SaidAlready {};  ///< the WordPress door only: its 409
struct TooFast {
  int retry_after_s = 1;
};
/// A rule's reject: stored as rejected, no rule named.
struct Refused {
  CommentId id;
  bool replayed = false;
};

/// Where several apply: a replay first, then in this order.
using SubmitOutcome = std::variant<Accepted, UnknownArticle, ArticleClosed, ParentNotApproved,
                                   KeyReused, SaidAlready, TooFast, Refused>;

struct SubmitTools {
  IntakeStore& store;
  const Vault& vault;
  Lately& lately;
};

/// One outcome for each waiting comment, in their order; returns only after they are durable. A
/// store whose link breaks is asked again on another one, three times at most; what it throws then
/// passes. May be called again with the same comments: none is stored or counted twice.
std::vector<SubmitOutcome> submit_comments(std::span<WaitingComment> waiting, Instant now,
                                           const SubmitTools& tools);

}  // namespace copytaster
