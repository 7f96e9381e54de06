#pragma once
// Decide: approve, reject or mark as spam, 1–100 comments at a time; and take such a batch back.
// Two hasty moderators are safe: each decision names the version it was made on, and a stale one is
// a conflict of its own.

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "copytaster/app/audit_chain.hpp"
#include "copytaster/app/changes.hpp"
#include "copytaster/domain/access.hpp"
#include "copytaster/domain/instant.hpp"
#include "copytaster/domain/moderation.hpp"
#include "copytaster/domain/reason.hpp"

namespace copytaster {

inline constexpr std::size_t decisions_max = 100;
inline constexpr std::size_t reason_bytes_max = 200;
inline constexpr std::size_t note_bytes_max = 2000;
inline constexpr std::chrono::hours undo_within{24};

struct DecisionRequest {
  CommentId id;
  Version version;
  Decision decision = Decision::approve;
  std::optional<std::string> reason;  ///< the name of a ReasonCode, or own words
  std::optional<std::string> note;
};

/// What the author of a rejected comment has said against it, and nobody has answered yet.
struct OpenAppeal {
  std::optional<TokenId> against;  ///< whose rejection it is about
  bool operator==(const OpenAppeal&) const = default;
};

/// Whoever rejected it does not judge of that herself. An admin may: a newsroom may have but one.
bool may_answer(const OpenAppeal& appeal, const Principal& by);

/// How a comment stands now, and who decided last.
struct Standing {
  CommentId id;
  State state = State::pending;
  Version version;
  std::optional<std::string> decided_by;
  std::optional<OpenAppeal> appeal = {};
};

/// What is decided already as it is asked, at the version that it was decided on.
struct KeptComment {
  CommentId id;
  Version version;
};

/// A change that the state machine allowed.
struct Move {
  CommentId id;
  Version version;  ///< that it is made on
  Transition transition;
  std::string_view act;  ///< as the audit names it
  std::optional<std::string> reason = {};
  std::optional<std::string> note = {};
  std::optional<SaltedDigest> bound = {};  ///< of reason and note, where there is one
  std::optional<ReasonCode> code = {};     ///< then there are no words for the reason
};

/// What is decided together: its number names the attempt, also when the answer got lost.
struct Batch {
  BatchId id;
  Principal by;
};

/// What a batch has done to a comment, as its audit entry says.
struct MadeMove {
  CommentId id;
  Transition transition;
  Version version;  ///< of the comment afterwards
  std::optional<TokenId> by;
  Instant at = {};
};

/// What a batch has written.
struct Recorded {
  std::vector<CommentId> moved;
  std::optional<std::vector<Change>> changes = {};  ///< none: the change feed has to tell
};

/// Decisions on comments that wait, as nearly all do.
class WaitingDecisions {
 public:
  virtual ~WaitingDecisions() = default;
  /// As `DecisionStore::record`, each comment once: all of them are moved or, where one waits no
  /// more, has another version or is being changed by somebody, none.
  virtual Recorded record_waiting(const Batch& batch, std::span<const Move> moves, Instant now) = 0;
};

class DecisionStore : public WaitingDecisions {
 public:
  /// A number that no other batch has.
  virtual BatchId new_batch() = 0;
  /// How the comments stand that exist on the site, in any order.
  virtual std::vector<Standing> find(SiteId site, std::span<const CommentId> ids) = 0;
  /// Which of these comments stand below articles of other sections than these.
  virtual std::vector<CommentId> outside_of(SiteId site, std::span<const std::string> sections,
                                            std::span<const CommentId> ids) = 0;
  /// ONE transaction: of these the ones that are still approved at that version leave the queue,
  /// and what readers have reported about them is settled; where there was something to settle, the
  /// audit says by whom. Doing it again changes nothing.
  virtual void keep(const Batch& batch, std::span<const KeptComment> kept, Instant now) = 0;
  /// ONE transaction: change guarded by version and state, queue, audit, author history, change
  /// feed; it answers an open appeal, and an undo opens it again. Tells which comments it moved;
  /// the others were changed by somebody else meanwhile. Throws InDoubt when the link was lost
  /// under it.
  virtual Recorded record(const Batch& batch, std::span<const Move> moves, Instant now) = 0;
  /// The decisions of an earlier batch, or what it took back; empty when there is no such batch.
  virtual std::vector<MadeMove> moves_of(SiteId site, BatchId batch) = 0;
  /// Which of these comments the batch has moved, as its audit entries say.
  virtual std::vector<CommentId> moved_by(const Batch& batch, std::span<const CommentId> ids) = 0;
};

/// What `record_waiting` is asked.
struct WaitingBatch {
  const Batch* batch;
  std::span<const Move> moves;
  Instant now;
};

/// A DecisionStore to which several people's batches can be handed at once.
class GroupedDecisionStore {
 public:
  virtual ~GroupedDecisionStore() = default;
  /// `record_waiting` for each of them, in their order, in ONE transaction. They are of one site,
  /// and no comment is in two of them.
  virtual std::vector<Recorded> record_waiting(std::span<const WaitingBatch> batches) = 0;
};

/// `own_decision`: her own rejection was appealed against, and somebody else has to answer.
enum class DecisionStatus { done, own_decision, not_found, conflict };

struct DecisionResult {
  CommentId id;
  DecisionStatus status = DecisionStatus::done;
  std::optional<Standing> standing;  ///< none when not found
};

struct DecidedBatch {
  BatchId batch;
  std::vector<DecisionResult> results;  ///< in the order asked
  /// All that has changed by it; none: it is not known here, and the change feed has to tell.
  std::optional<std::vector<Change>> changes = {};
};

struct DecideTools {
  DecisionStore& store;
  const AuditChain& chain;
  WaitingDecisions& waiting = store;
};

/// Who is bound to sections finds no comment of another one.
/// Throws StoreUnavailable when nothing was decided or, with the database away, nobody can tell.
DecidedBatch decide_comments(std::span<const DecisionRequest> requests, const Principal& by,
                             Instant now, const DecideTools& tools);

struct NoSuchBatch {};
struct OthersBatch {};  ///< made by somebody else, and only an editor may take that back
struct OldBatch {};     ///< made `undo_within` ago or earlier
/// In this order of precedence.
using UndoOutcome = std::variant<NoSuchBatch, OthersBatch, OldBatch, DecidedBatch>;

/// Every comment that has not moved on since stands again as it stood before the batch, in its old
/// place in the queue if it waited; the others are conflicts. To undo an undo is to decide again.
/// Throws as `decide_comments`.
UndoOutcome undo_batch(BatchId batch, const Principal& by, Instant now, const DecideTools& tools);

}  // namespace copytaster
