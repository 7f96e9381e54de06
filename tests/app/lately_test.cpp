#include "copytaster/app/lately.hpp"

#include <gtest/gtest.h>

#include "tests/app/fakes.hpp"

namespace copytaster {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

const Instant noon{hours{12}};

const Pseudonym reader{test::digest_of("reader")};

TEST(LatelyMemory, KnowsASayingForTwoDaysByAnotherAttemptAlone) {
  LatelyMemory memory{{}};
  const ContentHash saying{test::digest_of("saying")};
  const IntakeKey first{test::digest_of("first")};
  const IntakeKey second{test::digest_of("second")};
  EXPECT_FALSE(memory.said_before(saying, first, noon));
  EXPECT_FALSE(memory.said_before(saying, first, noon)) << "the same attempt, asked again";
  EXPECT_TRUE(memory.said_before(saying, second, noon + hours{48}));
  EXPECT_FALSE(memory.said_before(saying, second, noon + hours{48} + seconds{1}));
}

TEST(LatelyMemory, ForgetsASayingOfTheAttemptThatMadeItAlone) {
  LatelyMemory memory{{}};
  const ContentHash saying{test::digest_of("saying")};
  const IntakeKey first{test::digest_of("first")};
  const IntakeKey second{test::digest_of("second")};
  memory.said_before(saying, first, noon);
  memory.forget(saying, second);
  EXPECT_TRUE(memory.said_before(saying, second, noon));
  memory.forget(saying, first);
  EXPECT_FALSE(memory.said_before(saying, second, noon));
}

TEST(LatelyMemory, KnowsTheAttemptThatLastStoredAContentForItsReaderAlone) {
  LatelyMemory memory{{}};
  const ContentHash content{test::digest_of("a")};
  memory.remember(content, reader, {{}, noon});
  memory.remember(content, reader, {{}, noon + hours{1}});
  EXPECT_EQ(memory.stored_before(content, reader, noon + hours{49})->at, noon + hours{1});
  EXPECT_FALSE(memory.stored_before(content, reader, noon + hours{49} + seconds{1}));
  EXPECT_FALSE(memory.stored_before({test::digest_of("b")}, reader, noon));
  EXPECT_FALSE(memory.stored_before(content, {test::digest_of("another")}, noon));
}

TEST(LatelyMemory, IsBoundedAndForgetsTheOldestFirst) {
  LatelyMemory memory{{}, 3};
  for (const char* content : {"a", "b", "c", "d"})
    memory.remember({test::digest_of(content)}, reader, {{}, noon});
  EXPECT_FALSE(memory.stored_before({test::digest_of("a")}, reader, noon));
  for (const char* content : {"b", "c", "d"})
    EXPECT_TRUE(memory.stored_before({test::digest_of(content)}, reader, noon));
}

TEST(LatelyMemory, IsRefilledByAnInstanceThatStarts) {
  LatelyMemory memory{{}};
  const ContentHash saying{test::digest_of("saying")};
  memory.refill({saying, {test::digest_of("first")}, noon});
  memory.refill({saying, {test::digest_of("second")}, noon + hours{1}});
  EXPECT_TRUE(memory.said_before(saying, {test::digest_of("second")}, noon + hours{2}));
}

constexpr auto campaign =
    "My neighbour lost his job last spring and now earns 8450 dollars a month from home";
constexpr auto campaign_reworded =
    "My neighbour lost his job last spring and now makes 9120 dollars a month from home";

Utterance by(const char* author, const char* attempt, const char* text = campaign) {
  return {{1}, {test::digest_of(attempt)}, {test::digest_of(author)}, likeness_of(text)};
}

TEST(LikenessMemory, CountsOtherAuthorsThatHaveSaidNearlyTheSame) {
  LikenessMemory memory;
  EXPECT_EQ(memory.others_like(by("ann", "1"), noon), 0);
  EXPECT_EQ(memory.others_like(by("ann", "2"), noon), 0) << "her own";
  EXPECT_EQ(memory.others_like(by("bob", "3", campaign_reworded), noon), 1);
  EXPECT_EQ(memory.others_like(by("bob", "3", campaign_reworded), noon), 1) << "asked again";
  EXPECT_EQ(memory.others_like(by("eve", "4"), noon), 2) << "authors, not comments";
  EXPECT_EQ(memory.others_like(by("eve", "5", "The ferry must stay, as I have said before."), noon),
            0);
}

TEST(LikenessMemory, IsRefilledByAnInstanceThatStarts) {
  LatelyMemory memory{{}};
  memory.refill({by("ann", "1"), noon});
  memory.refill({by("bob", "2", "Too short."), noon});
  EXPECT_EQ(memory.likenesses().others_like(by("ann", "1"), noon), 0) << "the same attempt";
  EXPECT_EQ(memory.likenesses().others_like(by("eve", "3"), noon + hours{23}), 1);
  EXPECT_EQ(memory.likenesses().others_like(by("joe", "4", "Too short."), noon), 0);
}

TEST(LikenessMemory, KnowsNothingOfOtherSites) {
  LikenessMemory memory;
  memory.others_like(by("ann", "1"), noon);
  Utterance elsewhere = by("bob", "2");
  elsewhere.site = {2};
  EXPECT_EQ(memory.others_like(elsewhere, noon), 0);
}

TEST(LikenessMemory, ForgetsAfterADayAndWhatCameToNothing) {
  LikenessMemory memory;
  memory.others_like(by("ann", "1"), noon);
  EXPECT_EQ(memory.others_like(by("bob", "2"), noon + hours{24}), 1);
  EXPECT_EQ(memory.others_like(by("eve", "3"), noon + hours{24} + seconds{1}), 1) << "bob's";
  memory.forget({test::digest_of("2")});
  memory.forget({test::digest_of("3")});
  EXPECT_EQ(memory.others_like(by("joe", "4"), noon + hours{25}), 0);
}

TEST(LikenessMemory, IsBoundedAndForgetsTheOldestFirst) {
  LikenessMemory memory;
  memory.others_like(by("ann", "1"), noon);
  const auto fill = [&memory](std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
      memory.others_like(by("eve", std::to_string(i).c_str(), "The ferry must stay where it is."),
                         noon);
  };
  fill(LikenessMemory::utterances_max - 1);
  EXPECT_EQ(memory.others_like(by("bob", "a"), noon), 1);
  EXPECT_EQ(memory.others_like(by("bob", "b"), noon), 0) << "ann's has made room";
}

TEST(LikenessMemory, CountsAHundredOthersAtMost) {
  LikenessMemory memory;
  for (std::size_t i = 0; i <= LikenessMemory::others_max + 1; ++i)
    memory.others_like(by(("author " + std::to_string(i)).c_str(), std::to_string(i).c_str()),
                       noon);
  EXPECT_EQ(memory.others_like(by("ann", "last"), noon),
            static_cast<int>(LikenessMemory::others_max));
}

}  // namespace
}  // namespace copytaster
