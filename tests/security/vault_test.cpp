#include "security/vault.hpp"

#include <sodium.h>

#include <array>
#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace copytaster::security {
namespace {

using namespace std::chrono_literals;

constexpr Instant noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23} + 12h};
constexpr SiteId here{1};
constexpr SiteId elsewhere{2};
constexpr CommentId one{7};
constexpr CommentId another{8};

MasterKey key_of(std::uint8_t byte) {
  MasterKey key;
  key.fill(byte);
  return key;
}

SodiumVault vault_with(std::map<std::uint32_t, MasterKey> keys,
                       const MasterKey& index = key_of(9)) {
  EXPECT_GE(::sodium_init(), 0);
  return {Keys{index, std::move(keys)}, 7};
}

EmailAddress email(std::string_view text) { return EmailAddress::parse(text).value(); }

class VaultTest : public testing::Test {
 protected:
  SodiumVault vault_ = vault_with({{1, key_of(1)}});
};

TEST_F(VaultTest, OpensWhatItSealed) {
  const Contact contact{email("ann@example.com"), "Ann", std::nullopt,
                        std::string{"mail a@b.example"}};
  const auto sealed = vault_.seal(contact, here, one);
  const auto opened = vault_.open(sealed, here, one);
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->email, contact.email);
  EXPECT_EQ(opened->author, contact.author);
  EXPECT_EQ(opened->url, std::nullopt);
  EXPECT_EQ(opened->text, contact.text);
}

TEST_F(VaultTest, TheSealedBytesSayNothing) {
  const Contact contact{email("ann@example.com"), "Ann Reader", "https://a.example", "a text"};
  const auto first = vault_.seal(contact, here, one);
  const auto second = vault_.seal(contact, here, one);
  EXPECT_NE(first.bytes, second.bytes) << "a nonce of its own each time";
  for (const char* word : {"ann", "example", "Reader", "text"})
    EXPECT_EQ(first.bytes.find(word), std::string::npos);
}

TEST_F(VaultTest, AnotherRowOrAChangedByteDoesNotOpen) {
  const auto sealed = vault_.seal({email("ann@example.com"), {}, {}, {}}, here, one);
  EXPECT_FALSE(vault_.open(sealed, here, another));
  EXPECT_FALSE(vault_.open(sealed, elsewhere, one));
  for (std::size_t i = 0; i < sealed.bytes.size(); ++i) {
    SealedContact changed = sealed;
    changed.bytes[i] = static_cast<char>(changed.bytes[i] ^ 1);
    EXPECT_FALSE(vault_.open(changed, here, one)) << i;
    changed.bytes = sealed.bytes.substr(0, i);
    EXPECT_FALSE(vault_.open(changed, here, one)) << i;
  }
}

TEST_F(VaultTest, OldKeysStillOpenAndIndexesStay) {
  const auto sealed = vault_.seal({email("ann@example.com"), {}, {}, {}}, here, one);
  const auto rotated = vault_with({{1, key_of(1)}, {2, key_of(2)}});
  EXPECT_TRUE(rotated.open(sealed, here, one));
  EXPECT_EQ(rotated.author_index(here, email("ann@example.com")),
            vault_.author_index(here, email("ann@example.com")));
  EXPECT_EQ(rotated.fingerprint(), vault_.fingerprint());
  const auto newer = rotated.seal({email("ann@example.com"), {}, {}, {}}, here, one);
  EXPECT_FALSE(vault_.open(newer, here, one)) << "its key is not in the file";
  EXPECT_NE(vault_with({{1, key_of(1)}}, key_of(3)).fingerprint(), vault_.fingerprint());
}

TEST_F(VaultTest, RewrappingChangesTheKeyAndNothingElse) {
  const Contact contact{email("ann@example.com"), "Ann", "https://a.example", "a text"};
  const auto sealed = vault_.seal(contact, here, one);
  EXPECT_EQ(SodiumVault::sealed_with(sealed.bytes), 1U);
  EXPECT_EQ(SodiumVault::sealed_with(""), 0U);
  const auto both = vault_with({{1, key_of(1)}, {2, key_of(2)}});
  const auto rewrapped = both.rewrap(sealed, here, one);
  ASSERT_TRUE(rewrapped);
  EXPECT_EQ(SodiumVault::sealed_with(rewrapped->bytes), 2U);
  const auto opened = vault_with({{2, key_of(2)}}).open(*rewrapped, here, one);
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->email, contact.email);
  EXPECT_EQ(opened->text, contact.text);
  EXPECT_FALSE(both.rewrap(sealed, here, another)) << "bound to its row";
  EXPECT_FALSE(both.rewrap({""}, here, one)) << "erased";
}

