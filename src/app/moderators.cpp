#include "copytaster/app/moderators.hpp"

#include <utility>

namespace copytaster {
namespace {

SiteRole changed(SiteRole place, const RoleChange& change) {
  if (change.role) place.role = *change.role;
  if (place.role != Role::moderator) place.sections.clear();
  if (change.sections) place.sections = *change.sections;
  if (change.see_email) place.see_email = *change.see_email;
  if (change.disabled) place.disabled = *change.disabled;
  return place;
}

}  // namespace

std::string in_words(const SiteRole& place) {
  std::string words{name_of(place.role)};
  for (const std::string& section : place.sections)
    words += (&section == &place.sections.front() ? " of " : ", ") + section;
  if (place.see_email) words += ", sees addresses";
  if (place.disabled) words += ", disabled";
  return words;
}

RoleOutcome change_moderator(ModeratorId moderator, const RoleChange& change, const RoleMaker& by,
                             const ModeratorTools& tools) {
  auto found = tools.store.find_at(by.site, moderator);
  if (!found) return NoSuchModerator{};
  found->place = changed(std::move(found->place), change);
  if (const auto reason = why_unfit(found->place.sections, found->place.role))
    return UnfitSections{*reason};
  const std::string words = in_words(found->place);
  if (!tools.store.change_place(moderator, {found->place, words, tools.chain.bind({}, words)}, by))
    return LastAdmin{};
  return std::move(*found);
}

}  // namespace copytaster
