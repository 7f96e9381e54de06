// The change of keys as the database meets it.

#include "commands/rewrap.hpp"

#include <array>
#include <atomic>
#include <thread>

#include "copytaster/app/faults.hpp"
#include "postgres/moderator_store.hpp"
#include "postgres/pseudonym_key_store.hpp"
#include "postgres/sealing_store.hpp"
#include "postgres/second_factor_store.hpp"
#include "tests/postgres/rows_test.hpp"

namespace copytaster::commands {
namespace {

using postgres::SealedRow;
using security::Keys;
using security::MasterKey;
using security::SodiumVault;

MasterKey key_of(std::uint8_t byte) {
  MasterKey key;
  key.fill(byte);
  return key;
}

/// With the keys of these numbers; the highest seals.
SodiumVault vault_with(const std::vector<std::uint32_t>& numbers) {
  std::map<std::uint32_t, MasterKey> keys;
  for (const auto number : numbers) keys[number] = key_of(static_cast<std::uint8_t>(number));
  return {Keys{key_of(99), std::move(keys)}, 7};
}

class RewrapTest : public postgres::testing::RowsTest {
 protected:
  // Passes go through every site: each test begins with nothing of the others'.
  RewrapTest() {
    as_owner("DELETE FROM comment");
    as_owner("DELETE FROM pseudonym_key");
    as_owner("DELETE FROM totp");
    as_owner("DELETE FROM sealing_key");
  }

  static void as_owner(const std::string& sql) {
    pqxx::connection connection{database().owner_conninfo()};
    pqxx::nontransaction{connection}.exec(sql);
  }

  static std::string address(CommentId id) {
    return "reader" + std::to_string(id.value) + "@example.com";
  }

  std::vector<CommentId> add_sealed(std::size_t count, const SodiumVault& vault) {
    std::vector<postgres::Resealed> rows;
    std::vector<CommentId> ids;
    for (const auto& added : add_all(std::vector<postgres::testing::Wanted>(count))) {
      const Contact contact{EmailAddress::parse(address(added.id)).value(), {}, {}, "as written"};
      rows.push_back({{site_, added.id, {"sealed"}}, vault.seal(contact, site_, added.id)});
      ids.push_back(added.id);
    }
    EXPECT_EQ(postgres::replace_sealed(pool_, rows), count);
    return ids;
  }

  Pass pass(const SodiumVault& vault) {
    return rewrap_all(pool_, vault, [this](std::size_t met) noexcept { met_ = met; });
  }

  std::vector<SealedRow> all() {
    std::vector<SealedRow> rows;
    SealedRow place;
    for (auto page = postgres::sealed_page(pool_, place, 1000); !page.empty();
         page = postgres::sealed_page(pool_, place, 1000)) {
      rows.insert(rows.end(), page.begin(), page.end());
      place = page.back();
    }
    return rows;
  }

  std::size_t met_ = 0;

