#pragma once
// Invitations: an admin makes a link, and whoever opens it sets the password of an account whose
// name and role are fixed. The link is good once; only a hash of it is kept.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "copytaster/app/moderators.hpp"
#include "copytaster/app/sign_in.hpp"

namespace copytaster {

inline constexpr std::chrono::hours invitation_life{72};  ///< where nothing else is asked for
inline constexpr std::chrono::hours invitation_life_max{30 * 24};
inline constexpr std::size_t invitations_max = 100;  ///< that are open at one site

struct InvitationRequest {
  std::string name;
  SiteRole place;  ///< at the site of whoever invites
  std::optional<Instant> expires_at = {};
};

/// One that is open.
struct Invitation {
  InvitationId id;
  std::string name;
  SiteRole place;
  std::string made_by = {};  ///< her name
  Instant created_at = {};
  Instant expires_at = {};
};

struct NewInvitation {
  Invitation invitation;
  std::string token_hash;
  TokenId by;
  SaltedDigest bound;  ///< binds what the role is to the audit
};

struct NameTaken {};
struct TooManyInvitations {};
struct NoSuchInvitation {};

class InvitationStore {
 public:
  virtual ~InvitationStore() = default;
  /// ONE transaction with its audit entry; in the order of the outcomes. A name is taken by an
  /// account of any site and by an open invitation.
  virtual std::variant<NameTaken, TooManyInvitations, Invitation> add_invitation(
      const NewInvitation& made) = 0;
  /// Newest first.
  virtual std::vector<Invitation> list_invitations(SiteId site, Instant now) = 0;
  /// ONE transaction with its audit entry. False: none of that number is open.
  virtual bool withdraw(InvitationId invitation, const RoleMaker& by) = 0;
  /// None: unknown, used, withdrawn or expired.
  virtual std::optional<Invitation> find_invitation(const std::string& token_hash, Instant now) = 0;
  /// ONE transaction: it is used up, and the account is there with its role and an audit entry. In
  /// the order of the outcomes.
  virtual std::variant<NoSuchInvitation, NameTaken, ModeratorId> accept(
      const std::string& token_hash, const std::string& password_hash, Instant now) = 0;
};

struct InvitationTools {
  InvitationStore& store;
  const Credentials& credentials;
  const AuditChain& chain;
};

/// `reason` follows `member`, and never holds what came in.
struct InvitationFault {
  std::string_view member;
  std::string_view reason;
};
struct Invited {
  Invitation invitation;
  std::string token;  ///< shown once, in the link
};
/// In this order of precedence.
using InviteOutcome =
    std::variant<std::vector<InvitationFault>, NameTaken, TooManyInvitations, Invited>;
InviteOutcome invite(const InvitationRequest& request, const RoleMaker& by,
                     const InvitationTools& tools);

/// None: the link is wrong, used, withdrawn or expired.
std::optional<Invitation> open_invitation(std::string_view token, Instant now,
                                          const InvitationTools& tools);

/// In this order of precedence.
using JoinOutcome = std::variant<NoSuchInvitation, UnfitPassword, NameTaken, ModeratorId>;
JoinOutcome join(std::string_view token, const Password& password, Instant now,
                 const InvitationTools& tools);

}  // namespace copytaster
