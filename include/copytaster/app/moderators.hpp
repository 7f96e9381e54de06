#pragma once
// Accounts of moderators, as the command line makes and lists them.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "copytaster/domain/instant.hpp"
#include "copytaster/domain/moderator.hpp"

namespace copytaster {

/// For how long a one-time code opens a session.
inline constexpr std::chrono::minutes login_code_life{15};

struct NewModerator {
  std::string name;
  std::vector<SiteRole> roles;
  bool see_email = false;
};

struct ListedModerator {
  Moderator moderator;
  bool has_password = false;
  std::optional<Instant> seen_at;  ///< in a session that is still there
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
};

}  // namespace copytaster
