#include "copytaster/domain/access.hpp"

namespace copytaster {

std::optional<Role> parse_role(std::string_view text) {
  for (const auto role : {Role::moderator, Role::editor, Role::admin, Role::exporter}) {
    if (text == name_of(role)) return role;
  }
  return std::nullopt;
}

std::string_view name_of(Role role) {
  switch (role) {
    case Role::moderator: return "moderator";
    case Role::editor: return "editor";
    case Role::admin: return "admin";
    case Role::exporter: return "exporter";
  }
  return "moderator";
}

bool is_enough(Role held, Role needed) {
  if (held == needed || held == Role::admin) return true;
  return held == Role::editor && needed == Role::moderator;
}

}  // namespace copytaster