TEST_F(VaultTest, KeysAreExchangedUnderItsUsers) {
  std::atomic<bool> over = false;
  std::atomic<int> unopened = 0;
  std::vector<std::jthread> users;
  for (int i = 0; i < 4; ++i)
    users.emplace_back([&] {
      while (!over) {
        const auto sealed = vault_.seal({email("ann@example.com"), {}, {}, {}}, here, one);
        if (!vault_.open(sealed, here, one)) ++unopened;
      }
    });
  for (std::uint32_t newest = 2; newest < 200; ++newest) {
    std::map<std::uint32_t, MasterKey> keys;
    for (std::uint32_t id = 1; id <= newest; ++id) keys[id] = key_of(static_cast<std::uint8_t>(id));
    vault_.use(Keys{key_of(9), std::move(keys)});
  }
  over = true;
  users.clear();
  EXPECT_EQ(unopened, 0);
  EXPECT_EQ(vault_.newest_key(), 199U);
}

TEST_F(VaultTest, AnIndexKnowsTheAddressAgainAndNothingElse) {
  const auto index = vault_.author_index(here, email("Ann@Example.com"));
  EXPECT_EQ(index, vault_.author_index(here, email("ann@example.com")));
  EXPECT_NE(index, vault_.author_index(here, email("anna@example.com")));
  EXPECT_NE(index, vault_.author_index(elsewhere, email("ann@example.com")));
  EXPECT_EQ(index, vault_with({{2, key_of(2)}}).author_index(here, email("ann@example.com")));
  EXPECT_NE(index,
            vault_with({{1, key_of(1)}}, key_of(2)).author_index(here, email("ann@example.com")));
  EXPECT_NE(vault_.name_index(here, "ann").digest, vault_.intake_key(here, "ann").digest);
}

constexpr std::array<std::uint8_t, 4> address{198, 51, 100, 7};

TEST_F(VaultTest, APseudonymLastsForItsDays) {
  const auto period = vault_.period_at(noon);
  EXPECT_FALSE(vault_.pseudonym(here, address, noon)) << "nothing stands in for its key";
  ASSERT_EQ(vault_.hold(period, vault_.new_sealed_key(period)), KeyOpened::yes);
  ASSERT_EQ(vault_.hold(period.next(), vault_.new_sealed_key(period.next())), KeyOpened::yes);
  const auto today = vault_.pseudonym(here, address, period.begin());
  ASSERT_TRUE(today);
  EXPECT_EQ(today, vault_.pseudonym(here, address, period.end() - 1us));
  EXPECT_NE(today, vault_.pseudonym(here, address, period.end()));
  EXPECT_TRUE(vault_.pseudonym(here, address, period.end()));
  EXPECT_NE(today, vault_.pseudonym(elsewhere, address, noon));
}

TEST_F(VaultTest, TheKeyFileAloneComputesNoPseudonym) {
  const auto period = vault_.period_at(noon);
  auto other = vault_with({{1, key_of(1)}});
  ASSERT_EQ(vault_.hold(period, vault_.new_sealed_key(period)), KeyOpened::yes);
  ASSERT_EQ(other.hold(period, other.new_sealed_key(period)), KeyOpened::yes);
  EXPECT_NE(vault_.pseudonym(here, address, noon), other.pseudonym(here, address, noon));
}

TEST_F(VaultTest, TwoInstancesWithOneKeyAgree) {
  const auto period = vault_.period_at(noon);
  const auto sealed = vault_.new_sealed_key(period);
  auto other = vault_with({{1, key_of(1)}, {2, key_of(2)}});
  ASSERT_EQ(vault_.hold(period, sealed), KeyOpened::yes);
  ASSERT_EQ(other.hold(period, sealed), KeyOpened::yes);
  EXPECT_EQ(vault_.pseudonym(here, address, noon), other.pseudonym(here, address, noon));
}

TEST_F(VaultTest, APeriodsKeyOpensForItsPeriodAlone) {
  const auto period = vault_.period_at(noon);
  auto sealed = vault_.new_sealed_key(period);
  EXPECT_EQ(vault_.hold(period.next(), sealed), KeyOpened::damaged);
  auto other = vault_with({{2, key_of(2)}});
  EXPECT_EQ(other.hold(period, sealed), KeyOpened::key_missing);
  EXPECT_EQ(vault_.hold(period, ""), KeyOpened::damaged);
  EXPECT_EQ(vault_.hold(period, sealed.substr(1)), KeyOpened::damaged);
  sealed.back() = static_cast<char>(sealed.back() ^ 1);
  EXPECT_EQ(vault_.hold(period, sealed), KeyOpened::damaged);
  EXPECT_FALSE(vault_.pseudonym(here, address, noon));
}

