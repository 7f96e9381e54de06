#pragma once
// The moderators' queue: what waits, with the reasons why it waits. What most readers have reported
// stands first, and what nobody has, oldest first.

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "copytaster/domain/comment.hpp"

namespace copytaster {

inline constexpr int list_limit_default = 50;
inline constexpr int list_limit_max = 100;
inline constexpr int report_reasons_max = 10;

enum class Order { oldest, newest };

/// A place in a list ordered by (created_at, id); in the queue, by the number of reports before.
struct ListPlace {
  Instant at;
  CommentId id;
  int reports = 0;
};

struct QueueQuery {
  SiteId site;
  State state = State::pending;  ///< pending: what waits, reported and appealed ones with it
  std::optional<std::string> section;
  std::optional<std::string> article;
  Order order = Order::oldest;
  std::optional<ListPlace> after;
  int limit = list_limit_default;
  std::optional<CommentId> author_of = {};  ///< whoever has written this comment
  std::vector<std::string> sections = {};  ///< none: all; else no comment of another one
};

/// What a comment said before its author changed it.
struct EarlierWords {
  std::string text;
  Instant until;
};

/// What its author says against a rejection, and what that was.
struct QueuedAppeal {
  std::string text;
  Instant at;
  std::optional<std::string> decided_by;  ///< none: nobody who has signed in
  std::optional<Instant> decided_at;
  std::optional<std::string> reason;  ///< the name of a ReasonCode, or own words
  std::optional<std::string> note;
};

/// A comment as a moderator sees it; the address stays sealed.
struct QueuedComment {
  PublicComment comment;
  Version version;
  State state = State::pending;
  std::string article;
  std::string section;
  std::string verdict_json;  ///< as `verdict_json` wrote it
  int approved_before = 0;
  int rejected_before = 0;
  int spam_before = 0;
  int reports = 0;                          ///< by readers; published while it waits
  std::vector<std::string> report_reasons;  ///< where they gave one; the newest
  std::optional<EarlierWords> before = {};  ///< as long as it is kept, of several the last
  std::optional<QueuedAppeal> appeal = {};  ///< rejected while it waits
};

struct QueuePage {
  std::vector<QueuedComment> comments;
  std::optional<ListPlace> next;
};

/// How much waits, and how many comments were decided in the last 24 hours: each once, as it stands
/// since.
struct QueueCounts {
  std::int64_t waiting = 0;                      ///< reported and appealed comments with it
  std::optional<Instant> oldest_at;              ///< of what nobody has published yet
  std::map<std::string, std::int64_t> sections;  ///< of what waits
  std::int64_t approved = 0;
  std::int64_t rejected = 0;
  std::int64_t spam = 0;
  bool operator==(const QueueCounts&) const = default;
};

/// A comment that waits, and nothing of what it says.
struct QueuedId {
  CommentId id;
  Version version;
  State state = State::pending;
  int reports = 0;
  auto operator<=>(const QueuedId&) const = default;
};

class QueueStore {
 public:
  virtual ~QueueStore() = default;
  virtual QueuePage list_queue(const QueueQuery& query) = 0;
  virtual QueueCounts count_queue(SiteId site, Instant now) = 0;
  /// Of these sections alone.
  virtual QueueCounts count_sections(SiteId site, std::span<const std::string> sections,
                                     Instant now) = 0;
  /// What came last, newest first; without what was reported or appealed.
  virtual std::vector<QueuedId> newest_waiting(SiteId site, int limit) = 0;
  /// Then the appeals that wait for longest, so many as well.
  virtual std::vector<QueuedId> most_reported(SiteId site, int limit) = 0;
};

}  // namespace copytaster
