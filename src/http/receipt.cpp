// A receipt as programs use it: GET, PATCH, DELETE and an appeal, with `Authorization: Receipt
// TOKEN`.

#include "copytaster/domain/text.hpp"
#include "http/cross_origin.hpp"
#include "http/endpoints.hpp"
#include "http/header_lists.hpp"
#include "http/json.hpp"
#include "http/receipts.hpp"

namespace copytaster::http {
namespace {

constexpr int accepted_status = 202;

std::string_view token_in(const Call& call) {
  return credentials_after(call.request().header("Authorization").value_or(""), "receipt");
}

void append_appeal(std::string& out, const OwnAppeal& appeal) {
  out += ",\"appeal\":{\"state\":";
  append_json_string(out, appeal.is_answered ? "answered" : "waiting");
  append_json_member(out, "at", rfc3339(appeal.at));
  out += '}';
}

std::string receipt_json(const Receipt& receipt) {
  std::string body = "{\"id\":" + std::to_string(receipt.id.value);
  append_json_member(body, "state", name_of(receipt.state));
  append_json_member(body, "text", receipt.text);
  append_json_member(body, "created_at", rfc3339(receipt.created_at));
  if (receipt.reason) append_json_member(body, "reason", *receipt.reason);
  if (receipt.reason_code) append_json_member(body, "reason_code", name_of(*receipt.reason_code));
  if (receipt.can_appeal) body += ",\"can_appeal\":true";
  if (receipt.appeal) append_appeal(body, *receipt.appeal);
  if (receipt.can_edit_until)
    append_json_member(body, "can_edit_until", rfc3339(*receipt.can_edit_until));
  return body + "}";
}

void answer(const CallPtr& call, const ReceiptAnswer& answer, int status = 200) {
  Reply reply;
  if (const auto* why = std::get_if<NotTaken>(&answer)) {
    reply = problem(why->refusal, why->errors);
    if (why->retry_after_s > 0)
      reply.headers.emplace_back("Retry-After", std::to_string(why->retry_after_s));
  } else {
    reply = json_reply(status, receipt_json(std::get<Receipt>(answer)));
  }
  if (call->has_no_site())
    add_vary(reply.headers, "Origin");
  else
    add_cross_origin(reply.headers, call->request(), call->site());
  call->reply(std::move(reply));
}

void refuse(const CallPtr& call, Refusal refusal) {
  answer(call, refusal_for_holder(*call, token_in(*call), refusal));
}

bool is_foreign(const Call& call) {
  return !call.has_no_site() && comes_from_elsewhere(call.request(), call.site());
}

AppealRequest appeal_in(const JsonObject& object) {
  const JsonValue value = object.member("text");
  if (const auto* text = std::get_if<std::string>(&value)) return {*text};
  if (std::holds_alternative<Absent>(value)) return {""};
  const bool is_half = std::holds_alternative<LoneSurrogate>(value);
  return {"", is_half ? Problem::lone_surrogate : Problem::wrong_type};
}

EditedText edited_text(const JsonObject& object) {
  const JsonValue value = object.member("text");
  if (const auto* text = std::get_if<std::string>(&value)) return {*text};
  if (std::holds_alternative<Absent>(value)) return {""};
  const bool is_half = std::holds_alternative<LoneSurrogate>(value);
  return {"", {{Field::text, is_half ? Problem::lone_surrogate : Problem::wrong_type}}};
}

}  // namespace

void get_receipt(const CallPtr& call) { answer(call, show(*call, token_in(*call))); }

void patch_receipt(const CallPtr& call) {
  const auto type = call->request().header("Content-Type").value_or("");
  if (!is_media_type(type, "application/json")) return refuse(call, Refusal::media_type);
  const auto object = JsonObject::parse(call->request().body);
  if (!object) return refuse(call, Refusal::json);
  if (is_foreign(*call)) return refuse(call, Refusal::origin);
  answer(call, edit(*call, token_in(*call), edited_text(*object)));
}

void post_appeal(const CallPtr& call) {
  const auto type = call->request().header("Content-Type").value_or("");
  if (!is_media_type(type, "application/json")) return refuse(call, Refusal::media_type);
  const auto object = JsonObject::parse(call->request().body);
  if (!object) return refuse(call, Refusal::json);
  if (is_foreign(*call)) return refuse(call, Refusal::origin);
  answer(call, appeal(*call, token_in(*call), appeal_in(*object)), accepted_status);
}

void delete_receipt(const CallPtr& call) {
  if (is_foreign(*call)) return refuse(call, Refusal::origin);
  answer(call, withdraw(*call, token_in(*call)));
}

}  // namespace copytaster::http
