#pragma once
// A comment's record: all that is known of one comment but its author's address, for whoever
// decides about it. The address and what was masked have a door of their own (reveal_comment).

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "copytaster/app/list_queue.hpp"
#include "copytaster/app/seal_audit.hpp"
#include "copytaster/domain/article.hpp"
#include "copytaster/domain/privacy.hpp"

namespace copytaster {

inline constexpr int record_parents_max = 5;
inline constexpr int record_siblings_max = 20;
inline constexpr int record_replies_max = 20;
inline constexpr int record_by_author_max = 20;
inline constexpr int record_edits_max = 20;
inline constexpr int record_decisions_max = 100;
inline constexpr int record_reports_max = 50;
/// Of a comment that stands beside it, so many characters.
inline constexpr int record_excerpt_chars_max = 600;

/// A comment that stands near: in the thread, or by the same author.
struct NearComment {
  CommentId id;
  std::optional<CommentId> parent;
  State state = State::pending;
  std::string article;
  std::string author;
  std::string text;  ///< its beginning
  bool cut = false;  ///< there is more of it
  Instant created_at;
};

struct RecordedEdit {
  Version version;  ///< of the comment since
  Instant at;
  std::optional<std::string> text;  ///< what it said before; none: no longer kept
};

struct RecordedReport {
  std::string reason;  ///< empty: none was given
  Instant at;
  std::optional<Instant> settled_at;
};

/// Each list ends with its maximum, the newest first where it is not said otherwise.
struct CommentRecord {
  QueuedComment queued;
  std::string article_url;
  std::string article_title;
  std::optional<std::string> decided_by;  ///< none: nobody who has signed in
  std::optional<Instant> decided_at;
  std::optional<Instant> published_at;
  std::vector<NearComment> parents;    ///< the nearest first
  std::vector<NearComment> siblings;   ///< half of them before it; in the order of the thread
  std::vector<NearComment> replies;    ///< in the order of the thread
  std::vector<NearComment> by_author;  ///< without this one
  std::vector<RecordedEdit> edits;
  std::vector<ListedEntry> decisions;  ///< all that the audit tells of it
  std::vector<RecordedReport> reports;
};

struct RecordAsked {
  SiteId site;
  CommentId id;
  std::vector<std::string> sections;  ///< none: all; else a comment of another one is not there
};

/// What only a reveal reads: sealed, and the words as readers see them.
struct SealedWords {
  SealedContact sealed;
  std::string author;
  std::optional<std::string> url;
  std::string text;
};

class CommentRecordStore {
 public:
  virtual ~CommentRecordStore() = default;
  /// None: it is not there.
  virtual std::optional<CommentRecord> read_record(const RecordAsked& asked, Instant now) = 0;
  /// ONE transaction with the audit entry that says who has looked. None: it is not there, and
  /// nothing was written.
  virtual std::optional<SealedWords> read_sealed(const RecordAsked& asked, TokenId by,
                                                 Instant now) = 0;
};

}  // namespace copytaster
