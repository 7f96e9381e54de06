// The desk's door, in and out: plain forms.

#include "http/endpoints.hpp"
#include "http/header_lists.hpp"
#include "http/page.hpp"
#include "http/refusal_page.hpp"
#include "http/replies.hpp"
#include "http/session_cookie.hpp"
#include "http/signing_in.hpp"

namespace copytaster::http {
namespace {

constexpr auto desk_path = "/desk/";
constexpr auto login_path = "/desk/login";
constexpr auto see_other = 303;

/// `why` is in the language.
Reply login_page(int status, std::string_view why, const std::string& name, Language language) {
  const Markup forms =
      fill(web_file("login.html"), {{"why", std::string(why)}, {"name", name}}, language);
  return page_reply(status, plain_page("Sign in", forms, language), language);
}

struct ToPage {
  const Call& call;
  const TypedCredentials& typed;
  Language language;

  Reply operator()(const WaitFirst& wait) const {
    const std::string why = say("Too many attempts. Please try again in {{seconds}} seconds.",
                                {{"seconds", std::to_string(wait.seconds)}}, language);
    Reply reply = login_page(status_of(Refusal::attempts), why, typed.name, language);
    reply.headers.emplace_back("Retry-After", std::to_string(wait.seconds));
    return reply;
  }
  Reply operator()(const WrongCredentials&) const {
    return login_page(status_of(Refusal::login), say(detail_of(Refusal::login), language),
                      typed.name, language);
  }
  Reply operator()(const SecondFactorAsked& asked) const {
    const std::string_view why =
        asked.was_wrong ? say("The code is wrong, or was used before. Please type the password and "
                              "the code that your app shows now, or a recovery code.",
                              language)
                        : say("This account has a second factor. Please type the password and the "
                              "code that your app shows now, or a recovery code.",
                              language);
    return login_page(status_of(Refusal::totp), why, typed.name, language);
  }
  Reply operator()(const SignedIn& signed_in) const {
    Reply reply = redirect(see_other, desk_path);
    reply.headers.emplace_back("Set-Cookie", session_cookie(is_https(call), signed_in.token));
    return reply;
  }
};

/// None: one of ours stands twice, or the form cannot be read.
std::optional<TypedCredentials> credentials_in(const Request& request) {
  const auto form = parse_form(request.body);
  const auto* fields = std::get_if<FormFields>(&form);
  if (fields == nullptr) return std::nullopt;
  for (const char* name : {"code", "name", "password", "totp"}) {
    if (fields->count(name) > 1) return std::nullopt;
  }
  TypedCredentials typed;
  if (const auto code = fields->find("code")) typed.code = std::string(*code);
  // What is no name is not shown again: it may hold any byte.
  typed.name = moderator_name(fields->find("name").value_or("")).value_or("");
  typed.password = std::string(fields->find("password").value_or(""));
  typed.totp = std::string(fields->find("totp").value_or(""));
  return typed;
}

}  // namespace

void get_desk_login(const CallPtr& call) { call->reply(login_page(200, "", "", call->language())); }

void post_desk_login(const CallPtr& call) {
  const auto type = call->request().header("Content-Type").value_or("");
  if (!is_media_type(type, "application/x-www-form-urlencoded"))
    return call->reply(problem(Refusal::media_type));
  const auto typed = credentials_in(call->request());
  if (!typed) return call->reply(refusal_reply(Refusal::form, call->language()));
  if (!is_from_own_page(call->request(), true))
    return call->reply(refusal_reply(Refusal::own_origin, call->language()));
  call->reply(std::visit(ToPage{*call, *typed, call->language()}, sign_in(*call, *typed)));
}

void post_desk_logout(const CallPtr& call) {
  const auto here = signed_in(*call);
  if (!here) return call->reply(redirect(see_other, login_path));
  if (const auto why = why_forged(*call, here->token))
    return call->reply(refusal_reply(*why, call->language()));
  call->services().sessions.end_session(here->session.moderator.id, here->session.id);
  Reply reply = redirect(see_other, login_path);
  reply.headers.emplace_back("Set-Cookie", ended_cookie(is_https(*call)));
  call->reply(std::move(reply));
}

}  // namespace copytaster::http
