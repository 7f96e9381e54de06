#include "running/desk_watch.hpp"

#include <algorithm>
#include <utility>

namespace copytaster::running {
namespace {

/// More in a second than anybody reads: the counts tell of the rest.
constexpr int newest_max = 100;
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
  const bool is_more_reported = tell_reported(site, seen);
  const bool has_news = tell_newest(site, seen) || is_more_reported;
  const bool is_old = is_first || at - seen.counted_at >= counts_last;
  if (!take_changed(site) && !has_news && !is_old) return;
  seen.counted_at = {};  // until it has been done
  count(site, now, seen);
  seen.counted_at = at;
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
