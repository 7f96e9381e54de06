#pragma once
// Decide: approve, reject or mark as spam, 1–100 comments at a time. Two hasty moderators are
// safe: each decision names the version it was made on, and a stale one is a conflict of its own.

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "copytaster/domain/access.hpp"
#include "copytaster/domain/instant.hpp"
#include "copytaster/domain/moderation.hpp"

namespace copytaster {

inline constexpr std::size_t decisions_max = 100;
inline constexpr std::size_t reason_bytes_max = 200;
inline constexpr std::size_t note_bytes_max = 2000;

struct DecisionRequest {
  CommentId id;
  Version version;
  Decision decision = Decision::approve;
  std::optional<std::string> reason;
  std::optional<std::string> note;
};

/// How a comment stands now, and who decided last.
struct Standing {
  CommentId id;
  State state = State::pending;
  Version version;
  std::optional<std::string> decided_by;
};

/// A decision that the state machine allowed.
struct Move {
  const DecisionRequest* request = nullptr;
  Transition transition;
};

struct RecordedBatch {
  BatchId batch;
  std::vector<CommentId> moved;  ///< the others were changed by somebody else meanwhile
};

class DecisionStore {
 public:
  virtual ~DecisionStore() = default;
  /// Those that exist on the site, in any order.
  virtual std::vector<Standing> find(SiteId site, std::span<const CommentId> ids) = 0;
  /// ONE transaction: version-guarded change, queue, audit, author history.
  virtual RecordedBatch record(const Principal& by, std::span<const Move> moves, Instant now) = 0;
};

enum class DecisionStatus { done, not_found, conflict };

struct DecisionResult {
  CommentId id;
  DecisionStatus status = DecisionStatus::done;
  std::optional<Standing> standing;  ///< none when not found
};

struct DecidedBatch {
  BatchId batch;
  std::vector<DecisionResult> results;  ///< in the order asked
};

DecidedBatch decide_comments(std::span<const DecisionRequest> requests, const Principal& by,
                             Instant now, DecisionStore& store);

}  // namespace copytaster