  void expect_all_open(const SodiumVault& vault) {
    for (const auto& row : all()) {
      const auto contact = vault.open(row.sealed, row.site, row.id);
      ASSERT_TRUE(contact) << row.id.value;
      EXPECT_EQ(contact->email.reveal(), address(row.id));
      EXPECT_EQ(contact->text, "as written");
    }
  }
};

TEST_F(RewrapTest, EverythingIsUnderTheNewestKeyAfterOnePass) {
  add_sealed(1201, vault_with({1}));  // more than two batches
  add_sealed(7, vault_with({1, 2}));
  const auto vault = vault_with({1, 2});
  const Pass first = pass(vault);
  EXPECT_EQ(first.sealed, (std::map<std::uint32_t, std::size_t>{{1, 1201}, {2, 7}}));
  EXPECT_EQ(first.rewrapped, 1201U);
  EXPECT_EQ(first.under_other_keys(2), 1201U);
  EXPECT_EQ(met_, 1208U);
  const Pass second = pass(vault);
  EXPECT_EQ(second.sealed, (std::map<std::uint32_t, std::size_t>{{2, 1208}}));
  EXPECT_EQ(second.rewrapped, 0U);
  expect_all_open(vault_with({2}));
}

TEST_F(RewrapTest, WhatWasErasedStaysErased) {
  const auto ids = add_sealed(3, vault_with({1}));
  as_owner("UPDATE comment SET sealed = '' WHERE id = " + std::to_string(ids[1].value));
  const Pass found = pass(vault_with({1, 2}));
  EXPECT_EQ(found.erased, 1U);
  EXPECT_EQ(found.rewrapped, 2U);
  EXPECT_EQ(count("comment WHERE sealed = ''"), "1");
}

TEST_F(RewrapTest, ARowThatMovedOnMeanwhileIsLeftAlone) {
  const auto vault = vault_with({1});
  const auto ids = add_sealed(1, vault);
  const auto page = postgres::sealed_page(pool_, {}, 10);
  as_owner("UPDATE comment SET sealed = ''");
  EXPECT_EQ(postgres::replace_sealed(pool_, {{page.at(0), {"another"}}}), 0U);
  EXPECT_EQ(count("comment WHERE sealed = ''"), "1");
}

TEST_F(RewrapTest, WhatDoesNotOpenIsCountedAndKept) {
  add_sealed(2, vault_with({1}));
  const auto before = all();
  const Pass found = pass(vault_with({2}));
  EXPECT_EQ(found.unopened, (std::map<std::uint32_t, std::size_t>{{1, 2}}));
  EXPECT_EQ(found.rewrapped, 0U);
  EXPECT_EQ(all().front().sealed.bytes, before.front().sealed.bytes);
}

TEST_F(RewrapTest, UnderLoadEveryContactOpens) {
  auto sealing = vault_with({1});
  std::atomic<bool> over = false;
  add_sealed(600, sealing);
  std::jthread load{[&] {
    while (!over) add_sealed(5, sealing);
  }};
  std::this_thread::sleep_for(std::chrono::milliseconds{20});
  sealing.use(Keys{key_of(99), {{1, key_of(1)}, {2, key_of(2)}}});
  const auto vault = vault_with({1, 2});
  Pass last = pass(vault);
  for (int i = 0; i < 20 && last.under_other_keys(2) > 0; ++i) last = pass(vault);
  over = true;
  load.join();
  // The test's own comments bear a placeholder between their two statements: key 0x6c616573.
  last = pass(vault);
  EXPECT_EQ(last.sealed.size(), 1U);
  expect_all_open(vault_with({2}));
}

TEST_F(RewrapTest, KeysAreRecordedOnceAndRetired) {
  postgres::record_keys(pool_, {{1, "first"}, {2, "second"}});
  postgres::record_keys(pool_, {{2, "another"}, {3, "third"}});
  postgres::retire_key(pool_, 1);
  const auto keys = postgres::recorded_keys(pool_);
  ASSERT_EQ(keys.size(), 3U);
  EXPECT_TRUE(keys[0].retired);
  EXPECT_EQ(keys[1].fingerprint, "second");
  EXPECT_FALSE(keys[2].retired);
}

class PseudonymKeysTest : public RewrapTest {
 protected:
  static constexpr std::array<std::uint8_t, 4> reader_address{198, 51, 100, 7};

  /// What these instances make of one address now.
  static std::optional<Pseudonym> made_by(const SodiumVault& vault) {
    return vault.pseudonym(SiteId{1}, reader_address, postgres::testing::noon);
  }
  void prepare(SodiumVault& vault) { prepare_pseudonyms(vault, rows_, postgres::testing::noon); }
  /// Not of this period or the next, so that no service makes it anew.
  static PseudonymPeriod longer() { return PseudonymPeriod::at(postgres::testing::noon, 30); }

