#include "copytaster/domain/moderator.hpp"

#include <algorithm>

#include "copytaster/domain/text.hpp"

namespace copytaster {

std::optional<std::string> moderator_name(std::string_view typed) {
  const std::string_view name = trimmed(typed);
  const bool has_control = std::any_of(name.begin(), name.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  });
  if (name.empty() || name.size() > moderator_name_bytes_max || has_control) return std::nullopt;
  // One of invisible characters alone would be nobody's.
  if (!is_valid_utf8(name) || folded(name).empty()) return std::nullopt;
  return std::string(name);
}

std::optional<Principal> principal_at(const Moderator& moderator, SiteId site) {
  for (const SiteRole& place : moderator.roles) {
    if (place.site == site)
      return Principal{{moderator.id.value}, site, place.role, moderator.see_email, moderator.name};
  }
  return std::nullopt;
}

}  // namespace copytaster
