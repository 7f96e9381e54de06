// What moderators who have the desk open learn without asking: what has come in, who
// claims what, and how much waits. It looks at the queue only as long as somebody listens.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>

#include "copytaster/app/list_queue.hpp"

namespace copytaster::running {

/// Looked at by one thread, told of changes by any.
class DeskWatch {
 public:
  struct Listener {
    std::function<void(SiteId, const QueuedId&)> came_in;
    std::function<void(SiteId, const QueueCounts&)> counted;  ///< when they differ from before
    /// Claimed, claimed anew or, with none, let go, run out or decided.
    std::function<void(SiteId, const QueuedId&, const std::optional<Claim>&)> claimed;
  };
  DeskWatch(QueueStore& queue, Listener listener) : queue_(queue), listener_(std::move(listener)) {}

  /// Counting reads all that waits: it is done when something has changed, and now and then.
  void changed(SiteId site);
  /// Throws what the store or the listener throws; what was not told then is told with the next.
  void look(SiteId site, Instant now, std::chrono::steady_clock::time_point at);

 private:
  struct Seen {
    std::set<QueuedId> newest;
    std::set<QueuedId> reported;
    std::map<CommentId, ClaimedId> claims;
    bool is_whole = true;  ///< nothing waited besides
    QueueCounts counts;
    std::chrono::steady_clock::time_point counted_at;
  };
  bool tell_newest(SiteId site, Seen& seen);
  void tell_claims(SiteId site, Instant now, Seen& seen);
  bool tell_reported(SiteId site, Seen& seen);
  void count(SiteId site, Instant now, Seen& seen);
  bool take_changed(SiteId site);

  QueueStore& queue_;
  const Listener listener_;
  std::map<SiteId, Seen> seen_;
  std::mutex mutex_;
  std::set<SiteId> changed_;
};

}  // namespace copytaster::running
