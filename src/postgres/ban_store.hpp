#pragma once
// Bans in PostgreSQL. What lives at a site is read by every instance, on each change of it.

#include "copytaster/app/bans.hpp"
#include "postgres/pool.hpp"

namespace copytaster::postgres {

class BanRows final : public BanStore {
 public:
  explicit BanRows(Pool& pool) : pool_(pool) {}

  std::optional<BannableComment> find_bannable(SiteId site, CommentId comment,
                                               Instant now) override;
  AddedBan add_ban(const NewBan& made) override;
  bool end_ban(BanId id, const BanMaker& by) override;
  std::vector<KeptBan> list_bans(SiteId site, std::optional<BanId> before, std::size_t limit,
                                 Instant now) override;
  std::vector<Ban> living_bans(SiteId site, Instant now) override;

 private:
  Pool& pool_;
};

}  // namespace copytaster::postgres
