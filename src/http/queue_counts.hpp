#pragma once

#include <string>

#include "copytaster/app/list_queue.hpp"
#include "copytaster/domain/access.hpp"

namespace copytaster::http {

/// `{"pending":{total,oldest_at,sections{},oldest_in_sections{}},
/// "decided_24h":{approved,rejected,spam}}`, as the call and the event tell it.
std::string counts_json(const QueueCounts& counts);
/// What waits for her: of her sections, where she is bound to some.
QueueCounts counts_for(const Principal& principal, Instant now, QueueStore& queue);
/// `{id,version,state}`, the data of an event about a comment.
std::string event_json(CommentId id, Version version, State state);
/// The same with `claim`: null where nobody holds the comment any more.
std::string claim_json(const QueuedId& queued, const std::optional<Claim>& claim);

}  // namespace copytaster::http
