#pragma once
// Who may do what. A token is bound to one site, a moderator has a role at each of hers; a role
// holds all that the lower ones hold.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "copytaster/domain/ids.hpp"

namespace copytaster {

/// moderator < editor < admin; an exporter alone exports, and an admin may too.
enum class Role { moderator, editor, admin, exporter };

std::optional<Role> parse_role(std::string_view text);
std::string_view name_of(Role role);

/// May somebody of the role `held` do what asks for `needed`?
bool is_enough(Role held, Role needed);

/// Somebody who showed a valid credential.
struct Principal {
  TokenId token;  ///< or the number of a moderator, who is counted with them
  SiteId site;
  Role role = Role::moderator;
  bool see_email = false;
  std::string name;
  /// None: all of the site. Else the only ones whose comments she sees and decides.
  std::vector<std::string> sections = {};
};

}  // namespace copytaster
