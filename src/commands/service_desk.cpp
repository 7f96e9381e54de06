// What the service tells the desks that are open.

#include "commands/service.hpp"

namespace copytaster::commands {

/// Who is bound to sections is told of theirs alone.
void Service::tell_event(SiteId site, CommentId about, std::string_view name,
                         const std::string& event) {
  desk_events_.tell(site, name, event);
  for (const auto& sections : desk_events_.bound_at(site)) {
    if (decisions_.outside_of(site, sections, std::span{&about, 1}).empty())
      desk_events_.tell({site, sections}, name, event);
  }
}

void Service::tell_comment(SiteId site, std::string_view name, const QueuedId& comment) {
  tell_event(site, comment.id, name, http::event_json(comment.id, comment.version, comment.state));
}

void Service::tell_claim(SiteId site, const QueuedId& comment, const std::optional<Claim>& claim) {
  tell_event(site, comment.id, "claim.changed", http::claim_json(comment, claim));
}

void Service::tell_desk(SiteId site, const ChangedComment& comment) {
  const bool waits = comment.state == State::pending;
  tell_comment(site, waits ? "comment.pending" : "comment.decided",
               {comment.id, comment.version, comment.state});
}

void Service::tell_counts(SiteId site, const QueueCounts& counts) {
  desk_events_.tell(site, "counts", http::counts_json(counts));
  for (const auto& sections : desk_events_.bound_at(site))
    desk_events_.tell({site, sections}, "counts",
                      http::counts_json(queue_.count_sections(site, sections, clock_.now())));
}

void Service::watch_queues() {
  const auto now = std::chrono::steady_clock::now();
  desk_events_.end_old(now);
  for (const SiteId site : desk_events_.sites()) desk_watch_.look(site, clock_.now(), now);
}

}  // namespace copytaster::commands
