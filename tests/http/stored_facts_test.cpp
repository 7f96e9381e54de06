#include "http/stored_facts.hpp"

#include <gtest/gtest.h>

namespace copytaster::http {
namespace {

TEST(StoredFacts, ComeBackAsTheyWereWritten) {
  const Facts facts{.approved_before = 1,
                    .rejected_before = 2,
                    .spam_before = 3,
                    .known_author = true,
                    .said_before = true,
                    .refused_share_lately = 4,
                    .comments_lately = 5,
                    .similar_lately = 6,
                    .banned = true};
  Verdict verdict;
  verdict.addresses = 7;
  verdict.trap_filled = true;
  const std::string written = verdict_json(verdict, facts);
  StoredFactsReader reader;
  const auto stored = reader.read(written);
  ASSERT_TRUE(stored);
  verdict.addresses = stored->addresses;
  verdict.trap_filled = stored->trap_filled;
  EXPECT_EQ(verdict_json(verdict, stored->facts), written);
  EXPECT_EQ(stored->facts.similar_lately, 6);
}

TEST(StoredFacts, MayBeOlderOrMissing) {
  StoredFactsReader reader;
  const auto older = reader.read(
      R"({"facts":{"approved":1,"rejected":0,"spam":0,"known_author":true,"said_before":false}})");
  ASSERT_TRUE(older);
  EXPECT_EQ(older->facts.approved_before, 1);
  EXPECT_EQ(older->facts.comments_lately, 0);
  EXPECT_FALSE(reader.read("{}"));
  EXPECT_FALSE(reader.read(R"({"facts":7})"));
  EXPECT_FALSE(reader.read("nonsense"));
  EXPECT_FALSE(reader.read(""));
}

}  // namespace
}  // namespace copytaster::http
