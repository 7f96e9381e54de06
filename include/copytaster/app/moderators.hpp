#pragma once
// Accounts of moderators: as the command line makes and lists them, and as a site's admins see and
// change what each may do there.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "copytaster/app/audit_chain.hpp"
#include "copytaster/domain/instant.hpp"
#include "copytaster/domain/moderator.hpp"

namespace copytaster {

/// For how long a one-time code opens a session.
inline constexpr std::chrono::minutes login_code_life{15};

struct NewModerator {
  std::string name;
  std::vector<SiteRole> roles;
};

struct ListedModerator {
  Moderator moderator;
  bool has_password = false;
  std::optional<Instant> seen_at;  ///< in a session that is still there
  bool has_totp = false;
};

/// A moderator as one site sees her.
struct SiteModerator {
  ModeratorId id;
  std::string name;
  SiteRole place;
  bool has_totp = false;
  std::optional<Instant> seen_at;
};

/// Which of the site's accounts an admin changes, who she is, and when.
struct RoleMaker {
  SiteId site;
  TokenId by;
  Instant at;
};

/// What is to be different; the rest stays. A role above a moderator's is bound to no sections.
struct RoleChange {
  std::optional<Role> role = {};
  std::optional<std::vector<std::string>> sections = {};
  std::optional<bool> see_email = {};
  std::optional<bool> disabled = {};
};

/// What becomes of it, bound to the audit.
struct NewPlace {
  SiteRole place;
  std::string words;
  SaltedDigest bound;
};

class ModeratorStore {
 public:
  virtual ~ModeratorStore() = default;

  virtual bool has_moderators() = 0;
  /// A known name (letter case ignored) gets the roles at sites where it has none yet. None: it
  /// has a role at each of these sites. One transaction.
  virtual std::optional<ModeratorId> add_moderator(const NewModerator& wanted, Instant now) = 0;
  virtual std::optional<ModeratorId> find_moderator(std::string_view name) = 0;
  /// Replaces the code that she may still have.
  virtual void put_login_code(ModeratorId moderator, const std::string& code_hash, Instant now) = 0;
  /// By name.
  virtual std::vector<ListedModerator> list_moderators() = 0;

  /// Who has a role at the site, also one that rests, above `after`, in the order of their numbers.
  virtual std::vector<SiteModerator> list_at(SiteId site, std::optional<ModeratorId> after,
                                             std::size_t limit) = 0;
  virtual std::optional<SiteModerator> find_at(SiteId site, ModeratorId moderator) = 0;
  /// ONE transaction: the change, an audit entry and, where no role of hers is left that does not
  /// rest, the end of her sessions. False: no admin would be left.
  virtual bool change_place(ModeratorId moderator, const NewPlace& next, const RoleMaker& by) = 0;
};

struct ModeratorTools {
  ModeratorStore& store;
  const AuditChain& chain;
};

struct NoSuchModerator {};
struct UnfitSections {
  std::string_view reason;
};
struct LastAdmin {};
/// In this order of precedence.
using RoleOutcome = std::variant<NoSuchModerator, UnfitSections, LastAdmin, SiteModerator>;

/// It holds with her next call: what she may do is asked each time.
RoleOutcome change_moderator(ModeratorId moderator, const RoleChange& change, const RoleMaker& by,
                             const ModeratorTools& tools);

/// As the audit says what a role has become: "moderator of politics, sees addresses".
std::string in_words(const SiteRole& place);

}  // namespace copytaster
