#include "copytaster/app/decide_comment.hpp"

#include "copytaster/domain/text.hpp"
#include "http/endpoints.hpp"
#include "http/header_lists.hpp"
#include "http/json.hpp"
#include "http/replies.hpp"
#include "http/submitting.hpp"

namespace copytaster::http {
namespace {

/// Where in the list something was wrong: "decisions[3].version".
std::string member_of(std::size_t place, std::string_view name) {
  return "decisions[" + std::to_string(place) + "]." + std::string(name);
}

struct ReadDecision {
  const JsonObject& object;
  std::size_t place;
  std::vector<NamedError>& errors;

  std::int64_t number(std::string_view name) const {
    const JsonValue value = object.member(name);
    const auto* number = std::get_if<std::int64_t>(&value);
    if (number == nullptr || *number < 1)
      errors.push_back({member_of(place, name), "is not a number above 0"});
    return number == nullptr ? 0 : *number;
  }
  std::optional<std::string> text(std::string_view name, std::size_t bytes_max) const {
    const JsonValue value = object.member(name);
    const auto* text = std::get_if<std::string>(&value);
    const bool missing =
        std::holds_alternative<Absent>(value) || std::holds_alternative<Null>(value);
    if (text == nullptr && !missing)
      errors.push_back({member_of(place, name), "has the wrong type"});
    if (text == nullptr) return std::nullopt;
    if (text->size() > bytes_max)
      errors.push_back(
          {member_of(place, name), "is longer than " + std::to_string(bytes_max) + " bytes"});
    if (contains_nul(*text)) errors.push_back({member_of(place, name), "holds a NUL character"});
    return *text;
  }
  DecisionRequest request() const {
    DecisionRequest request{{number("id")}, {number("version")}, {}, {}, {}};
    const JsonValue value = object.member("decision");
    const auto* name = std::get_if<std::string>(&value);
    const auto decision = name != nullptr ? parse_decision(*name) : std::nullopt;
    if (decision)
      request.decision = *decision;
    else
      errors.push_back({member_of(place, "decision"), "is not approve, reject or spam"});
    request.reason = text("reason", reason_bytes_max);
    request.note = text("note", note_bytes_max);
    return request;
  }
};

std::vector<DecisionRequest> read_requests(const JsonObject& body,
                                           std::vector<NamedError>& errors) {
  const auto objects = body.objects("decisions");
  if (!objects || objects->empty() || objects->size() > decisions_max) {
    errors.push_back({"decisions", "is not a list of 1 to 100 decisions"});
    return {};
  }
  std::vector<DecisionRequest> requests;
  for (std::size_t i = 0; i < objects->size(); ++i)
    requests.push_back(ReadDecision{(*objects)[i], i, errors}.request());
  return requests;
}

int status_of(DecisionStatus status) {
  switch (status) {
    case DecisionStatus::done: return 200;
    case DecisionStatus::own_decision: return 403;
    case DecisionStatus::not_found: return 404;
    case DecisionStatus::conflict: return 409;
  }
  return 500;
}

std::string batch_json(const DecidedBatch& batch) {
  std::string body = "{\"batch\":" + std::to_string(batch.batch.value) + ",\"results\":[";
  for (const DecisionResult& result : batch.results) {
    if (body.back() != '[') body += ',';
    body += "{\"id\":" + std::to_string(result.id.value) +
            ",\"status\":" + std::to_string(status_of(result.status));
    if (result.status == DecisionStatus::own_decision)
      append_json_member(body, "problem", "own-decision");
    if (result.standing) {
      body += ",\"state\":";
      append_json_string(body, name_of(result.standing->state));
      body += ",\"version\":" + std::to_string(result.standing->version.value);
      if (result.standing->decided_by) {
        body += ",\"decided_by\":";
        append_json_string(body, *result.standing->decided_by);
      }
    }
    body += '}';
  }
  return body + "]}";
}

struct ToReply {
  Reply operator()(const NoSuchBatch&) const { return problem(Refusal::not_found); }
  Reply operator()(const OthersBatch&) const { return problem(Refusal::role); }
  Reply operator()(const OldBatch&) const { return problem(Refusal::undo_too_late); }
  Reply operator()(const DecidedBatch& batch) const { return json_reply(200, batch_json(batch)); }
};

}  // namespace

void post_decisions(const CallPtr& call) {
  const auto type = call->request().header("Content-Type").value_or("");
  if (!is_media_type(type, "application/json")) return call->reply(problem(Refusal::media_type));
  const auto object = JsonObject::parse(call->request().body);
  if (!object) return call->reply(problem(Refusal::json));
  std::vector<NamedError> errors;
  const auto requests = read_requests(*object, errors);
  if (!errors.empty()) return call->reply(problem(Refusal::fields, errors));
  const auto decided =
      decide_comments(requests, call->principal(), call->now(), call->services().decide_tools);
  if (decided.changes)
    call->services().tell_changes(*decided.changes);
  else
    call->services().follow_changes();
  call->reply(json_reply(200, batch_json(decided)));
}

void post_undo(const CallPtr& call) {
  const BatchId batch{number_or_zero(call->id())};
  const auto outcome =
      undo_batch(batch, call->principal(), call->now(), call->services().decide_tools);
  call->services().follow_changes();
  call->reply(std::visit(ToReply{}, outcome));
}

}  // namespace copytaster::http
