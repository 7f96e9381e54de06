// Our own door: JSON from a script, or the plain form of a page without one.

#include <algorithm>

#include "copytaster/domain/text.hpp"
#include "http/article_links.hpp"
#include "http/cross_origin.hpp"
#include "http/endpoints.hpp"
#include "http/header_lists.hpp"
#include "http/json.hpp"
#include "http/refusal_page.hpp"
#include "http/submitting.hpp"

namespace copytaster::http {
namespace {

constexpr int created = 201;
constexpr int accepted_status = 202;
constexpr int see_other = 303;

struct ReadJson {
  Form& form;
  std::vector<FieldError>& errors;

  void text(const JsonObject& object, Field field, std::string& into) const {
    const JsonValue value = object.member(name_of(field));
    if (const auto* text = std::get_if<std::string>(&value))
      into = *text;
    else if (std::holds_alternative<LoneSurrogate>(value))
      errors.push_back({field, Problem::lone_surrogate});
    else if (!std::holds_alternative<Absent>(value) &&
             !(field == Field::url && std::holds_alternative<Null>(value)))
      errors.push_back({field, Problem::wrong_type});
  }
  void parent(const JsonObject& object) const {
    const JsonValue value = object.member("parent");
    if (const auto* number = std::get_if<std::int64_t>(&value))
      form.parent = *number;
    else if (!std::holds_alternative<Absent>(value) && !std::holds_alternative<Null>(value))
      errors.push_back({Field::parent, Problem::wrong_type});
  }
};

/// What is no such number says nothing: it is a script's hint, and no field that a reader fills in.
std::optional<int> seconds_on_page(const JsonObject& object) {
  const JsonValue value = object.member("seconds_on_page");
  const auto* number = std::get_if<std::int64_t>(&value);
  if (number == nullptr || *number < 0) return std::nullopt;
  return static_cast<int>(std::min<std::int64_t>(*number, seconds_on_page_max));
}

std::optional<Incoming> read_json(const Call& call) {
  const auto object = JsonObject::parse(call.request().body);
  if (!object) return std::nullopt;
  Incoming incoming;
  incoming.article = call.article();
  const ReadJson read{incoming.form, incoming.errors};
  read.text(*object, Field::author, incoming.form.author);
  read.text(*object, Field::email, incoming.form.email);
  read.text(*object, Field::url, incoming.form.url);
  read.text(*object, Field::text, incoming.form.text);
  read.parent(*object);
  incoming.form.sending = {false, seconds_on_page(*object), call.is_by_staff()};
  return incoming;
}

bool is_key(std::string_view key) {
  constexpr std::size_t key_bytes_max = 255;
  return !key.empty() && key.size() <= key_bytes_max &&
         std::all_of(key.begin(), key.end(), [](char c) { return c > ' ' && c <= '~'; });
}

/// Spam is answered byte-alike to pending: nobody learns what gave her away.
std::string answer_json(const Call& call, const Accepted& accepted) {
  const bool shown = accepted.state == State::approved;
  std::string body = "{\"id\":" + std::to_string(accepted.id.value) + ",\"state\":";
  append_json_string(body, shown ? "approved" : "pending");
  body += ",\"version\":1,\"receipt\":";
  append_json_string(body, call.services().vault.receipt(call.site().id, accepted.id));
  body += ",\"url\":";
  append_json_string(body, comment_address(accepted.article_url, accepted.id));
  body += '}';
  return body;
}

Reply json_answer(const Call& call, const Outcome& outcome, bool replayed) {
  Reply reply;
  if (const auto* accepted = std::get_if<Accepted>(&outcome)) {
    const int status = accepted->state == State::approved ? created : accepted_status;
    reply = json_reply(status, answer_json(call, *accepted));
  } else {
    const auto& why = std::get<NotTaken>(outcome);
    reply = problem(why.refusal, why.errors);
    if (why.retry_after_s > 0)
      reply.headers.emplace_back("Retry-After", std::to_string(why.retry_after_s));
  }
  if (replayed) reply.headers.emplace_back("Idempotency-Replayed", "true");
  add_cross_origin(reply.headers, call.request(), call.site());
  return reply;
}

void refuse_json(const CallPtr& call, Refusal refusal) {
  call->reply(json_answer(*call, NotTaken{refusal, {}, 0}, false));
}

void post_json(const CallPtr& call) {
  auto incoming = read_json(*call);
  if (!incoming) return refuse_json(call, Refusal::json);
  if (const auto key = call->request().header("Idempotency-Key")) {
    if (!is_key(*key)) return refuse_json(call, Refusal::key);
    incoming->key = std::string(*key);
  }
  if (comes_from_elsewhere(call->request(), call->site()))
    return refuse_json(call, Refusal::origin);
  submit(call, *incoming, [call](const Outcome& outcome, bool replayed) {
    call->reply(json_answer(*call, outcome, replayed));
  });
}

constexpr std::string_view form_names[] = {"author", "email",    "url",  "text",
                                           "parent", "website2", "nonce"};

/// None: a field of ours stands twice or is no UTF-8.
std::optional<Incoming> read_form(const Call& call, const FormFields& fields) {
  for (const auto name : form_names) {
    if (fields.count(name) > 1 || !is_valid_utf8(fields.find(name).value_or("")))
      return std::nullopt;
  }
  const auto value = [&fields](std::string_view name) {
    return std::string(fields.find(name).value_or(""));
  };
  Incoming incoming;
  incoming.article = call.article();
  incoming.form = {value("author"), value("email"), value("url"), value("text"), {}, {}};
  incoming.form.sending.trap_filled = !value("website2").empty();
  incoming.form.sending.by_staff = call.is_by_staff();
  if (fields.find("nonce")) incoming.nonce = value("nonce");
  const std::string parent{trimmed(value("parent"))};
  if (!parent.empty() && parent != "0") incoming.form.parent = number_or_zero(parent);
  return incoming;
}

Reply form_answer(const Call& call, const Outcome& outcome, const std::string& text) {
  if (const auto* accepted = std::get_if<Accepted>(&outcome)) {
    const std::string id = std::to_string(accepted->id.value);
    const std::string state = accepted->state == State::approved ? "approved" : "pending";
    return redirect(see_other, with_query(accepted->article_url,
                                          "comment=" + id + "&state=" + state + "#comment-" + id));
  }
  return refusal_reply(std::get<NotTaken>(outcome), text, call.language());
}

/// A page without a referrer policy of ours sends "null": that is no foreign page, it says nothing.
bool form_comes_from_elsewhere(const Call& call) {
  return call.request().header("Origin").value_or("null") != "null" &&
         comes_from_elsewhere(call.request(), call.site());
}

void post_form(const CallPtr& call) {
  auto parsed = parse_form(call->request().body);
  const auto* fields = std::get_if<FormFields>(&parsed);
  auto incoming = fields != nullptr ? read_form(*call, *fields) : std::nullopt;
  if (!incoming) return call->reply(form_answer(*call, NotTaken{Refusal::form, {}, 0}, ""));
  const std::string text = incoming->form.text;
  if (form_comes_from_elsewhere(*call))
    return call->reply(form_answer(*call, NotTaken{Refusal::origin, {}, 0}, text));
  submit(call, *incoming, [call, text](const Outcome& outcome, bool) {
    call->reply(form_answer(*call, outcome, text));
  });
}

}  // namespace

void post_comment(const CallPtr& call) {
  const auto type = call->request().header("Content-Type").value_or("");
  if (is_media_type(type, "application/json")) return post_json(call);
  if (is_media_type(type, "application/x-www-form-urlencoded")) return post_form(call);
  refuse_json(call, Refusal::media_type);
}

}  // namespace copytaster::http
