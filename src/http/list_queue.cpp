#include "copytaster/app/list_queue.hpp"

#include "copytaster/domain/text.hpp"
#include "http/endpoints.hpp"
#include "http/queue_json.hpp"
#include "http/queue_parameters.hpp"

namespace copytaster::http {
namespace {

std::string queue_json(const QueuePage& page, const AskedQueue& asked) {
  std::string body = "{";
  append_queued_items(body, page.comments);
  std::optional<std::string> next;
  if (page.next) next = queue_cursor(*page.next, asked.query.order, asked.filter);
  append_json_member(body, "next", next);
  return body + "}";
}

}  // namespace

void get_queue(const CallPtr& call) {
  const auto asked = queue_parameters(*call);
  if (const auto* errors = std::get_if<std::vector<NamedError>>(&asked))
    return call->reply(problem(Refusal::fields, *errors));
  const auto& list = std::get<AskedQueue>(asked);
  call->reply(json_reply(200, queue_json(call->services().queue.list_queue(list.query), list)));
}

}  // namespace copytaster::http
