// Retention by time travel: both sides of each limit of docs/PRIVACY.md.

#include "postgres/purge.hpp"

#include "postgres/pseudonym_key_store.hpp"
#include "postgres/purge_pseudonyms.hpp"
#include "tests/postgres/people_test.hpp"

namespace copytaster::postgres::testing {
namespace {

class PurgeTest : public PeopleTest {
 protected:
  std::string comment_of(CommentId id) const {
    return "comment WHERE " + here() + " AND id = " + std::to_string(id.value);
  }
  /// Its key is kept, as a service would have kept it.
  PseudonymPeriod keep_key(int days) {
    const auto period = PseudonymPeriod::at(noon, days);
    keys_.keep_first(period, vault_.new_sealed_key(period));
    return period;
  }
  std::string pseudonyms() const {
    return count("comment WHERE pseudonym IS NOT NULL AND " + here());
  }

  PseudonymKeyRows keys_{pool_};
};

TEST_F(PurgeTest, ChangesStayForADay) {
  submit({});
  owner_sees("INSERT INTO change (site_id, article_id, comment_id, state, version, at) VALUES (" +
             std::to_string(site_.value) + ", 1, 1, 1, 2, '" + timestamp(noon) + "') RETURNING 1");
  purge({pool_, noon + 24h}, 30);
  EXPECT_EQ(count("change WHERE " + here()), "1");
  purge({pool_, noon + 24h + 1s}, 30);
  EXPECT_EQ(count("change WHERE " + here()), "0");
}

TEST_F(PurgeTest, AKeyDiesWithItsPeriodAndThePseudonymsWithIt) {
  const auto waits = submit({});
  approved({});
  decide(submit({}), {1}, Decision::spam);
  const auto period = keep_key(7);
  const auto key_is_there = [&] {
    return count("pseudonym_key WHERE period = " + std::to_string(period.number()));
  };
  purge({pool_, period.end() - 1us}, 30);
  EXPECT_EQ(key_is_there(), "1");
  EXPECT_EQ(pseudonyms(), "3");
  const std::string version = owner_sees("SELECT version FROM " + comment_of(waits));
  const auto purged = purge({pool_, period.end()}, 30);
  EXPECT_EQ(purged.keys, 1U);
  EXPECT_GE(purged.pseudonyms, 3U);
  EXPECT_EQ(key_is_there(), "0");
  EXPECT_EQ(pseudonyms(), "0");
  EXPECT_EQ(owner_sees("SELECT version FROM " + comment_of(waits)), version);
}

TEST_F(PurgeTest, TheKeyGoesFirstAndTheRestIsRemembered) {
  submit({});
  const auto period = keep_key(7);
  EXPECT_EQ(end_pseudonym_keys({pool_, period.end()}), 1U);
  EXPECT_EQ(owner_sees("SELECT sealed FROM pseudonym_key WHERE period = " +
                       std::to_string(period.number())),
            "\\x");
  EXPECT_EQ(pseudonyms(), "1") << "as if the service had ended here";
  EXPECT_GE(forget_pseudonyms({pool_, period.end()}), 1U);
  EXPECT_EQ(pseudonyms(), "0");
  EXPECT_EQ(forget_pseudonyms({pool_, period.end()}), 0U);
}

TEST_F(PurgeTest, KeysOfAnotherLengthEndAtTheirOwnTime) {
  const auto shorter = keep_key(1);
  const auto longer = keep_key(30);
  ASSERT_LT(shorter.end(), longer.end());
  purge({pool_, shorter.end()}, 30);
  EXPECT_EQ(count("pseudonym_key WHERE period = " + std::to_string(shorter.number())), "0");
  EXPECT_EQ(count("pseudonym_key WHERE period = " + std::to_string(longer.number())), "1");
  owner_sees("DELETE FROM pseudonym_key RETURNING period");
}

TEST_F(PurgeTest, ManyPseudonymsGoInBatches) {
  owner_sees(
      "INSERT INTO comment (site_id, id, article_id, state, author, text, author_index, "
      "name_index, pseudonym, sealed, verdict, created_at) SELECT " +
      std::to_string(site_.value) +
      ", 1000000 + n, 1, 1 + n % 3, '', '', '', '', 'p', '', '{}', '" + timestamp(noon) +
      "' FROM generate_series(1, 6000) n RETURNING 1");
  const auto period = keep_key(7);
  purge({pool_, period.end()}, 30);
  EXPECT_EQ(pseudonyms(), "0");
}

TEST_F(PurgeTest, APurgeThatIsToldToEndIsRemembered) {
  submit({});
  const auto period = keep_key(7);
  purge({pool_, period.end(), []() noexcept { return false; }}, 30);
  EXPECT_EQ(pseudonyms(), "1");
  EXPECT_GE(purge({pool_, period.end()}, 30).pseudonyms, 1U);
  EXPECT_EQ(pseudonyms(), "0");
}

TEST_F(PurgeTest, ContactsOfDecidedCommentsGoAfterTheirDays) {
  const auto decided = approved({});
  const auto waits = submit({});
  const auto sealed = [&](CommentId id) { return count(comment_of(id) + " AND sealed <> ''"); };
  purge_daily({pool_, noon + 24h * 1000}, 0);
  EXPECT_EQ(sealed(decided), "1") << "0 keeps it";
  purge_daily({pool_, noon + 24h * 10}, 10);
  EXPECT_EQ(sealed(decided), "1");
  EXPECT_GE(purge_daily({pool_, noon + 24h * 10 + 1s}, 10).contacts, 1U);
  EXPECT_EQ(sealed(decided), "0");
  EXPECT_EQ(sealed(waits), "1") << "somebody may still have to ask her";
  EXPECT_NE(exported("ann@example.com").find("\"email\":null"), std::string::npos);
  EXPECT_EQ(erase("ann@example.com"), 2U) << "she is found without it";
}

TEST_F(PurgeTest, EndedTokensGoAfterThirtyDaysUnlessTheyAreNamed) {
  TokenRows tokens{pool_};
  const auto make = [&](const std::string& name, std::optional<Instant> expires_at) {
    return tokens.create_token(
        {site_, Role::moderator, name, false, expires_at, std::string(28, 'x') + number()}, noon);
  };
  make("expired", noon);
  make("revoked", std::nullopt);
  make("endless", std::nullopt);
  moderator_.token = make("decided", noon);
  decide(submit({}), {1}, Decision::approve);
  owner_sees("UPDATE api_token SET revoked_at = '" + timestamp(noon) +
             "' WHERE name = 'revoked' AND " + here() + " RETURNING 1");
  const auto names = [this] {
    return owner_sees("SELECT string_agg(name, ' ' ORDER BY name) FROM api_token WHERE " + here());
  };
  purge_daily({pool_, noon + 24h * 30}, 0);
  EXPECT_EQ(names(), "Mo decided endless expired revoked");
  purge_daily({pool_, noon + 24h * 30 + 1s}, 0);
  EXPECT_EQ(names(), "Mo decided endless");
}

TEST_F(PurgeTest, OfWhatWasErasedOnlyPublishedPlacesStay) {
  const auto shown = approved({});
  const auto waited = submit({});
  erase("ann@example.com");  // at noon + 1h
  purge({pool_, noon + 1h + 24h * 30}, 30);
  EXPECT_EQ(count(comment_of(waited)), "1");
  purge({pool_, noon + 1h + 24h * 30 + 1s}, 30);
  EXPECT_EQ(count(comment_of(waited)), "0");
  EXPECT_EQ(count(comment_of(shown)), "1") << "its removal is still to be exported";
}

TEST_F(PurgeTest, OfARefusalThatIsAnsweredAPlaceStays) {
  const auto refused = submit({});
  const auto alone = submit({});
  for (const auto id : {refused, alone}) decide(id, {1}, Decision::reject);
  const auto reply = approved({.text = "its reply"});
  owner_sees("UPDATE comment SET parent_id = " + std::to_string(refused.value) +
             " WHERE id = " + std::to_string(reply.value));
  purge({pool_, noon + 24h * 30}, 30);
  EXPECT_EQ(count(comment_of(refused) + " AND text <> ''"), "1");
  purge({pool_, noon + 24h * 30 + 1s}, 30);
  EXPECT_EQ(count(comment_of(alone)), "0");
  EXPECT_EQ(count(comment_of(refused) + " AND text = '' AND sealed = '' AND author_index = ''"),
            "1");
  EXPECT_EQ(count(comment_of(refused) + " AND state = 4 AND published_at = created_at"), "1");
}

TEST_F(PurgeTest, TheWordsOfDecisionsGoWithTheirComment) {
  decide(submit({}), {1}, Decision::reject);
  approved({.text = "another"});
  EXPECT_EQ(count("audit_detail WHERE " + here()), "2");
  purge({pool_, noon + 24h * 31}, 30);
  EXPECT_EQ(count("audit_detail WHERE " + here()), "1");
  EXPECT_EQ(count("audit_entry WHERE " + here()), "2");
}

TEST_F(PurgeTest, TheFirstKeyOfAPeriodIsKept) {
  const auto period = PseudonymPeriod::at(noon + 24h * 400, 7);
  EXPECT_EQ(keys_.keep_first(period, "first"), "first");
  EXPECT_EQ(keys_.keep_first(period, "second"), "first");
  keys_.drop(period, "second");
  EXPECT_EQ(keys_.keep_first(period, "second"), "first") << "only what was looked at is dropped";
  keys_.drop(period, "first");
  EXPECT_EQ(keys_.keep_first(period, "second"), "second");
  keys_.drop(period, "second");
}

}  // namespace
}  // namespace copytaster::postgres::testing
