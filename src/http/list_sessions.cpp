// All sessions of whoever calls: on which she is signed in elsewhere, and a way to end those.

#include <charconv>

#include "copytaster/domain/text.hpp"
#include "http/endpoints.hpp"
#include "http/replies.hpp"

namespace copytaster::http {
namespace {

std::string list_json(const std::vector<ListedSession>& sessions, SessionId current) {
  std::string body = "{\"items\":[";
  for (const ListedSession& session : sessions) {
    if (body.back() != '[') body += ',';
    body += "{\"n\":" + std::to_string(session.id.value) + ",\"created_at\":";
    append_json_string(body, rfc3339(session.created_at));
    body += ",\"seen_at\":";
    append_json_string(body, rfc3339(session.seen_at));
    append_json_member(body, "device", session.device);
    body += session.id == current ? ",\"current\":true}" : ",\"current\":false}";
  }
  return body + "],\"next\":null}";
}

}  // namespace

void get_sessions(const CallPtr& call) {
  const auto sessions = call->services().sessions.list_sessions(
      call->session().moderator.id, call->live()->sessions, call->now());
  call->reply(json_reply(200, list_json(sessions, call->session().id)));
}

void delete_other_sessions(const CallPtr& call) {
  call->services().sessions.end_other_sessions(call->session().moderator.id, call->session().id);
  call->reply({204, {}, ""});
}

void delete_numbered_session(const CallPtr& call) {
  const std::string_view number = call->id();
  std::int64_t id = 0;
  const auto [stopped, error] = std::from_chars(number.data(), number.data() + number.size(), id);
  const bool is_number = error == std::errc{} && stopped == number.data() + number.size();
  if (!is_number || !call->services().sessions.end_session(call->session().moderator.id, {id}))
    return call->reply(problem(Refusal::not_found));
  call->reply({204, {}, ""});
}

}  // namespace copytaster::http
