#include "running/current_bans.hpp"

#include <gtest/gtest.h>

#include "copytaster/app/faults.hpp"

namespace copytaster::running {
namespace {

constexpr SiteId here{1};

class FakeBanStore final : public BanStore {
 public:
  std::optional<BannableComment> find_bannable(SiteId, CommentId, Instant) override { return {}; }
  AddedBan add_ban(const NewBan&) override { return TooManyBans{}; }
  bool end_ban(BanId, const BanMaker&) override { return false; }
  std::vector<KeptBan> list_bans(SiteId, std::optional<BanId>, std::size_t, Instant) override {
    return {};
  }
  std::vector<Ban> living_bans(SiteId, Instant) override {
    if (away) throw StoreUnavailable{"away"};
    return bans;
  }

  std::vector<Ban> bans;
  bool away = false;
};

TEST(CurrentBans, AreNoneWhereNoneWerePut) { EXPECT_EQ(CurrentBans{}.of(here)->size(), 0U); }

TEST(CurrentBans, WhoeverLooksKeepsWhatItBeganWith) {
  CurrentBans bans;
  FakeBanStore store;
  store.bans = {{BannedName{"ann"}}};
  follow_bans(here, store, {}, bans);
  const auto before = bans.of(here);
  store.bans.push_back({BannedName{"ben"}});
  follow_bans(here, store, {}, bans);
  EXPECT_EQ(before->size(), 1U);
  EXPECT_EQ(bans.of(here)->size(), 2U);
  EXPECT_EQ(bans.of({2})->size(), 0U);
}

TEST(CurrentBans, StayWhereTheStoreIsAway) {
  CurrentBans bans;
  FakeBanStore store;
  store.bans = {{BannedName{"ann"}}};
  follow_bans(here, store, {}, bans);
  store.away = true;
  EXPECT_THROW(follow_bans(here, store, {}, bans), StoreUnavailable);
  EXPECT_EQ(bans.of(here)->size(), 1U);
}

}  // namespace
}  // namespace copytaster::running
