// How much waits, asked once or told live.

#include "http/queue_counts.hpp"

#include "copytaster/domain/text.hpp"
#include "http/endpoints.hpp"
#include "http/queue_json.hpp"
#include "http/replies.hpp"

namespace copytaster::http {
namespace {

constexpr int retry_after_s = 30;

QueueCounts counts_of(const Call& call) {
  return counts_for(call.principal(), call.now(), call.services().queue);
}

}  // namespace

QueueCounts counts_for(const Principal& principal, Instant now, QueueStore& queue) {
  if (principal.sections.empty()) return queue.count_queue(principal.site, now);
  return queue.count_sections(principal.site, principal.sections, now);
}

std::string counts_json(const QueueCounts& counts) {
  std::string body = "{\"pending\":{\"total\":" + std::to_string(counts.waiting);
  append_json_member(
      body, "oldest_at",
      counts.oldest_at ? std::optional{rfc3339(*counts.oldest_at)} : std::optional<std::string>{});
  body += ",\"sections\":{";
  for (const auto& [section, waiting] : counts.sections) {
    if (body.back() != '{') body += ',';
    append_json_string(body, section);
    body += ':' + std::to_string(waiting);
  }
  body += "},\"oldest_in_sections\":{";
  for (const auto& [section, at] : counts.oldest_in) {
    if (body.back() != '{') body += ',';
    append_json_string(body, section);
    body += ":\"" + rfc3339(at) + '"';
  }
  return body + "}},\"decided_24h\":{\"approved\":" + std::to_string(counts.approved) +
         ",\"rejected\":" + std::to_string(counts.rejected) +
         ",\"spam\":" + std::to_string(counts.spam) + "}}";
}

std::string event_json(CommentId id, Version version, State state) {
  return "{\"id\":" + std::to_string(id.value) + ",\"version\":" + std::to_string(version.value) +
         ",\"state\":\"" + std::string(name_of(state)) + "\"}";
}

std::string claim_json(const QueuedId& queued, const std::optional<Claim>& claim) {
  std::string json = event_json(queued.id, queued.version, queued.state);
  json.pop_back();
  if (claim)
    append_claim(json, *claim);
  else
    json += ",\"claim\":null";
  return json + "}";
}

void get_stats(const CallPtr& call) { call->reply(json_reply(200, counts_json(counts_of(*call)))); }

/// The counts come first, so that whoever was away for a while is right from the start. What has
/// changed before she was among the listeners was told without her.
void get_events(const CallPtr& call) {
  DeskEvents& events = call->services().events;
  const std::string counts = counts_json(counts_of(*call));
  if (call->request().method == Method::head)
    return call->reply({200, {{"Content-Type", "text/event-stream"}}, ""});
  if (events.is_full()) return call->reply(problem_for_now(Refusal::busy, retry_after_s));
  EventStream stream = call->listen();
  if (!stream.send({"counts", 0, counts})) return;
  const Audience hers{call->site().id, call->principal().sections};
  events.add(hers, std::move(stream), std::chrono::steady_clock::now());
  if (const std::string since = counts_json(counts_of(*call)); since != counts)
    events.tell(hers, "counts", since);
}

}  // namespace copytaster::http
