#pragma once
// A person with an account, and what she may do at which site.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "copytaster/domain/access.hpp"
#include "copytaster/domain/ids.hpp"

namespace copytaster {

inline constexpr std::size_t moderator_name_bytes_max = 100;

struct SiteRole {
  SiteId site;
  Role role = Role::moderator;
};

struct Moderator {
  ModeratorId id;
  std::string name;
  bool see_email = false;
  std::vector<SiteRole> roles;  ///< by site, each site once
};

/// The name without white space around it: 1–100 bytes of UTF-8 without control characters. None:
/// it is not one.
std::optional<std::string> moderator_name(std::string_view typed);

/// What she is at this site; none when she has no role there.
std::optional<Principal> principal_at(const Moderator& moderator, SiteId site);

}  // namespace copytaster
