#include "http/endpoints.hpp"
#include "http/header_lists.hpp"
#include "http/json.hpp"
#include "http/replies.hpp"
#include "http/signing_in.hpp"

namespace copytaster::http {
namespace {

std::optional<Password> password_in(const JsonObject& object, std::string_view name) {
  const JsonValue value = object.member(name);
  const auto* text = std::get_if<std::string>(&value);
  return text == nullptr ? std::nullopt : Password::typed(*text);
}

struct ToReply {
  Reply operator()(const UnfitPassword& unfit) const {
    return problem(Refusal::fields, {NamedError{"new", std::string(unfit.reason)}});
  }
  Reply operator()(const WaitFirst& wait) const {
    return problem_for_now(Refusal::attempts, wait.seconds);
  }
  Reply operator()(const WrongCurrent&) const {
    return problem(Refusal::fields, {NamedError{"current", "is not the password"}});
  }
  Reply operator()(const PasswordChanged&) const { return {204, {}, ""}; }
};

}  // namespace

void put_password(const CallPtr& call) {
  const auto type = call->request().header("Content-Type").value_or("");
  if (!is_media_type(type, "application/json")) return call->reply(problem(Refusal::media_type));
  const auto object = JsonObject::parse(call->request().body);
  if (!object) return call->reply(problem(Refusal::json));
  const auto next = password_in(*object, "new");
  if (!next)
    return call->reply(problem(
        Refusal::fields, {NamedError{"new", "is not a text of at most 1024 bytes of UTF-8"}}));
  const PasswordChange change{password_in(*object, "current"), *next};
  call->reply(std::visit(
      ToReply{}, change_password(call->session(), change, call->now(), sign_in_tools(*call))));
}

}  // namespace copytaster::http
