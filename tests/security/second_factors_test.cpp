#include "security/second_factors.hpp"

#include <oath.h>
#include <sodium.h>

#include <cstdlib>
#include <set>

#include <gtest/gtest.h>

#include "security/credentials.hpp"
#include "security/totp_secrets.hpp"

namespace copytaster::security {
namespace {

constexpr ModeratorId ann{7};

MasterKey key_of(std::uint8_t byte) {
  MasterKey key;
  key.fill(byte);
  return key;
}

std::map<std::uint32_t, MasterKey> keys_of(std::initializer_list<std::uint32_t> ids) {
  std::map<std::uint32_t, MasterKey> keys;
  for (const auto id : ids) keys[id] = key_of(static_cast<std::uint8_t>(id));
  return keys;
}

SodiumVault vault_with(std::initializer_list<std::uint32_t> ids) {
  EXPECT_GE(::sodium_init(), 0);
  return {Keys{key_of(9), keys_of(ids)}, 7};
}

class SecondFactorsTest : public testing::Test {
 protected:
  /// RFC 6238, appendix B: the secret and, of its eight digits, the last six.
  StoredTotp of_rfc(std::int64_t last_step = 0) const {
    return {ann, vault_.seal_totp(ann, "12345678901234567890"), last_step};
  }
  static Instant at(std::int64_t second) { return Instant{std::chrono::seconds{second}}; }

  SodiumVault vault_ = vault_with({1});
  OathSecondFactors factors_{vault_};
};

TEST_F(SecondFactorsTest, CodesAreThoseOfTheRfc) {
  const std::pair<std::int64_t, const char*> vectors[] = {
      {59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
      {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
  for (const auto& [second, code] : vectors)
    EXPECT_EQ(factors_.step_of(of_rfc(), code, at(second)), second / 30) << second;
}

// B20
TEST_F(SecondFactorsTest, AStepOnEitherSideCountsAndNoMore) {
  constexpr std::int64_t step = 1111111109 / 30;
  for (const std::int64_t beside : {-1, 0, 1})
    EXPECT_EQ(factors_.step_of(of_rfc(), "081804", at((step + beside) * 30)), step);
  EXPECT_EQ(factors_.step_of(of_rfc(), "081804", at((step + 2) * 30 - 1)), step);
  EXPECT_FALSE(factors_.step_of(of_rfc(), "081804", at((step + 2) * 30)));
  EXPECT_FALSE(factors_.step_of(of_rfc(), "081804", at((step - 1) * 30 - 1)));
}

// B20
TEST_F(SecondFactorsTest, AUsedStepCountsNoMoreNorWhatWasBeforeIt) {
  constexpr std::int64_t step = 1111111109 / 30;
  EXPECT_TRUE(factors_.step_of(of_rfc(step - 1), "081804", at(step * 30)));
  EXPECT_FALSE(factors_.step_of(of_rfc(step), "081804", at(step * 30)));
  EXPECT_FALSE(factors_.step_of(of_rfc(step + 1), "081804", at(step * 30)));
}

TEST_F(SecondFactorsTest, ACodeIsSixDigitsHoweverTheyAreGrouped) {
  const Instant now = at(1111111109);
  for (const char* typed : {"081804", "081 804", " 0 8-1804 "})
    EXPECT_TRUE(factors_.step_of(of_rfc(), typed, now)) << typed;
  for (const char* typed : {"", "81804", "0081804", "08180a", "081804\n", "٠٨١٨٠٤"})
    EXPECT_FALSE(factors_.step_of(of_rfc(), typed, now)) << typed;
}

TEST_F(SecondFactorsTest, ANewSecretIsWhatTheAppIsTold) {
  const auto made = factors_.new_secret(ann);
  EXPECT_EQ(made.base32.size(), 32U);
  EXPECT_NE(made.base32, factors_.new_secret(ann).base32);
  char* bytes = nullptr;
  std::size_t length = 0;
  ASSERT_EQ(oath_base32_decode(made.base32.data(), made.base32.size(), &bytes, &length), OATH_OK);
  EXPECT_EQ(std::string(bytes, length), vault_.open_totp(ann, made.sealed));
  EXPECT_EQ(length, 20U);
  std::free(bytes);
}

TEST_F(SecondFactorsTest, ASecretOpensForItsAccountAndItsKeyAlone) {
  const std::string sealed = factors_.new_secret(ann).sealed;
  EXPECT_TRUE(vault_.open_totp(ann, sealed));
  EXPECT_FALSE(vault_.open_totp({8}, sealed));
  EXPECT_FALSE(vault_with({2}).open_totp(ann, sealed));
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(vault_.open_totp(ann, changed)) << i;
  }
  for (std::size_t size = 0; size < 44; ++size)
    EXPECT_FALSE(vault_.open_totp(ann, sealed.substr(0, size)));
}

TEST_F(SecondFactorsTest, AChangeOfKeysKeepsTheSecret) {
  const std::string sealed = factors_.new_secret(ann).sealed;
  const SodiumVault both = vault_with({1, 2});
  const auto fresh = both.rewrap_totp(ann, sealed);
  ASSERT_TRUE(fresh);
  EXPECT_EQ(SodiumVault::sealed_with(*fresh), 2U);
  EXPECT_EQ(vault_with({2}).open_totp(ann, *fresh), vault_.open_totp(ann, sealed));
  EXPECT_FALSE(vault_with({2}).rewrap_totp(ann, sealed));
}

TEST_F(SecondFactorsTest, RecoveryCodesAreTenAndNoLoginCodes) {
  const auto codes = factors_.new_recovery_codes();
  EXPECT_EQ(codes.size(), 10U);
  EXPECT_EQ((std::set<std::string>{codes.begin(), codes.end()}).size(), 10U);
  for (const std::string& code : codes) {
    EXPECT_EQ(factors_.hash_of_recovery_code(code).value().size(), 32U);
    EXPECT_NE(factors_.hash_of_recovery_code(code), hash_of_login_code(code));
  }
  EXPECT_FALSE(factors_.hash_of_recovery_code("081804"));
}

TEST_F(SecondFactorsTest, TheDrawingIsOnePathOnWhite) {
  const std::string svg = factors_.qr_svg("otpauth://totp/x?secret=y");
  EXPECT_TRUE(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 "));
  // The corner of every code: a row of seven dark squares, below and beside four white ones.
  EXPECT_NE(svg.find(" d=\"M4 4h7v1h-7z"), std::string::npos);
  EXPECT_TRUE(svg.ends_with("z\"/></svg>"));
  EXPECT_EQ(svg.find_first_not_of("<>abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                  "\"=:/.# -"),
            std::string::npos);
  EXPECT_NO_THROW(factors_.qr_svg(otpauth_uri(std::string(100, '\xFC'), std::string(32, 'A'))));
  EXPECT_THROW(factors_.qr_svg(std::string(3000, 'a')), std::runtime_error);
}

}  // namespace
}  // namespace copytaster::security
