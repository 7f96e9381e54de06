#include "security/credentials.hpp"

#include <algorithm>
#include <ctime>
#include <limits>
#include <set>

#include <gtest/gtest.h>

#include "security/token.hpp"

namespace copytaster::security {
namespace {

Password typed(std::string_view text) { return Password::typed(text).value(); }

TEST(Credentials, APasswordMatchesItsHashAlone) {
  const SodiumCredentials credentials;
  const std::string hash = credentials.hash_of(typed("the late ferry"));
  EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=65536,t=3,p=1$")) << hash;
  EXPECT_TRUE(credentials.matches(typed("the late ferry"), hash));
  EXPECT_FALSE(credentials.matches(typed("the late ferrY"), hash));
  EXPECT_FALSE(credentials.matches(typed(""), hash));
  EXPECT_NE(hash, credentials.hash_of(typed("the late ferry"))) << "salted";
  EXPECT_FALSE(credentials.matches(typed("the late ferry"), "no hash"));
}

// B19
TEST(Credentials, NobodysPasswordTakesAsLongAndIsWrong) {
  const SodiumCredentials credentials;
  const std::string hash = credentials.hash_of(typed("the late ferry"));
  // In time at the processor, of which a busy machine adds little, and the shortest has least of
  // it.
  const auto took = [&credentials](const std::optional<std::string>& compared) {
    std::clock_t shortest = std::numeric_limits<std::clock_t>::max();
    for (int again = 0; again < 4; ++again) {
      const std::clock_t start = std::clock();
      EXPECT_FALSE(credentials.matches(typed("guess"), compared));
      shortest = std::min(shortest, std::clock() - start);
    }
    return shortest;
  };
  const std::clock_t unknown = took(std::nullopt);
  const std::clock_t known = took(hash);
  EXPECT_GT(unknown * 2, known) << "no short cut for unknown names";
  EXPECT_GT(known * 2, unknown) << "and no detour";
}

TEST(Credentials, SessionTokensAreNoApiTokens) {
  const SodiumCredentials credentials;
  const std::string token = credentials.new_session_token();
  EXPECT_EQ(credentials.hash_of_session(token)->size(), 32U);
  EXPECT_FALSE(hash_of_token(token));
  EXPECT_FALSE(credentials.hash_of_session(new_api_token()));
  for (const std::string& wrong : {std::string{}, token + "a", token.substr(1), "cs_" + token})
    EXPECT_FALSE(credentials.hash_of_session(wrong));
}

// B14
TEST(Credentials, ACsrfTokenBelongsToOneSession) {
  const SodiumCredentials credentials;
  const std::string token = credentials.new_session_token();
  const std::string csrf = credentials.csrf_of(token);
  EXPECT_TRUE(credentials.is_csrf_of(token, csrf));
  EXPECT_FALSE(credentials.is_csrf_of(credentials.new_session_token(), csrf));
  EXPECT_FALSE(credentials.is_csrf_of(token, ""));
  EXPECT_EQ(csrf.find(token.substr(3)), std::string::npos);
  EXPECT_NE(credentials.hash_of_session(token), csrf);
}

TEST(Credentials, ACodeIsReadHoweverItIsTyped) {
  const SodiumCredentials credentials;
  const std::string code = new_login_code();
  EXPECT_EQ(code.size(), 24U);
  const auto hash = credentials.hash_of_code(code);
  ASSERT_TRUE(hash);
  std::string shouted = code;
  for (char& c : shouted)
    c = c == '-' ? ' ' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  EXPECT_EQ(credentials.hash_of_code(" " + shouted + "\n"), hash);
  for (const std::string& wrong : {std::string{}, code + "0", code.substr(1), "u" + code.substr(1)})
    EXPECT_FALSE(credentials.hash_of_code(wrong)) << wrong;
  std::set<std::string> codes;
  for (int i = 0; i < 1000; ++i) codes.insert(new_login_code());
  EXPECT_EQ(codes.size(), 1000U);
}

}  // namespace
}  // namespace copytaster::security
