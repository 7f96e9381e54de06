#pragma once
// Moderators and what they may do at which site.

#include "copytaster/app/moderators.hpp"
#include "postgres/pool.hpp"

namespace copytaster::postgres {

class ModeratorRows final : public ModeratorStore {
 public:
  explicit ModeratorRows(Pool& pool) : pool_(pool) {}

  bool has_moderators() override;
  std::optional<ModeratorId> add_moderator(const NewModerator& wanted, Instant now) override;
  std::optional<ModeratorId> find_moderator(std::string_view name) override;
  void put_login_code(ModeratorId moderator, const std::string& code_hash, Instant now) override;
  std::vector<ListedModerator> list_moderators() override;
  std::vector<SiteModerator> list_at(SiteId site, std::optional<ModeratorId> after,
                                     std::size_t limit) override;
  std::optional<SiteModerator> find_at(SiteId site, ModeratorId moderator) override;
  bool change_place(ModeratorId moderator, const NewPlace& next, const RoleMaker& by) override;

 private:
  Pool& pool_;
};

}  // namespace copytaster::postgres
