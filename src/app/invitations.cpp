#include "copytaster/app/invitations.hpp"

#include <utility>

namespace copytaster {
namespace {

std::vector<InvitationFault> faults_of(const InvitationRequest& request, Instant now) {
  std::vector<InvitationFault> faults;
  if (!moderator_name(request.name))
    faults.push_back({"name", "is not 1 to 100 bytes without control characters"});
  if (const auto reason = why_unfit(request.place.sections, request.place.role))
    faults.push_back({"sections", *reason});
  if (request.expires_at && *request.expires_at <= now)
    faults.push_back({"expires", "is not in the future"});
  if (request.expires_at && *request.expires_at > now + invitation_life_max)
    faults.push_back({"expires", "is more than 30 days ahead"});
  return faults;
}

}  // namespace

InviteOutcome invite(const InvitationRequest& request, const RoleMaker& by,
                     const InvitationTools& tools) {
  if (auto faults = faults_of(request, by.at); !faults.empty()) return faults;
  std::string token = tools.credentials.new_invitation_token();
  const std::string words = in_words(request.place);
  const Invitation wanted{{},
                          moderator_name(request.name).value(),
                          request.place,
                          {},
                          by.at,
                          request.expires_at.value_or(by.at + invitation_life)};
  auto added =
      tools.store.add_invitation({wanted, tools.credentials.hash_of_invitation(token).value(),
                                  by.by, tools.chain.bind({}, words)});
  if (std::holds_alternative<NameTaken>(added)) return NameTaken{};
  if (std::holds_alternative<TooManyInvitations>(added)) return TooManyInvitations{};
  return Invited{std::move(std::get<Invitation>(added)), std::move(token)};
}

std::optional<Invitation> open_invitation(std::string_view token, Instant now,
                                          const InvitationTools& tools) {
  const auto hash = tools.credentials.hash_of_invitation(token);
  return hash ? tools.store.find_invitation(*hash, now) : std::nullopt;
}

JoinOutcome join(std::string_view token, const Password& password, Instant now,
                 const InvitationTools& tools) {
  const auto invitation = open_invitation(token, now, tools);
  if (!invitation) return NoSuchInvitation{};
  if (const auto reason = why_unfit(password, invitation->name)) return UnfitPassword{*reason};
  const auto accepted = tools.store.accept(tools.credentials.hash_of_invitation(token).value(),
                                           tools.credentials.hash_of(password), now);
  if (const auto* moderator = std::get_if<ModeratorId>(&accepted)) return *moderator;
  if (std::holds_alternative<NameTaken>(accepted)) return NameTaken{};
  return NoSuchInvitation{};
}

}  // namespace copytaster
