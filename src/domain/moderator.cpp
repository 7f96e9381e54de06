#include "copytaster/domain/moderator.hpp"

#include <algorithm>

#include "copytaster/domain/article.hpp"
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

std::optional<std::string_view> why_unfit(const std::vector<std::string>& sections, Role role) {
  if (!sections.empty() && role != Role::moderator) return "are for a moderator alone";
  if (sections.size() > sections_max) return "are more than 50";
  for (const std::string& section : sections) {
    if (section.empty() || section.size() > section_bytes_max) return "must be 1 to 100 bytes each";
    if (!is_valid_utf8(section) || contains_nul(section)) return "hold what no section has";
  }
  return std::nullopt;
}

std::optional<Principal> principal_at(const Moderator& moderator, SiteId site) {
  for (const SiteRole& place : moderator.roles) {
    if (place.site == site && !place.disabled)
      return Principal{{moderator.id.value}, site,           place.role,
                       place.see_email,      moderator.name, place.sections};
  }
  return std::nullopt;
}

}  // namespace copytaster
