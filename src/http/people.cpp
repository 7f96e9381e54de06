#include "copytaster/app/people.hpp"

#include "http/endpoints.hpp"
#include "http/header_lists.hpp"
#include "http/json.hpp"
#include "http/replies.hpp"

namespace copytaster::http {
namespace {

constexpr std::size_t export_bytes_max = 32UL * 1024 * 1024;

/// The address in the body; none: the call has been answered. It is never repeated, neither in an
/// answer nor in a fault.
std::optional<EmailAddress> read_email(const CallPtr& call) {
  const auto refuse = [&call](Reply reply) {
    call->reply(std::move(reply));
    return std::nullopt;
  };
  const auto type = call->request().header("Content-Type").value_or("");
  if (!is_media_type(type, "application/json")) return refuse(problem(Refusal::media_type));
  const auto object = JsonObject::parse(call->request().body);
  if (!object) return refuse(problem(Refusal::json));
  const JsonValue value = object->member("email");
  const auto* text = std::get_if<std::string>(&value);
  auto email = text != nullptr ? EmailAddress::parse(*text) : std::nullopt;
  if (!email) return refuse(problem(Refusal::fields, {{"email", "is not an e-mail address"}}));
  return email;
}

PersonAsked asked_by(const Call& call, const EmailAddress& email) {
  return {call.site().id, call.site().name, email, call.principal().token};
}

}  // namespace

void post_people_export(const CallPtr& call) {
  const auto email = read_email(call);
  if (!email) return;
  const Services& services = call->services();
  auto exported = export_person(asked_by(*call, *email), call->now(),
                                {services.people, services.vault}, export_bytes_max);
  if (!exported) return call->reply(problem(Refusal::too_much));
  call->reply(json_reply(200, std::move(*exported)));
}

void post_people_erase(const CallPtr& call) {
  const auto email = read_email(call);
  if (!email) return;
  const Services& services = call->services();
  const auto erased =
      erase_person(asked_by(*call, *email), call->now(), {services.people, services.vault});
  services.follow_changes();
  call->reply(json_reply(200, "{\"erased\":" + std::to_string(erased) + "}"));
}

}  // namespace copytaster::http
