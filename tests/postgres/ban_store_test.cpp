#include "postgres/ban_store.hpp"

#include <algorithm>

#include "copytaster/app/verify_audit.hpp"
#include "postgres/audit_store.hpp"
#include "postgres/change_store.hpp"
#include "postgres/pseudonym_key_store.hpp"
#include "postgres/purge.hpp"
#include "tests/postgres/people_test.hpp"

namespace copytaster::postgres::testing {
namespace {

constexpr auto canary = "canary.banned@example.com";
const test::FormParts hers{"Canaryname Reader", canary, "https://www.canaryurl.example/x",
                           "what she said"};

class BanStoreTest : public PeopleTest {
 protected:
  BanMaker by(Instant at = noon) const { return {site_, moderator_.token, at}; }
  MakeBanOutcome make(const BanRequest& request, Instant at = noon) {
    return make_ban(request, by(at), {bans_, vault_, chain_});
  }
  KeptBan made(const BanRequest& request, Instant at = noon) {
    return std::get<KeptBan>(make(request, at));
  }
  KeptBan of_name(const std::string& name, std::optional<Instant> until = {}) {
    return made({.kind = BanKind::name, .value = name, .until = until, .reason = "canaryreason"});
  }
  std::vector<std::string> living(Instant at = noon) {
    std::vector<std::string> all;
    for (const Ban& ban : bans_.living_bans(site_, at)) all.push_back(told(ban.whom));
    std::ranges::sort(all);
    return all;
  }
  using Names = std::vector<std::string>;
  /// The current period's key, as a service keeps it.
  PseudonymPeriod keep_key() {
    const auto period = vault_.period_at(noon);
    PseudonymKeyRows{pool_}.keep_first(period, vault_.new_sealed_key(period));
    return period;
  }

