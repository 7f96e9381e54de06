// Invitations as admins make, list and withdraw them. The link is told once, to whoever made it.

#include "copytaster/app/invitations.hpp"

#include "copytaster/domain/text.hpp"
#include "http/endpoints.hpp"
#include "http/people_json.hpp"
#include "http/read_members.hpp"
#include "http/session_cookie.hpp"

namespace copytaster::http {
namespace {

std::string invitation_json(const Invitation& invitation) {
  std::string out = "{\"id\":" + std::to_string(invitation.id.value);
  append_json_member(out, "name", invitation.name);
  append_place(out, invitation.place);
  append_json_member(out, "made_by", invitation.made_by);
  append_json_member(out, "created_at", rfc3339(invitation.created_at));
  append_json_member(out, "expires_at", rfc3339(invitation.expires_at));
  return out + "}";
}

struct ToReply {
  const Call& call;

  Reply operator()(const std::vector<InvitationFault>& faults) const {
    std::vector<NamedError> errors;
    for (const InvitationFault& fault : faults)
      errors.push_back({std::string(fault.member), std::string(fault.reason)});
    return problem(Refusal::fields, errors);
  }
  Reply operator()(const NameTaken&) const { return problem(Refusal::name_taken); }
  Reply operator()(const TooManyInvitations&) const { return problem(Refusal::too_many); }
  Reply operator()(const Invited& invited) const {
    std::string body = "{\"id\":" + std::to_string(invited.invitation.id.value);
    append_json_member(body, "link",
                       std::string(is_https(call) ? "https://" : "http://") +
                           std::string(call.request().host) + "/invitation/" + invited.token);
    append_json_member(body, "expires_at", rfc3339(invited.invitation.expires_at));
    return json_reply(201, body + "}");
  }
};

}  // namespace

void get_invitations(const CallPtr& call) {
  auto open = call->services().invitations.list_invitations(call->site().id, call->now());
  call->reply(json_reply(200, page_json(std::move(open), invitations_max, invitation_json)));
}

void post_invitation(const CallPtr& call) {
  const auto object = json_body(call);
  if (!object) return;
  std::vector<NamedError> errors;
  const ReadMembers read{*object, errors};
  const InvitationRequest request{
      read.required_text("name"),
      {call->site().id, read.required_role(), read.sections().value_or(std::vector<std::string>{}),
       read.flag("see_email").value_or(false)},
      read.expires()};
  if (!errors.empty()) return call->reply(problem(Refusal::fields, errors));
  const Services& services = call->services();
  call->reply(std::visit(
      ToReply{*call}, invite(request, role_maker(*call),
                             {services.invitations, services.credentials, services.audit_chain})));
}

void delete_invitation(const CallPtr& call) {
  const InvitationId id{number_or_zero(call->id())};
  if (!call->services().invitations.withdraw(id, role_maker(*call)))
    return call->reply(problem(Refusal::not_found));
  call->reply({204, {}, ""});
}

}  // namespace copytaster::http
