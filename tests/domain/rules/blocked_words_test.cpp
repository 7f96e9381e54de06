#include <gtest/gtest.h>

#include "domain/rules/rule.hpp"
#include "tests/domain/builders.hpp"

namespace copytaster::rules {
namespace {

using test::a_submission;
using test::some_rules;

TEST(BlockedWords, HoldsAndMarksEachPlaceInCodePoints) {
  const auto reading = read_text(
      a_submission({.author = "Casino Carl", .text = "für viagra, viagra"}), some_rules());
  const auto hit = blocked_words(reading, {}, {});
  ASSERT_TRUE(hit);
  EXPECT_EQ(hit->weight, Weight::hold);
  EXPECT_EQ(hit->explanation, "blocked: casino, viagra");
  EXPECT_EQ(hit->spans, (std::vector<Span>{
                            {Field::author, 0, 6}, {Field::text, 4, 10}, {Field::text, 12, 18}}));
}

TEST(BlockedWords, PointsIntoTheMaskedText) {
  const auto reading = test::a_reading("ann@example.com sells viagra");
  const auto hit = blocked_words(reading, {}, {});
  ASSERT_TRUE(hit);
  const auto span = hit->spans.at(0);
  EXPECT_EQ(reading.public_text.substr(span.start, span.end - span.start), "viagra");
}

TEST(BlockedWords, IsSilentWithoutAny) {
  EXPECT_FALSE(blocked_words(test::a_reading("a specialist in gambling law"), {}, {}));
}

TEST(BlockedWords, StaysSmallOnAHostileText) {
  std::string text;
  while (text.size() < 60'000) text += "casino ";
  const auto hit = blocked_words(test::a_reading(text), {}, {});
  ASSERT_TRUE(hit);
  EXPECT_EQ(hit->spans.size(), 50U);
  EXPECT_EQ(hit->explanation, "blocked: casino");
}

}  // namespace
}  // namespace copytaster::rules
