// API tokens as admins make, list and revoke them. One is shown once, to whoever made it.

#include "copytaster/app/check_access.hpp"
#include "copytaster/domain/moderator.hpp"
#include "copytaster/domain/text.hpp"
#include "http/endpoints.hpp"
#include "http/people_json.hpp"
#include "http/read_members.hpp"

namespace copytaster::http {
namespace {

std::string token_json(const ListedToken& token) {
  std::string out = "{\"id\":" + std::to_string(token.id.value);
  append_json_member(out, "name", token.name);
  append_json_member(out, "role", name_of(token.role));
  out += token.see_email ? ",\"see_email\":true" : ",\"see_email\":false";
  append_json_member(out, "created_at", rfc3339(token.created_at));
  append_instant(out, "expires_at", token.expires_at);
  append_instant(out, "seen_at", token.seen_at);
  append_instant(out, "revoked_at", token.revoked_at);
  return out + "}";
}

}  // namespace

void get_tokens(const CallPtr& call) {
  std::vector<NamedError> errors;
  const auto limit = static_cast<std::size_t>(limit_in(call->query(), errors));
  const auto before = number_cursor<TokenId>(call->query(), errors);
  if (!errors.empty()) return call->reply(problem(Refusal::fields, errors));
  auto tokens = call->services().tokens.list_tokens(call->site().id, before, limit + 1);
  call->reply(json_reply(200, page_json(std::move(tokens), limit, token_json)));
}

void post_token(const CallPtr& call) {
  const auto object = json_body(call);
  if (!object) return;
  std::vector<NamedError> errors;
  const ReadMembers read{*object, errors};
  const std::string name = read.required_text("name");
  const Role role = read.required_role();
  const auto expires = read.expires();
  const bool see_email = read.flag("see_email").value_or(false);
  if (errors.empty() && !moderator_name(name))
    errors.push_back({"name", "is not 1 to 100 bytes without control characters"});
  if (expires && *expires <= call->now()) errors.push_back({"expires", "is not in the future"});
  if (!errors.empty()) return call->reply(problem(Refusal::fields, errors));
  // An admin's role holds all others: what she gives is never above her own.
  const Services& services = call->services();
  const SiteId site = call->site().id;
  if (services.tokens.count_tokens(site, call->now()) >= tokens_max)
    return call->reply(problem(Refusal::too_many));
  const std::string token = services.credentials.new_api_token();
  const TokenId id = services.tokens.create_token(
      {site, role, moderator_name(name).value(), see_email, expires,
       services.credentials.hash_of_api_token(token).value(), call->principal().token},
      call->now());
  std::string body = "{\"id\":" + std::to_string(id.value);
  append_json_member(body, "token", token);
  call->reply(json_reply(201, body + "}"));
}

void delete_token(const CallPtr& call) {
  const TokenId id{number_or_zero(call->id())};
  const auto revoked = call->services().tokens.revoke_token(call->site().id, id,
                                                            call->principal().token, call->now());
  if (!revoked) return call->reply(problem(Refusal::not_found));
  call->reply({204, {}, ""});
}

}  // namespace copytaster::http
