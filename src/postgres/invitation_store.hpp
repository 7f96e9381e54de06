#pragma once
// Invitations, by the hashes of their links.

#include "copytaster/app/invitations.hpp"
#include "postgres/pool.hpp"

namespace copytaster::postgres {

class InvitationRows final : public InvitationStore {
 public:
  explicit InvitationRows(Pool& pool) : pool_(pool) {}

  std::variant<NameTaken, TooManyInvitations, Invitation> add_invitation(
      const NewInvitation& made) override;
  std::vector<Invitation> list_invitations(SiteId site, Instant now) override;
  bool withdraw(InvitationId invitation, const RoleMaker& by) override;
  std::optional<Invitation> find_invitation(const std::string& token_hash, Instant now) override;
  std::variant<NoSuchInvitation, NameTaken, ModeratorId> accept(const std::string& token_hash,
                                                                const std::string& password_hash,
                                                                Instant now) override;

 private:
  Pool& pool_;
};

}  // namespace copytaster::postgres
