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

inline constexpr std::size_t sections_max = 50;  ///< that one moderator is bound to

struct SiteRole {
  SiteId site;
  Role role = Role::moderator;
  std::vector<std::string> sections = {};  ///< of a moderator; none: all
  bool see_email = false;                  ///< may look at readers' addresses
  bool disabled = false;                   ///< the role rests
};

struct Moderator {
  ModeratorId id;
  std::string name;
  std::vector<SiteRole> roles;  ///< by site, each site once
};

/// The name without white space around it: 1–100 bytes of UTF-8 without control characters. None:
/// it is not one.
std::optional<std::string> moderator_name(std::string_view typed);

/// Why a role cannot be bound to these sections, to follow "the sections"; nothing when it can.
std::optional<std::string_view> why_unfit(const std::vector<std::string>& sections, Role role);

/// What she is at this site; none when she has no role there, or one that rests.
std::optional<Principal> principal_at(const Moderator& moderator, SiteId site);

}  // namespace copytaster
