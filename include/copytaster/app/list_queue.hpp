#pragma once
// The moderators' queue: what waits, with the reasons why it waits. What most readers have reported
// stands first, and what nobody has, oldest first; or by score alone, the strictest verdicts first.

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "copytaster/domain/comment.hpp"
#include "copytaster/domain/privacy.hpp"

namespace copytaster {

inline constexpr int list_limit_default = 50;
inline constexpr int list_limit_max = 100;
inline constexpr int report_reasons_max = 10;

inline constexpr std::size_t search_chars_min = 2;
inline constexpr std::size_t search_chars_max = 100;
/// Whoever searches is answered after so many rows, with a place to go on from.
inline constexpr int rows_looked_at_max = 20'000;

/// A campaign's members are counted up to here, where it stands for: more than a thousand.
inline constexpr int campaign_size_max = 1'001;

enum class Order { oldest, newest, score };  ///< score: of what waits alone

/// A place in a list ordered by (created_at, id).
struct ListPlace {
  Instant at;
  CommentId id;
  int rank = 0;  ///< in the queue before them, falling: the reports or, by score, the score
};

struct QueueQuery {
  SiteId site;
  Instant now;                   ///< whose claims live
  State state = State::pending;  ///< pending: what waits, reported and appealed ones with it
  std::optional<std::string> section = {};
  std::optional<std::string> article = {};
  std::optional<std::string> rule = {};     ///< that has hit
  std::optional<NameIndex> author = {};     ///< whoever has this name
  std::optional<CommentId> author_of = {};  ///< whoever has written this comment
  std::optional<std::string> text = {};     ///< that text or name contain
  std::optional<CampaignId> campaign = {};  ///< of what waits alone
  /// Of each campaign one alone of those that stand in the list else: the earliest, or by score the
  /// strictest. Of what waits, with `section` alone.
  bool is_folded = false;
  Order order = Order::oldest;
  std::optional<ListPlace> after = {};
  int limit = list_limit_default;
  std::vector<std::string> sections = {};  ///< none: all; else no comment of another one
};

/// In hundredths, as the queue keeps it; 0 where the verdict speaks for the comment.
inline int score_in_queue(double score) {
  constexpr double hundred = 100;
  constexpr double score_max = 1e7;
  return static_cast<int>(std::lround(hundred * std::clamp(score, 0.0, score_max)));
}

/// That somebody works on a comment. Nobody is kept from deciding it.
struct Claim {
  std::string by;  ///< the account's or the token's name
  Instant until;
  bool operator==(const Claim&) const = default;
};

/// What waits and says nearly the same, as far as the asker sees it, the comment among it.
struct QueuedCampaign {
  CampaignId id;
  int size = 0;  ///< at least 2, `campaign_size_max` at most
  bool operator==(const QueuedCampaign&) const = default;
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
  int score = 0;                            ///< score_in_queue
  std::optional<Claim> claim = {};
  std::optional<QueuedCampaign> campaign = {};
};

struct QueuePage {
  std::vector<QueuedComment> comments;
  /// After a search also behind a page that is short, or empty.
  std::optional<ListPlace> next;
};

/// How much waits, and how many comments were decided in the last 24 hours: each once, as it stands
/// since.
struct QueueCounts {
  std::int64_t waiting = 0;                      ///< reported and appealed comments with it
  std::optional<Instant> oldest_at;              ///< of what nobody has published yet
  std::map<std::string, std::int64_t> sections;  ///< of what waits
  std::map<std::string, Instant> oldest_in;      ///< by section, as oldest_at
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

struct ClaimedId {
  QueuedId queued;
  Claim claim;
  bool operator==(const ClaimedId&) const = default;
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
  /// By the comments' ids.
  virtual std::vector<ClaimedId> live_claims(SiteId site, Instant now, int limit) = 0;
};

}  // namespace copytaster
