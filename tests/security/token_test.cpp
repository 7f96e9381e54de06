#include "security/token.hpp"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include <gtest/gtest.h>

#include "security/core_dumps.hpp"
#include "security/hashing.hpp"

namespace copytaster::security {
namespace {

TEST(Token, IsLongRandomAndEasyToFind) {
  const auto token = new_api_token();
  EXPECT_TRUE(token.starts_with("ct_"));
  EXPECT_EQ(token.size(), 46U);
  EXPECT_NE(token, new_api_token());
}

TEST(Token, OnlyWhatCanBeOneIsHashed) {
  const auto token = new_api_token();
  const auto hash = hash_of_token(token);
  ASSERT_TRUE(hash);
  EXPECT_EQ(hash->size(), 32U);
  EXPECT_EQ(hash, hash_of_token(token));
  EXPECT_NE(hash, hash_of_token(new_api_token()));
  EXPECT_EQ(hash->find(token.substr(3, 8)), std::string::npos);

  const std::string secret = token.substr(3);
  for (const auto& wrong : {std::string{}, secret, "CT_" + secret, "ct_" + secret + "x",
                            "ct_" + secret.substr(1), "ct_" + secret.substr(1) + " "})
    EXPECT_FALSE(hash_of_token(wrong)) << wrong;
}

TEST(Hashing, ShortHashesTellTextsApart) {
  EXPECT_EQ(short_hash("a").size(), 12U);
  EXPECT_EQ(short_hash("a"), short_hash("a"));
  EXPECT_NE(short_hash("a"), short_hash("b"));
}

TEST(Hashing, EqualComparesLengthAndBytes) {
  EXPECT_TRUE(equal("abc", "abc"));
  EXPECT_FALSE(equal("abc", "abd"));
  EXPECT_FALSE(equal("abc", "ab"));
  EXPECT_TRUE(equal("", ""));
}

/// In a child: a test process that cannot be looked at could not be debugged either.
TEST(CoreDumps, AreForbidden) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    forbid_core_dumps();
    rlimit limit{};
    ::getrlimit(RLIMIT_CORE, &limit);
    ::_exit(limit.rlim_cur == 0 && limit.rlim_max == 0 ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

}  // namespace
}  // namespace copytaster::security