  BanRows bans_{pool_};
};

TEST_F(BanStoreTest, ABanIsKeptAsItWasMade) {
  const auto id = submit(hers);
  const KeptBan ban =
      made({.kind = BanKind::author, .comment = id, .until = noon + 1h, .reason = "rude"});
  const auto listed = bans_.list_bans(site_, {}, 10, noon);
  ASSERT_EQ(listed.size(), 1U);
  const KeptBan& kept = listed[0];
  EXPECT_EQ(kept.id, ban.id);
  EXPECT_EQ(std::get<AuthorIndex>(kept.ban.whom), index_of(canary));
  EXPECT_EQ(kept.ban.until, noon + 1h);
  EXPECT_EQ(kept.comment, id);
  EXPECT_EQ(kept.reason, "rude");
  EXPECT_EQ(kept.made_by, "Mo");
  EXPECT_EQ(kept.made_at, noon);
}

TEST_F(BanStoreTest, WhatLivesIsReadWhole) {
  of_name("ann*");
  made({.kind = BanKind::domain, .value = "bücher.example"});
  made({.kind = BanKind::author, .value = canary});
  EXPECT_EQ(living().size(), 3U);
  const auto bans = bans_.living_bans(site_, noon);
  EXPECT_EQ(Bans{bans}.size(), 3U);
}

TEST_F(BanStoreTest, AnEndIsAnEnd) {
  const KeptBan ban = of_name("ann", noon + 1h);
  EXPECT_EQ(living(noon + 1h - 1us), Names{"ann"});
  EXPECT_EQ(living(noon + 1h), Names{});
  EXPECT_TRUE(bans_.list_bans(site_, {}, 10, noon + 1h).empty());
  EXPECT_FALSE(bans_.end_ban(ban.id, by(noon + 1h))) << "it is over already";
  EXPECT_TRUE(bans_.end_ban(ban.id, by()));
  EXPECT_FALSE(bans_.end_ban(ban.id, by()));
  EXPECT_EQ(count("ban WHERE " + here()), "0");
}

TEST_F(BanStoreTest, TheSameIsBannedOnceWhileItLives) {
  of_name("ann", noon + 1h);
  const BanRequest again{.kind = BanKind::name, .value = "ANN"};
  EXPECT_TRUE(std::holds_alternative<BannedAlready>(make(again)));
  EXPECT_TRUE(std::holds_alternative<KeptBan>(make(again, noon + 1h)));
  of_name("anna");
}

TEST_F(BanStoreTest, SoManyLiveAndNoMore) {
  owner_sees("INSERT INTO ban (site_id, kind, pattern, made_by, made_at) SELECT " +
             std::to_string(site_.value) +
             ", 'name', 'n' || n, 1, now() FROM generate_series(1, 9998) n RETURNING 1");
  of_name("over", noon + 1h);
  of_name("the last");
  EXPECT_EQ(living().size(), bans_max);
  EXPECT_TRUE(std::holds_alternative<TooManyBans>(make({.kind = BanKind::name, .value = "more"})));
  EXPECT_TRUE(
      std::holds_alternative<KeptBan>(make({.kind = BanKind::name, .value = "more"}, noon + 1h)))
      << "those that are over do not count";
}

TEST_F(BanStoreTest, TwoWhoBanTheSameAtOnceMakeOne) {
  std::thread rival{[&] {
    for (int i = 0; i < 20; ++i)
      make({.kind = BanKind::name, .value = "rival " + std::to_string(i)});
  }};
  for (int i = 0; i < 20; ++i) make({.kind = BanKind::name, .value = "rival " + std::to_string(i)});
  rival.join();
  EXPECT_EQ(living().size(), 20U);
}

TEST_F(BanStoreTest, PagesGoOnBelowTheLast) {
  const auto first = of_name("one one").id;
  const auto second = of_name("two two").id;
  const auto page = bans_.list_bans(site_, {}, 1, noon);
  EXPECT_EQ(page.at(0).id, second);
  EXPECT_EQ(bans_.list_bans(site_, second, 1, noon).at(0).id, first);
  EXPECT_TRUE(bans_.list_bans(site_, first, 1, noon).empty());
}

TEST_F(BanStoreTest, MakingAndEndingAreAuditedAndToldToTheOtherInstances) {
  const auto before = ChangeRows{pool_}.changes_from(0).changes.size();
  const KeptBan ban = of_name("ann");
  bans_.end_ban(ban.id, by(noon + 1h));
  const auto changes = ChangeRows{pool_}.changes_from(0).changes;
  ASSERT_EQ(changes.size(), before + 2);
  EXPECT_TRUE(changes.back().is_of_site);
  EXPECT_EQ(changes.back().site, site_);
  EXPECT_EQ(owner_sees("SELECT string_agg(concat_ws(' ', decision, comment_id, token_id = " +
                       std::to_string(moderator_.token.value) +
                       ", version = " + std::to_string(ban.id.value) +
                       "), ', ' ORDER BY id) FROM audit_entry WHERE " + here()),
            "ban 0 t t, unban 0 t t");
  AuditRows audit{pool_};
  EXPECT_EQ(audit.seal(site_, noon + 1h, chain_), 2U);
  const auto verified = verify_audit(site_, noon + 1h, {audit, chain_}, {});
  EXPECT_EQ(std::get<AuditVerified>(verified).entries, 2) << "also without the words";
}

TEST_F(BanStoreTest, TheWordsGoWithTheBan) {
  const KeptBan ended = of_name("ann");
  of_name("ben", noon + 1h);
  of_name("stays");
  const auto worded = [this] {
    return owner_sees("SELECT count(*) FROM audit_detail WHERE reason = 'canaryreason' AND " +
                      here());
  };
  EXPECT_EQ(worded(), "3");
  bans_.end_ban(ended.id, by());
  EXPECT_EQ(worded(), "2");
  purge({pool_, noon + 1h - 1us}, 30);
  EXPECT_EQ(worded(), "2");
  purge({pool_, noon + 1h}, 30);
  EXPECT_EQ(worded(), "1");
  EXPECT_EQ(count("ban WHERE " + here()), "1");
}

TEST_F(BanStoreTest, APseudonymLivesAsLongAsItsKey) {
  const auto id = submit(hers);
  const auto of = [&](Instant now) { return bans_.find_bannable(site_, id, now).value().reader; };
  EXPECT_FALSE(of(noon)) << "nobody has its key";
  const auto period = keep_key();
  ASSERT_TRUE(of(noon));
  EXPECT_EQ(of(noon)->until, period.end());
  EXPECT_TRUE(of(period.end() - 1us));
  EXPECT_FALSE(of(period.end()));
  const KeptBan ban = made({.kind = BanKind::pseudonym, .comment = id});
  EXPECT_EQ(ban.ban.until, period.end());
  purge({pool_, period.end()}, 30);
  EXPECT_EQ(count("ban WHERE " + here()), "0");
  owner_sees("DELETE FROM pseudonym_key RETURNING 1");
}

TEST_F(BanStoreTest, NothingIsLearntOfWhatIsNotThere) {
  EXPECT_FALSE(bans_.find_bannable(site_, {999'999}, noon));
  const auto id = submit(hers);
  EXPECT_FALSE(bans_.find_bannable({site_.value + 1}, id, noon));
  erase(canary);
  EXPECT_FALSE(bans_.find_bannable(site_, id, noon)) << "it is nobody's any more";
}

TEST_F(BanStoreTest, ABanOutlivesAnErasureAsADigestAlone) {
  constexpr auto erased = "erased.banned@example.com";  // of no other test in this database
  const auto id = submit({"Erasedname Reader", erased, "https://www.erasedurl.example/x", "words"});
  const auto because = [&](BanKind kind) {
    return made({.kind = kind, .comment = id, .reason = "erasedreason"});
  };
  const auto author = because(BanKind::author).id;
  because(BanKind::name);
  because(BanKind::domain);
  of_name("somebody else");
  const auto before = ChangeRows{pool_}.changes_from(0).changes.size();
  EXPECT_EQ(erase(erased), 1U);

  EXPECT_EQ(living(noon + 1h).size(), 2U);
  const auto kept = bans_.list_bans(site_, {}, 10, noon + 1h).back();
  EXPECT_EQ(kept.id, author);
  EXPECT_EQ(std::get<AuthorIndex>(kept.ban.whom), index_of(erased));
  EXPECT_EQ(kept.reason, "");
  EXPECT_FALSE(kept.comment);
  ASSERT_TRUE(kept.ban.until) << "not for ever";
  EXPECT_EQ(*kept.ban.until, noon + 1h + 24h * 365);
  EXPECT_EQ(count("audit_entry WHERE decision = 'unban' AND " + here()), "2");
  EXPECT_EQ(count("audit_detail WHERE " + here()), "1") << "that of somebody else's";
  EXPECT_GT(ChangeRows{pool_}.changes_from(0).changes.size(), before + 1);
  const std::string left = dump();
  EXPECT_NE(left.find(security::hexadecimal(index_of(erased).digest)), std::string::npos);
  for (const std::string trace : {"rasedname", "erasedurl", "erased.banned", "erasedreason"}) {
    EXPECT_EQ(left.find(trace), std::string::npos) << trace;
    EXPECT_EQ(left.find(hex(trace)), std::string::npos) << trace;
  }
  EXPECT_EQ(erase(erased), 0U);
  EXPECT_EQ(bans_.list_bans(site_, {}, 10, noon + 1h).back().ban.until, kept.ban.until);
}

TEST_F(BanStoreTest, AnErasureMakesNoBanLonger) {
  made({.kind = BanKind::author, .value = canary, .until = noon + 2h});
  erase(canary);
  EXPECT_EQ(bans_.list_bans(site_, {}, 10, noon + 1h).at(0).ban.until, noon + 2h);
}

TEST_F(BanStoreTest, AnExportTellsWhatWasBannedOfHer) {
  const auto id = submit(hers);
  made({.kind = BanKind::author, .value = canary, .reason = "rude"});
  made({.kind = BanKind::name, .comment = id});
  of_name("somebody else");
  const std::string all = exported(canary);
  const std::string digest = security::hexadecimal(index_of(canary).digest);
  EXPECT_NE(all.find("\"kind\":\"author\",\"value\":\"" + digest +
                     "\",\"until\":null,"
                     "\"reason\":\"rude\""),
            std::string::npos)
      << all;
  EXPECT_NE(all.find("\"value\":\"canaryname reader\""), std::string::npos) << all;
  EXPECT_EQ(all.find("somebody else"), std::string::npos);
}

}  // namespace
}  // namespace copytaster::postgres::testing
