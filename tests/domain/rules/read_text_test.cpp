#include <gtest/gtest.h>

#include "tests/domain/builders.hpp"

namespace copytaster {
namespace {

using test::a_submission;
using test::some_rules;

TEST(ReadText, LeavesAnOrdinaryCommentAlone) {
  const auto submission = a_submission({.url = "https://ann.example", .text = "Plain & simple <3"});
  const auto reading = read_text(submission, some_rules());
  EXPECT_EQ(reading.public_author, submission.author());
  EXPECT_EQ(reading.public_url, submission.url());
  EXPECT_EQ(reading.public_text, submission.text());
  EXPECT_FALSE(reading.changed_by_masking);
  EXPECT_EQ(reading.rules_version, "test");
}

TEST(ReadText, HidesAddressesInEveryPublicField) {
  const auto reading = read_text(a_submission({.author = "ann@example.com",
                                               .url = "https://x.example/?m=ann@example.com",
                                               .text = "write to ann@example.com"}),
                                 some_rules());
  EXPECT_EQ(reading.public_author, "Reader") << "a masked name reads Reader";
  EXPECT_EQ(reading.public_url, std::nullopt) << "a masked url is dropped";
  EXPECT_EQ(reading.public_text, "write to [email hidden]");
  EXPECT_TRUE(reading.changed_by_masking);
  EXPECT_EQ(reading.hidden_addresses.size(), 2U);
}

}  // namespace
}  // namespace copytaster
