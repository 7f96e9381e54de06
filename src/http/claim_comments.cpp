#include "copytaster/app/claim_comments.hpp"

#include "copytaster/domain/text.hpp"
#include "http/endpoints.hpp"
#include "http/header_lists.hpp"
#include "http/json.hpp"
#include "http/queue_json.hpp"
#include "http/replies.hpp"

namespace copytaster::http {
namespace {

int limit_in(const JsonObject& body, std::vector<NamedError>& errors) {
  const JsonValue value = body.member("limit");
  const auto* limit = std::get_if<std::int64_t>(&value);
  if (limit != nullptr && *limit >= 1 && *limit <= claims_max) return static_cast<int>(*limit);
  errors.push_back({"limit", "is not a number from 1 to " + std::to_string(claims_max)});
  return claims_max;
}

std::optional<std::string> section_in(const JsonObject& body, std::vector<NamedError>& errors) {
  const JsonValue value = body.member("section");
  if (std::holds_alternative<Absent>(value) || std::holds_alternative<Null>(value))
    return std::nullopt;
  const auto* section = std::get_if<std::string>(&value);
  if (section == nullptr)
    errors.push_back({"section", "has the wrong type"});
  else if (contains_nul(*section))
    errors.push_back({"section", "holds a NUL character"});
  else if (!section->empty())
    return *section;
  return std::nullopt;
}

}  // namespace

void post_claims(const CallPtr& call) {
  const auto type = call->request().header("Content-Type").value_or("");
  if (!is_media_type(type, "application/json")) return call->reply(problem(Refusal::media_type));
  const auto body = JsonObject::parse(call->request().body);
  if (!body) return call->reply(problem(Refusal::json));
  std::vector<NamedError> errors;
  const ClaimRequest request{call->principal(), limit_in(*body, errors), section_in(*body, errors)};
  if (!errors.empty()) return call->reply(problem(Refusal::fields, errors));
  const auto claimed =
      claim_comments(request, call->live()->claim, call->now(), call->services().claims);
  std::string json = "{";
  append_queued_items(json, claimed.comments);
  append_json_member(json, "until", rfc3339(claimed.until));
  call->reply(json_reply(200, json + "}"));
}

void delete_claims(const CallPtr& call) {
  call->services().claims.let_go(call->principal());
  call->reply({204, {}, ""});
}

}  // namespace copytaster::http