  postgres::PseudonymKeyRows rows_{pool_};
};

TEST_F(PseudonymKeysTest, AreUnderTheNewestKeyAtOnceAndStayWhatTheyAre) {
  auto old = vault_with({1});
  prepare(old);
  rows_.keep_first(longer(), old.new_sealed_key(longer()));
  as_owner("INSERT INTO pseudonym_key VALUES (1, '')");  // remembers what is still to be purged
  EXPECT_EQ(rewrap_pseudonym_keys(pool_, vault_with({1, 2})), 3U);
  EXPECT_EQ(rewrap_pseudonym_keys(pool_, vault_with({1, 2})), 0U);
  EXPECT_EQ(count("pseudonym_key WHERE sealed = ''"), "1");
  auto next = vault_with({2});
  prepare(next);
  EXPECT_EQ(made_by(next), made_by(old));
  EXPECT_EQ(rows_.all().size(), 3U);
}

TEST_F(PseudonymKeysTest, AnInstanceWithTheOldFileKeepsWhatItHoldsAndDropsNothing) {
  auto old = vault_with({1});
  prepare(old);
  const auto before = made_by(old);
  rewrap_pseudonym_keys(pool_, vault_with({1, 2}));
  EXPECT_THROW(prepare(old), StoreFault);
  EXPECT_EQ(made_by(old), before);
  old.use(Keys{key_of(99), {{1, key_of(1)}, {2, key_of(2)}}});
  prepare(old);
  EXPECT_EQ(made_by(old), before);
}

TEST_F(PseudonymKeysTest, OneThatMovedOnMeanwhileIsLeftAlone) {
  auto old = vault_with({1});
  prepare(old);
  const auto read = rows_.all().front();
  const auto fresh = vault_with({1, 2}).rewrap(read.period, read.sealed).value();
  as_owner("DELETE FROM pseudonym_key WHERE period = " + std::to_string(read.period.number()));
  EXPECT_FALSE(rows_.replace(read, fresh)) << "its period is over";
  const auto other = rows_.keep_first(read.period, old.new_sealed_key(read.period));
  EXPECT_FALSE(rows_.replace(read, fresh));
  rows_.drop(read.period, read.sealed);
  EXPECT_EQ(rows_.keep_first(read.period, fresh), other);
}

TEST_F(PseudonymKeysTest, ASealingKeyIsRetiredWhenNoneIsUnderIt) {
  postgres::record_keys(pool_, {{1, "first"}, {2, "second"}, {258, "third"}});
  auto old = vault_with({1});
  prepare(old);
  EXPECT_FALSE(postgres::retire_key(pool_, 1));
  EXPECT_FALSE(postgres::recorded_keys(pool_)[0].retired);
  rewrap_pseudonym_keys(pool_, vault_with({1, 2}));
  EXPECT_TRUE(postgres::retire_key(pool_, 1));
  EXPECT_TRUE(postgres::recorded_keys(pool_)[0].retired);

  as_owner("INSERT INTO pseudonym_key VALUES (1, '\\x0201000000'), (2, '\\x02')");
  EXPECT_FALSE(postgres::retire_key(pool_, 258)) << "damaged, and it may still be a period's";
}

TEST_F(PseudonymKeysTest, NoneIsMadeUnderARetiredKey) {
  postgres::record_keys(pool_, {{1, "first"}, {2, "second"}});
  auto old = vault_with({1});
  ASSERT_TRUE(postgres::retire_key(pool_, 1));
  EXPECT_THROW(prepare(old), StoreFault);
  EXPECT_TRUE(rows_.all().empty());
  auto both = vault_with({1, 2});
  prepare(both);
  EXPECT_EQ(rows_.all().size(), 2U);
}

// Two instances look after the keys as fast as they can, one of them with the old key file until
// late, while the key is changed and retired: whoever has a pseudonym always has the same one.
TEST_F(PseudonymKeysTest, NoPseudonymChangesWhileInstancesAndRotationsMeet) {
  postgres::record_keys(pool_, {{1, "first"}});
  auto first = vault_with({1});
  auto second = vault_with({1});
  prepare(first);
  prepare(second);
  const auto pseudonym = made_by(first);
  std::atomic<bool> over = false;
  const auto look_after = [&](SodiumVault& vault) {
    while (!over) {
      try {
        prepare(vault);
      } catch (const StoreFault&) {  // its key file is the old one for this while
      }
      EXPECT_EQ(made_by(vault), pseudonym);
    }
  };
  std::jthread one{[&] { look_after(first); }};
  std::jthread two{[&] { look_after(second); }};
  for (std::uint32_t newest = 2; newest < 12; ++newest) {
    const auto file = [newest](std::uint32_t oldest) {
      std::map<std::uint32_t, MasterKey> keys;
      for (auto id = oldest; id <= newest; ++id) keys[id] = key_of(static_cast<std::uint8_t>(id));
      return Keys{key_of(99), std::move(keys)};
    };
    postgres::record_keys(pool_, {{newest, "key"}});
    first.use(file(newest - 1));
    rewrap_pseudonym_keys(pool_, vault_with({newest - 1, newest}));
    EXPECT_TRUE(postgres::retire_key(pool_, newest - 1));
    first.use(file(newest));
    second.use(file(newest));
  }
  over = true;
  one.join();
  two.join();
  EXPECT_EQ(made_by(first), pseudonym);
  EXPECT_EQ(made_by(second), pseudonym);
  EXPECT_EQ(rows_.all().size(), 2U);
}

TEST_F(RewrapTest, SecondFactorsComeAlongAndHoldTheirKey) {
  constexpr Instant noon = postgres::testing::noon;
  postgres::record_keys(pool_, {{1, "one"}, {2, "two"}});
  postgres::SecondFactorRows factors{pool_};
  const SodiumVault old = vault_with({1});
  const SodiumVault both = vault_with({1, 2});
  const auto ann = postgres::ModeratorRows{pool_}
                       .add_moderator({"Ann " + number(), {{site_, Role::admin}}}, noon)
                       .value();
  ASSERT_TRUE(factors.put_waiting(ann, old.seal_totp(ann, "twenty secret bytes."), noon));
  EXPECT_FALSE(postgres::retire_key(pool_, 1)) << "a second factor is sealed with it";
  EXPECT_EQ(rewrap_second_factors(pool_, both), 1U);
  EXPECT_EQ(rewrap_second_factors(pool_, both), 0U);
  EXPECT_EQ(vault_with({2}).open_totp(ann, factors.find_waiting(ann, noon)->sealed),
            "twenty secret bytes.");
  EXPECT_TRUE(postgres::retire_key(pool_, 1));
  EXPECT_THROW(factors.put_waiting(ann, old.seal_totp(ann, "another"), noon), StoreFault);
}

}  // namespace
}  // namespace copytaster::commands
