#include "copytaster/app/list_queue.hpp"

#include "copytaster/domain/text.hpp"
#include "http/endpoints.hpp"
#include "http/list_parameters.hpp"
#include "http/queue_json.hpp"
#include "http/submitting.hpp"

namespace copytaster::http {
namespace {

std::string queue_json(const QueuePage& page) {
  std::string body = "{";
  append_queued_items(body, page.comments);
  append_json_member(body, "next", page.next ? std::optional{cursor_of(*page.next)} : std::nullopt);
  return body + "}";
}

}  // namespace

void get_queue(const CallPtr& call) {
  auto parameters = list_parameters(call->query());
  std::vector<NamedError> errors;
  if (const auto* wrong = std::get_if<std::vector<NamedError>>(&parameters)) errors = *wrong;
  const auto state = parse_state(parameter(call->query(), "state").value_or("pending"));
  if (!state) errors.push_back({"state", "is not a state of a comment"});
  std::optional<CommentId> author_of;
  if (const auto asked = parameter(call->query(), "author_of")) {
    author_of = CommentId{number_or_zero(*asked)};
    if (author_of->value == 0) errors.push_back({"author_of", "is not the number of a comment"});
  }
  if (!errors.empty()) return call->reply(problem(Refusal::fields, errors));

  const auto& list = std::get<ListParameters>(parameters);
  const QueueQuery query{call->site().id,
                         *state,
                         parameter(call->query(), "section"),
                         parameter(call->query(), "article"),
                         list.order,
                         list.after,
                         list.limit,
                         author_of};
  call->reply(json_reply(200, queue_json(call->services().queue.list_queue(query))));
}

}  // namespace copytaster::http
