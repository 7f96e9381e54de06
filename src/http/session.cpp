// The session of whoever calls: begun, shown, ended.

#include "http/endpoints.hpp"
#include "http/header_lists.hpp"
#include "http/json.hpp"
#include "http/replies.hpp"
#include "http/session_cookie.hpp"
#include "http/signing_in.hpp"

namespace copytaster::http {
namespace {

/// Keeps what was wrong; what was typed is never repeated.
struct ReadCredentials {
  const JsonObject& object;
  std::vector<NamedError>& errors;

  std::optional<std::string> text(std::string_view name) const {
    const JsonValue value = object.member(name);
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (!std::holds_alternative<Absent>(value) && !std::holds_alternative<Null>(value))
      errors.push_back({std::string(name), "has the wrong type"});
    return std::nullopt;
  }
  TypedCredentials credentials() const {
    TypedCredentials typed{text("code"), {}, {}};
    if (typed.code) return typed;
    const auto name = text("name");
    const auto password = text("password");
    if (errors.empty() && (!name || !password))
      errors.push_back({name ? "password" : "name", "is missing, and there is no code"});
    typed.name = name.value_or("");
    typed.password = password.value_or("");
    typed.totp = text("totp").value_or("");
    return typed;
  }
};

struct ToReply {
  const Call& call;

  Reply operator()(const WaitFirst& wait) const {
    return problem_for_now(Refusal::attempts, wait.seconds);
  }
  Reply operator()(const WrongCredentials&) const { return problem(Refusal::login); }
  Reply operator()(const SecondFactorAsked& asked) const {
    return problem(
        Refusal::totp,
        {NamedError{"totp", asked.was_wrong ? "is wrong, or was used before" : "is missing"}});
  }
  Reply operator()(const SignedIn& signed_in) const {
    Reply reply = json_reply(200, session_json(call, signed_in.session, signed_in.token));
    reply.headers.emplace_back("Set-Cookie", session_cookie(is_https(call), signed_in.token));
    return reply;
  }
};

}  // namespace

void post_session(const CallPtr& call) {
  const auto type = call->request().header("Content-Type").value_or("");
  if (!is_media_type(type, "application/json")) return call->reply(problem(Refusal::media_type));
  const auto object = JsonObject::parse(call->request().body);
  if (!object) return call->reply(problem(Refusal::json));
  if (!is_from_own_page(call->request(), false)) return call->reply(problem(Refusal::own_origin));
  std::vector<NamedError> errors;
  const TypedCredentials typed = ReadCredentials{*object, errors}.credentials();
  if (!errors.empty()) return call->reply(problem(Refusal::fields, errors));
  call->reply(std::visit(ToReply{*call}, sign_in(*call, typed)));
}

void get_session(const CallPtr& call) {
  call->reply(json_reply(200, session_json(*call, call->session(), call->session_token())));
}

void delete_session(const CallPtr& call) {
  call->services().sessions.end_session(call->session().moderator.id, call->session().id);
  call->reply({204, {{"Set-Cookie", ended_cookie(is_https(*call))}}, ""});
}

}  // namespace copytaster::http
