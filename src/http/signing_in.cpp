#include "http/signing_in.hpp"

#include "copytaster/domain/text.hpp"
#include "http/session_cookie.hpp"

namespace copytaster::http {
namespace {

SignInOutcome outcome_of(const Call& call, const TypedCredentials& typed) {
  const SignInTools tools = sign_in_tools(call);
  const std::string address = call.client().limit_prefix();
  if (typed.code) return sign_in_with_code(*typed.code, address, call.now(), tools);
  const TypedPassword password{typed.name, Password::typed(typed.password)};
  return sign_in_with_password(password, address, call.now(), tools);
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
  return {services.sessions, services.credentials, services.attempts};
}

SignInOutcome sign_in(const Call& call, const TypedCredentials& typed) {
  SignInOutcome outcome = outcome_of(call, typed);
  if (!std::holds_alternative<SignedIn>(outcome)) return outcome;
  if (const auto before = signed_in(call))
    call.services().sessions.end_session(before->session.moderator.id, before->session.id);
  return outcome;
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
    body += ",\"sections\":[]}";
  }
  body += "],\"permissions\":[";
  if (session.moderator.see_email) body += "\"see_email\"";
  body += "],\"csrf\":";
  append_json_string(body, call.services().credentials.csrf_of(token));
  return body + "}";
}

}  // namespace copytaster::http
