#include "http/session_cookie.hpp"

#include "http/header_lists.hpp"

namespace copytaster::http {
namespace {

constexpr std::string_view https_name = "__Host-copytaster";
constexpr std::string_view http_name = "copytaster";

std::string cookie(bool https, std::string_view token) {
  std::string line{https ? https_name : http_name};
  line += '=';
  line += token;
  line += "; Path=/; HttpOnly; SameSite=Strict";
  if (https) line += "; Secure";
  return line;
}

std::optional<std::string_view> cookie_in(const Request& request, std::string_view name) {
  for (const std::string_view header : request.headers_named("Cookie")) {
    if (const auto value = cookie_value(header, name)) return value;
  }
  return std::nullopt;
}

/// Over TLS the plain name does not count: anybody on the way could have set it over plain HTTP.
std::optional<std::string_view> token_in(const Call& call) {
  const auto token = cookie_in(call.request(), https_name);
  if (token || is_https(call)) return token;
  return cookie_in(call.request(), http_name);
}

/// The header of scripts, or the field of a form without one.
std::string csrf_in(const Request& request) {
  if (const auto header = request.header("X-CSRF-Token")) return std::string(*header);
  const auto type = request.header("Content-Type").value_or("");
  if (!is_media_type(type, "application/x-www-form-urlencoded")) return {};
  const auto form = parse_form(request.body);
  const auto* fields = std::get_if<FormFields>(&form);
  return fields == nullptr ? std::string{} : std::string(fields->find("csrf").value_or(""));
}

}  // namespace

bool is_https(const Call& call) {
  return call.request().header("Origin").value_or("").starts_with("https://") ||
         call.is_forwarded_https();
}

std::string session_cookie(bool https, std::string_view token) { return cookie(https, token); }
std::string ended_cookie(bool https) { return cookie(https, "") + "; Max-Age=0"; }

std::optional<SignedInHere> signed_in(const Call& call, AskedBy by) {
  const auto token = token_in(call);
  const auto hash = token ? call.services().credentials.hash_of_session(*token) : std::nullopt;
  if (!hash) return std::nullopt;
  auto session =
      call.services().sessions.find_session(*hash, call.live()->sessions, call.now(), by);
  if (!session) return std::nullopt;
  return SignedInHere{std::move(*session), std::string(*token)};
}

bool must_enrol(const Call& call, const Session& session) {
  return call.live()->totp_required && !session.has_totp;
}

bool is_from_own_page(const Request& request, bool required) {
  const auto fetched_from = request.header("Sec-Fetch-Site");
  if (fetched_from && *fetched_from != "same-origin") return false;
  const auto origin = request.header("Origin");
  if (!origin) return !required;
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (origin->starts_with(scheme) && origin->substr(scheme.size()) == request.host) return true;
  }
  return false;
}

std::optional<Refusal> why_forged(const Call& call, std::string_view session_token) {
  if (!is_from_own_page(call.request(), true)) return Refusal::own_origin;
  if (!call.services().credentials.is_csrf_of(session_token, csrf_in(call.request())))
    return Refusal::csrf;
  return std::nullopt;
}

}  // namespace copytaster::http
