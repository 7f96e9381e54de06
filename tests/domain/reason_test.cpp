#include "copytaster/domain/reason.hpp"

#include <set>

#include <gtest/gtest.h>

namespace copytaster {
namespace {

TEST(ReasonCodes, EachHasANameAndWordsOfItsOwn) {
  std::set<std::string_view> names;
  std::set<std::string_view> words;
  for (int number = 0; number < reason_codes; ++number) {
    const auto code = static_cast<ReasonCode>(number);
    EXPECT_EQ(parse_reason_code(name_of(code)), code);
    names.insert(name_of(code));
    words.insert(words_for(code));
  }
  EXPECT_EQ(names.size(), 11U);
  EXPECT_EQ(words.size(), 11U);
  EXPECT_FALSE(words.contains(""));
}

TEST(ReasonCodes, AnythingElseIsSomebodysWords) {
  for (const auto* own : {"", "Abusive", "abusive ", " abusive", "abusive!", "banned word"})
    EXPECT_FALSE(parse_reason_code(own)) << own;
}

}  // namespace
}  // namespace copytaster
