#include "http/signing_in.hpp"

#include <algorithm>

#include "copytaster/domain/device_name.hpp"
#include "copytaster/domain/text.hpp"
#include "http/people_json.hpp"
#include "http/session_cookie.hpp"

namespace copytaster::http {
namespace {

std::string device_of(const Call& call) {
  return device_name(call.request().header("User-Agent").value_or(""));
}

SignInOutcome outcome_of(const Call& call, const TypedCredentials& typed) {
  const SignInTools tools = sign_in_tools(call);
  const std::string address = call.client().limit_prefix();
  const Caller caller{address, device_of(call)};
  if (typed.code) return sign_in_with_code(*typed.code, caller, call.now(), tools);
  const TypedPassword password{typed.name, Password::typed(typed.password), typed.totp};
  return sign_in_with_password(password, caller, call.now(), tools);
}

void end_session_before(const Call& call) {
  if (const auto before = signed_in(call))
    call.services().sessions.end_session(before->session.moderator.id, before->session.id);
}

/// At any of her sites; what she may at one the calls for that site tell.
bool may_see_email(const Moderator& moderator) {
  return std::ranges::any_of(moderator.roles, &SiteRole::see_email);
}

const Site* site_of(const Call& call, SiteId id) {
  for (const Site& site : call.live()->sites) {
    if (site.id == id) return &site;
  }
  return nullptr;
}

}  // namespace

SignInTools sign_in_tools(const Call& call) {
  const Services& services = call.services();
  return {services.sessions, services.credentials, services.attempts, services.factors};
}

SignInOutcome sign_in(const Call& call, const TypedCredentials& typed) {
  SignInOutcome outcome = outcome_of(call, typed);
  if (!std::holds_alternative<SignedIn>(outcome)) return outcome;
  end_session_before(call);
  return outcome;
}

SignedIn begin_session(const Call& call, ModeratorId moderator) {
  end_session_before(call);
  const Services& services = call.services();
  std::string token = services.credentials.new_session_token();
  Session session = services.sessions.open_session(
      moderator,
      {services.credentials.hash_of_session(token).value(), call.now(), device_of(call)});
  return {std::move(session), std::move(token)};
}

std::string session_json(const Call& call, const Session& session, std::string_view token) {
  std::string body = "{\"name\":";
  append_json_string(body, session.moderator.name);
  body += ",\"roles\":[";
  for (const SiteRole& place : session.moderator.roles) {
    const Site* site = site_of(call, place.site);
    if (site == nullptr) continue;
    body += body.back() == '[' ? "{\"site\":" : ",{\"site\":";
    append_json_string(body, site->name);
    body += ",\"role\":";
    append_json_string(body, name_of(place.role));
    append_sections(body, place.sections);
    body += '}';
  }
  body += "],\"permissions\":[";
  if (may_see_email(session.moderator)) body += "\"see_email\"";
  body += session.has_totp ? "],\"totp\":true" : "],\"totp\":false";
  body += must_enrol(call, session) ? ",\"totp_required\":true" : ",\"totp_required\":false";
  body += ",\"csrf\":";
  append_json_string(body, call.services().credentials.csrf_of(token));
  return body + "}";
}

}  // namespace copytaster::http
