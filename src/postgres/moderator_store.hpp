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

 private:
  Pool& pool_;
};

}  // namespace copytaster::postgres
