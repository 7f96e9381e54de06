// The change of keys as the database meets it.

#include "commands/rewrap.hpp"

#include <atomic>
#include <thread>

#include "postgres/sealing_store.hpp"
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
  // Passes go through every site: each test begins with none of the others' comments.
  RewrapTest() { as_owner("DELETE FROM comment"); }

  static void as_owner(const std::string& sql) {
    pqxx::connection connection{database().owner_conninfo()};
    pqxx::nontransaction{connection}.exec(sql);
  }

  static std::string address(CommentId id) {
    return "reader" + std::to_string(id.value) + "@example.com";
  }

  std::vector<CommentId> add_sealed(std::size_t count, const SodiumVault& vault) {
    std::vector<SealedRow> rows;
    std::vector<CommentId> ids;
    for (const auto& added : add_all(std::vector<postgres::testing::Wanted>(count))) {
      const Contact contact{EmailAddress::parse(address(added.id)).value(), {}, {}, "as written"};
      rows.push_back({site_, added.id, 1, vault.seal(contact, site_, added.id)});
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
  as_owner("UPDATE comment SET sealed = '', version = version + 1 WHERE id = " +
           std::to_string(ids[1].value));
  const Pass found = pass(vault_with({1, 2}));
  EXPECT_EQ(found.erased, 1U);
  EXPECT_EQ(found.rewrapped, 2U);
  EXPECT_EQ(count("comment WHERE sealed = ''"), "1");
}

TEST_F(RewrapTest, ARowThatMovedOnMeanwhileIsLeftAlone) {
  const auto vault = vault_with({1});
  const auto ids = add_sealed(1, vault);
  auto page = postgres::sealed_page(pool_, {}, 10);
  as_owner("UPDATE comment SET sealed = '', version = version + 1");
  EXPECT_EQ(postgres::replace_sealed(pool_, page), 0U);
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

TEST_F(RewrapTest, APseudonymKeyHoldsItsSealingKey) {
  as_owner("INSERT INTO pseudonym_key VALUES (1, '\\x0100000000'), (2, '\\x0201000000')");
  EXPECT_EQ(unwrapped_pseudonym_keys(pool_, 1), (std::set<std::uint32_t>{258}));
  EXPECT_EQ(unwrapped_pseudonym_keys(pool_, 258), (std::set<std::uint32_t>{1}));
}

}  // namespace
}  // namespace copytaster::commands
