#include "http/cached_page.hpp"

#include <vector>

#include <gtest/gtest.h>

namespace copytaster::http {
namespace {

constexpr std::size_t large = 30'000;
constexpr int many = 300;  // more than make a page hot
constexpr int hot_pages_max = 256;

std::unique_ptr<CachedPage> page_of(std::size_t bytes) {
  return std::make_unique<CachedPage>(Reply{200, {}, std::string(bytes, 'x')});
}

const PreparedReply& asked(const CachedPage& page, int times, const Request& request = {}) {
  for (int i = 1; i < times; ++i) page.form_for(request);
  return *page.form_for(request);
}

TEST(CachedPage, WhatManyAskForGoesOutAsPages) {
  const auto page = page_of(large);
  EXPECT_FALSE(asked(*page, 1).pages);
  const std::string bytes = asked(*page, 1).bytes;
  EXPECT_TRUE(asked(*page, many).pages);
  EXPECT_EQ(asked(*page, 1).bytes, bytes) << "the same answer";
}

TEST(CachedPage, ASmallOneIsCopied) {
  const auto page = page_of(1'000);
  EXPECT_FALSE(asked(*page, many).pages);
}

TEST(CachedPage, OnlySoManyAreHotAndTheirPlacesAreGivenBack) {
  std::vector<std::unique_ptr<CachedPage>> hot;
  for (int i = 0; i < hot_pages_max; ++i) {
    hot.push_back(page_of(large));
    EXPECT_TRUE(asked(*hot.back(), many).pages) << i;
  }
  const auto one_more = page_of(large);
  EXPECT_FALSE(asked(*one_more, many).pages);
  hot.pop_back();
  const auto instead = page_of(large);
  EXPECT_TRUE(asked(*instead, many).pages);
}

}  // namespace
}  // namespace copytaster::http