TEST_F(VaultTest, ARewrappedKeyMakesTheSamePseudonyms) {
  const auto period = vault_.period_at(noon);
  auto sealed = vault_.new_sealed_key(period);
  ASSERT_EQ(vault_.hold(period, sealed), KeyOpened::yes);
  const auto both = vault_with({{1, key_of(1)}, {2, key_of(2)}});
  const auto rewrapped = both.rewrap(period, sealed);
  ASSERT_TRUE(rewrapped);
  EXPECT_EQ(SodiumVault::sealed_with(*rewrapped), 2U);
  auto later = vault_with({{2, key_of(2)}});
  ASSERT_EQ(later.hold(period, *rewrapped), KeyOpened::yes);
  EXPECT_EQ(later.pseudonym(here, address, noon), vault_.pseudonym(here, address, noon));

  EXPECT_FALSE(both.rewrap(period.next(), sealed)) << "bound to its period";
  EXPECT_FALSE(later.rewrap(period, sealed)) << "its sealing key is not there";
  EXPECT_FALSE(both.rewrap(period, ""));
}

TEST_F(VaultTest, AKeyWhosePeriodIsOverIsForgotten) {
  const auto period = vault_.period_at(noon);
  ASSERT_EQ(vault_.hold(period, vault_.new_sealed_key(period)), KeyOpened::yes);
  vault_.forget_before(period.end() - 1us);
  EXPECT_TRUE(vault_.pseudonym(here, address, noon));
  vault_.forget_before(period.end());
  EXPECT_FALSE(vault_.pseudonym(here, address, noon));
}

TEST_F(VaultTest, KeysMayComeAndGoWhileReadersAskForPseudonyms) {
  const auto period = vault_.period_at(noon);
  ASSERT_EQ(vault_.hold(period, vault_.new_sealed_key(period)), KeyOpened::yes);
  const auto first = vault_.pseudonym(here, address, noon);
  std::vector<std::thread> readers;
  for (int i = 0; i < 4; ++i) {
    readers.emplace_back([&] {
      for (int n = 0; n < 2000; ++n) ASSERT_EQ(vault_.pseudonym(here, address, noon), first);
    });
  }
  for (auto later = period.next(); later < PseudonymPeriod::at(noon + 24h * 700, 7);
       later = later.next()) {
    vault_.hold(later, vault_.new_sealed_key(later));
    vault_.forget_before(period.begin());
  }
  for (auto& reader : readers) reader.join();
}

TEST_F(VaultTest, PartsAreHashedWithTheirLengths) {
  const std::array<std::string_view, 2> first{"ab", "c"};
  const std::array<std::string_view, 2> second{"a", "bc"};
  EXPECT_NE(vault_.content_hash(here, first), vault_.content_hash(here, second));
  EXPECT_EQ(vault_.content_hash(here, first), vault_.content_hash(here, first));
}

// B12
TEST_F(VaultTest, AReceiptIsForOneComment) {
  const auto receipt = vault_.receipt(here, one);
  EXPECT_EQ(receipt.size(), 22U);
  EXPECT_TRUE(vault_.is_receipt(receipt, here, one));
  EXPECT_FALSE(vault_.is_receipt(receipt, here, another));
  EXPECT_FALSE(vault_.is_receipt(receipt, elsewhere, one));
  EXPECT_FALSE(vault_.is_receipt("", here, one));
  EXPECT_NE(vault_.moderation_hash(here, one), receipt);
  EXPECT_EQ(vault_.moderation_hash(here, one).size(), 32U);
}

TEST_F(VaultTest, ANonceIsGoodForOneArticleForADay) {
  const auto nonce = vault_.form_nonce(here, "1", noon);
  const auto good = [&](std::string_view text, SiteId site, std::string_view article, Instant now) {
    return vault_.is_form_nonce(text, site, article, now);
  };
  EXPECT_TRUE(good(nonce, here, "1", noon));
  EXPECT_TRUE(good(nonce, here, "1", noon + 24h - 1s));
  EXPECT_FALSE(good(nonce, here, "1", noon + 24h));
  EXPECT_FALSE(good(nonce, here, "2", noon));
  EXPECT_FALSE(good(nonce, elsewhere, "1", noon));
  EXPECT_NE(nonce, vault_.form_nonce(here, "1", noon));
  for (const std::string_view forged : {"", ".", "..", "9999999999.x.y", "9999999999"})
    EXPECT_FALSE(good(forged, here, "1", noon)) << forged;
  EXPECT_FALSE(good("9" + nonce, here, "1", noon)) << "a later expiry";
  EXPECT_FALSE(good(nonce + std::string(200, 'x'), here, "1", noon));
}

}  // namespace
}  // namespace copytaster::security
