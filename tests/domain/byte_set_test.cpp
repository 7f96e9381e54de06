#include "copytaster/domain/byte_set.hpp"

#include <gtest/gtest.h>

namespace copytaster {
namespace {

TEST(ByteSet, FindsTheFirstOfItsBytes) {
  constexpr ByteSet set{"x\xFF"};
  EXPECT_EQ(set.first_in("abxcx"), 2U);
  EXPECT_EQ(set.first_in("abxcx", 3), 4U);
  EXPECT_EQ(set.first_in("ab\xFF"), 2U);
  EXPECT_EQ(set.first_in("abc"), 3U);
  EXPECT_EQ(set.first_in("abc", 3), 3U);
  EXPECT_EQ(set.first_in(""), 0U);
}

TEST(ByteSet, ReachesUpToItsLimit) {
  constexpr ByteSet set = ByteSet{"x"}.with_below(' ');
  EXPECT_EQ(set.first_in("a \x1f"), 2U);
  EXPECT_EQ(set.first_in(std::string_view{"a\0", 2}), 1U);
  EXPECT_EQ(set.first_in("ax"), 1U);
  EXPECT_EQ(set.first_in(" \x20\x7f\xC3"), 4U);
}

TEST(ByteSet, WhatStandsBetweenIsCopied) {
  const auto replaced = [](std::string_view text) {
    std::string out = ">";
    append_replacing(out, text, ByteSet{"xy"}, [](std::string& to, char c) { to.append(2, c); });
    return out;
  };
  EXPECT_EQ(replaced(""), ">");
  EXPECT_EQ(replaced("abc"), ">abc");
  EXPECT_EQ(replaced("xabyyc"), ">xxabyyyyc");
  EXPECT_EQ(replaced("ax"), ">axx");
}

TEST(ByteSet, HoldsAllOfATextOrNot) {
  constexpr ByteSet digits = ByteSet::where([](char c) { return c >= '0' && c <= '9'; });
  EXPECT_TRUE(digits.has('0') && digits.has('9'));
  EXPECT_FALSE(digits.has('/') || digits.has(':') || digits.has('\0') || digits.has('\xb0'));
  EXPECT_TRUE(digits.has_all_of(""));
  EXPECT_TRUE(digits.has_all_of("0123456789"));
  for (std::size_t at = 0; at < 10; ++at) {
    std::string text = "0123456789";
    text[at] = '\xff';
    EXPECT_FALSE(digits.has_all_of(text)) << at;
  }
}

}  // namespace
}  // namespace copytaster
