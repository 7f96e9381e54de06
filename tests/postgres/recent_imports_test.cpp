#include "postgres/recent_imports.hpp"

#include <gtest/gtest.h>

namespace copytaster::postgres {
namespace {

TEST(RecentImports, WhatWasAddedIsNeverMissed) {
  RecentImports recent;
  EXPECT_FALSE(recent.may_have("1"));
  constexpr int many = 300'000;
  for (int i = 0; i < many; ++i) recent.add(std::to_string(i), {{i}, {7}});
  int wrong = 0;
  for (int i = 0; i < many; ++i) {
    EXPECT_TRUE(recent.may_have(std::to_string(i)));
    wrong += recent.may_have("x" + std::to_string(i)) ? 1 : 0;
  }
  EXPECT_LT(wrong, 30) << "one of ten thousand";
}

TEST(RecentImports, TheLastHundredThousandAreFoundAndOldOnesForgotten) {
  RecentImports recent;
  for (int i = 0; i < 250'000; ++i) recent.add(std::to_string(i), {{i}, {i % 3}});
  for (const int there : {249'999, 150'000}) {
    const auto* found = recent.find(std::to_string(there));
    ASSERT_NE(found, nullptr) << there;
    EXPECT_EQ(found->id, CommentId{there});
    EXPECT_EQ(found->article, ArticleId{there % 3});
  }
  EXPECT_EQ(recent.find("0"), nullptr);
  EXPECT_EQ(recent.find("x"), nullptr);
}

}  // namespace
}  // namespace copytaster::postgres
