#include "running/desk_watch.hpp"

#include <algorithm>
#include <utility>

namespace copytaster::running {
namespace {

/// More in a second than anybody reads: the counts tell of the rest.
constexpr int newest_max = 100;
/// Fifty moderators with twenty each.
constexpr int claims_told_max = 1000;
constexpr std::chrono::seconds counts_last{10};

}  // namespace

void DeskWatch::changed(SiteId site) {
  const std::lock_guard lock{mutex_};
  changed_.insert(site);
}

bool DeskWatch::take_changed(SiteId site) {
  const std::lock_guard lock{mutex_};
  return changed_.erase(site) > 0;
}

void DeskWatch::look(SiteId site, Instant now, std::chrono::steady_clock::time_point at) {
  const auto [place, is_first] = seen_.try_emplace(site);
  Seen& seen = place->second;
  tell_claims(site, now, seen);
  const bool is_more_reported = tell_reported(site, seen);
  const bool has_news = tell_newest(site, seen) || is_more_reported;
  const bool is_old = is_first || at - seen.counted_at >= counts_last;
  if (!take_changed(site) && !has_news && !is_old) return;
  seen.counted_at = {};  // until it has been done
  count(site, now, seen);
  seen.counted_at = at;
}

/// That a claim runs out is nobody's deed: it is seen here and told like any other end.
void DeskWatch::tell_claims(SiteId site, Instant now, Seen& seen) {
  std::map<CommentId, ClaimedId> claims;
  for (ClaimedId& one : queue_.live_claims(site, now, claims_told_max)) {
    const CommentId id = one.queued.id;
    claims.emplace(id, std::move(one));
  }
  for (const auto& [id, before] : seen.claims) {
    if (!claims.contains(id)) listener_.claimed(site, before.queued, std::nullopt);
  }
  for (const auto& [id, one] : claims) {
    const auto before = seen.claims.find(id);
    if (before == seen.claims.end() || before->second.claim != one.claim)
      listener_.claimed(site, one.queued, one.claim);
  }
  seen.claims = std::move(claims);
}

/// Each further report is news, too.
bool DeskWatch::tell_reported(SiteId site, Seen& seen) {
  const auto most = queue_.most_reported(site, newest_max);
  std::set<QueuedId> reported(most.begin(), most.end());
  if (reported == seen.reported) return false;
  for (const QueuedId& one : reported) {
    if (!seen.reported.contains(one)) listener_.came_in(site, one);
  }
  seen.reported = std::move(reported);
  return true;
}

/// The first look tells of all that it sees: nobody can say what of it came in while the listener
/// began. Where the window was full, what slides into it from below is no news. Ids rise with time,
/// nearly.
bool DeskWatch::tell_newest(SiteId site, Seen& seen) {
  const auto waiting = queue_.newest_waiting(site, newest_max);
  std::set<QueuedId> newest(waiting.begin(), waiting.end());
  if (newest == seen.newest) return false;
  const QueuedId oldest = seen.is_whole ? QueuedId{} : *seen.newest.begin();
  for (const QueuedId& one : newest) {
    if (oldest < one && !seen.newest.contains(one)) listener_.came_in(site, one);
  }
  seen.newest = std::move(newest);
  seen.is_whole = waiting.size() < newest_max;
  return true;
}

void DeskWatch::count(SiteId site, Instant now, Seen& seen) {
  QueueCounts counts = queue_.count_queue(site, now);
  if (counts == seen.counts) return;
  listener_.counted(site, counts);
  seen.counts = std::move(counts);
}

}  // namespace copytaster::running
