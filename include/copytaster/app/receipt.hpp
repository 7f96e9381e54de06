#pragma once
// Receipts: what the author of a comment can do with the link she got when she sent it. She sees
// what became of it, changes it for a while, or takes it back. Spam looks in everything as if it
// waited: nobody learns what gave her away.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "copytaster/app/submit_comment.hpp"
#include "copytaster/domain/moderation.hpp"
#include "copytaster/domain/reason.hpp"

namespace copytaster {

inline constexpr std::chrono::hours receipt_lifetime{24 * 90};  ///< from the comment's arrival

/// Which comment, and what is to open it.
struct ReceiptAsked {
  SiteId site;
  CommentId id;
  std::string_view token;
  std::chrono::seconds edit_window;  ///< 0: nothing may be changed
  std::chrono::days close_after{};   ///< the site's; see Article::ends_at
  bool show_reasons = false;         ///< whether the site tells why a comment was rejected
};

/// Her appeal, without its words: she has written them herself.
struct OwnAppeal {
  Instant at;
  bool is_answered = false;
};

/// As the author is told.
struct Receipt {
  CommentId id;
  State state = State::pending;  ///< never spam
  std::string text;              ///< as it is stored: addresses in it are masked
  Instant created_at;
  /// Of the rejection, where one was given and the site tells it: in words, addresses masked.
  std::optional<std::string> reason = std::nullopt;
  std::optional<ReasonCode> reason_code = std::nullopt;
  std::optional<OwnAppeal> appeal =
      std::nullopt;  ///< of a comment that is rejected, still or again
  bool can_appeal = false;
  std::optional<Instant> can_edit_until = std::nullopt;
  std::string article_url = {};
};

/// As it is stored.
struct OwnComment {
  CommentId id;
  Version version;
  State state = State::pending;
  std::string text;
  Instant created_at;
  std::optional<std::string> reason;  ///< only of a rejected one: the moderator's own words
  Article article;
  std::optional<ReasonCode> reason_code = {};  ///< only of a rejected one
  std::optional<OwnAppeal> appeal = {};
};

/// The rest of her form, and what is known of her. What this comment itself did for her record is
/// left out of it: it must not vouch for its own new words.
struct OwnForm {
  std::string author;
  std::optional<std::string> url;
  std::optional<CommentId> parent;
  SealedContact sealed;
  Facts facts;
};

/// A change that the state machine allowed, and the number of the attempt to make it.
struct AuthorsMove {
  SiteId site;
  CommentId id;
  Version version;  ///< that it is made on
  Transition transition;
  BatchId attempt;
};

struct NewWords {
  std::string text;
  SealedContact sealed;
  std::string verdict_json;
};

class ReceiptStore {
 public:
  virtual ~ReceiptStore() = default;
  virtual std::optional<OwnComment> find_own(SiteId site, CommentId id) = 0;
  virtual std::optional<OwnForm> find_form(SiteId site, CommentId id, Instant now) = 0;
  /// Whether the comment has said so before it was changed.
  virtual bool said_itself(SiteId site, CommentId id, std::string_view text) = 0;
  virtual BatchId new_attempt() = 0;
  /// Each is ONE transaction: version-guarded change, queue, audit, author history, change feed; an
  /// edit keeps the old words, an appeal changes nothing but the version. False: it has moved on
  /// meanwhile. Throw InDoubt when the link was lost under it.
  virtual bool record_edit(const AuthorsMove& move, const NewWords& words, Instant now) = 0;
  virtual bool record_withdrawal(const AuthorsMove& move, Instant now) = 0;
  /// `text` is masked already.
  virtual bool record_appeal(const AuthorsMove& move, const std::string& text, Instant now) = 0;
  /// Whether an attempt was written, as its audit entry says.
  virtual bool is_recorded(SiteId site, BatchId attempt) = 0;
};

struct ReceiptTools {
  ReceiptStore& store;
  const Vault& vault;
};

/// A wrong token, no such comment, or the receipt is too old: nobody learns which.
struct NoReceipt {};

using ShownReceipt = std::variant<NoReceipt, Receipt>;

ShownReceipt show_receipt(const ReceiptAsked& asked, Instant now, const ReceiptTools& tools);

/// Again is the same answer, and writes nothing. Throws StoreUnavailable when nothing was changed
/// or, with the database away, nobody can tell.
ShownReceipt withdraw_comment(const ReceiptAsked& asked, Instant now, const ReceiptTools& tools);

}  // namespace copytaster
