// Who may do what at the site, as its admins see and change it.

#include "copytaster/app/moderators.hpp"

#include "copytaster/domain/text.hpp"
#include "http/endpoints.hpp"
#include "http/list_parameters.hpp"
#include "http/people_json.hpp"
#include "http/read_members.hpp"
#include "http/submitting.hpp"

namespace copytaster::http {
namespace {

std::string moderator_json(const SiteModerator& moderator) {
  std::string out = "{\"id\":" + std::to_string(moderator.id.value);
  append_json_member(out, "name", moderator.name);
  append_place(out, moderator.place);
  out += moderator.place.disabled ? ",\"disabled\":true" : ",\"disabled\":false";
  out += moderator.has_totp ? ",\"totp\":true" : ",\"totp\":false";
  append_instant(out, "seen_at", moderator.seen_at);
  return out + "}";
}

struct ToReply {
  Reply operator()(const NoSuchModerator&) const { return problem(Refusal::not_found); }
  Reply operator()(const UnfitSections& unfit) const {
    return problem(Refusal::fields, {NamedError{"sections", std::string(unfit.reason)}});
  }
  Reply operator()(const LastAdmin&) const { return problem(Refusal::last_admin); }
  Reply operator()(const SiteModerator& moderator) const {
    return json_reply(200, moderator_json(moderator));
  }
};

}  // namespace

void get_moderators(const CallPtr& call) {
  std::vector<NamedError> errors;
  const auto limit = static_cast<std::size_t>(limit_in(call->query(), errors));
  const auto after = number_cursor<ModeratorId>(call->query(), errors);
  if (!errors.empty()) return call->reply(problem(Refusal::fields, errors));
  // One more than asked for tells that there is a next page.
  auto moderators = call->services().moderators.list_at(call->site().id, after, limit + 1);
  call->reply(json_reply(200, page_json(std::move(moderators), limit, moderator_json)));
}

void patch_moderator(const CallPtr& call) {
  const auto object = json_body(call);
  if (!object) return;
  std::vector<NamedError> errors;
  const ReadMembers read{*object, errors};
  const RoleChange change{read.role(), read.sections(), read.flag("see_email"),
                          read.flag("disabled")};
  if (!errors.empty()) return call->reply(problem(Refusal::fields, errors));
  const ModeratorId moderator{number_or_zero(call->id())};
  call->reply(std::visit(
      ToReply{}, change_moderator(moderator, change, role_maker(*call),
                                  {call->services().moderators, call->services().audit_chain})));
}

}  // namespace copytaster::http
