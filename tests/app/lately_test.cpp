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
  EXPECT_EQ(memory.alike(by("ann", "1"), noon).others, 0);
  EXPECT_EQ(memory.alike(by("ann", "2"), noon).others, 0) << "her own";
  EXPECT_EQ(memory.alike(by("bob", "3", campaign_reworded), noon).others, 1);
  EXPECT_EQ(memory.alike(by("bob", "3", campaign_reworded), noon).others, 1) << "asked again";
  EXPECT_EQ(memory.alike(by("eve", "4"), noon).others, 2) << "authors, not comments";
  EXPECT_EQ(
      memory.alike(by("eve", "5", "The ferry must stay, as I have said before."), noon).others, 0);
}

TEST(LikenessMemory, IsRefilledByAnInstanceThatStarts) {
  LatelyMemory memory{{}};
  memory.refill({by("ann", "1"), noon});
  memory.refill({by("bob", "2", "Too short."), noon});
  EXPECT_EQ(memory.likenesses().alike(by("ann", "1"), noon).others, 0) << "the same attempt";
  EXPECT_EQ(memory.likenesses().alike(by("eve", "3"), noon + hours{23}).others, 1);
  EXPECT_EQ(memory.likenesses().alike(by("joe", "4", "Too short."), noon).others, 0);
}

TEST(LikenessMemory, KnowsNothingOfOtherSites) {
  LikenessMemory memory;
  memory.alike(by("ann", "1"), noon);
  Utterance elsewhere = by("bob", "2");
  elsewhere.site = {2};
  EXPECT_EQ(memory.alike(elsewhere, noon).others, 0);
}

TEST(LikenessMemory, ForgetsAfterADayAndWhatCameToNothing) {
  LikenessMemory memory;
  memory.alike(by("ann", "1"), noon);
  EXPECT_EQ(memory.alike(by("bob", "2"), noon + hours{24}).others, 1);
  EXPECT_EQ(memory.alike(by("eve", "3"), noon + hours{24} + seconds{1}).others, 1) << "bob's";
  memory.forget({test::digest_of("2")});
  memory.forget({test::digest_of("3")});
  EXPECT_EQ(memory.alike(by("joe", "4"), noon + hours{25}).others, 0);
}

TEST(LikenessMemory, IsBoundedAndForgetsTheOldestFirst) {
  LikenessMemory memory;
  memory.alike(by("ann", "1"), noon);
  const auto fill = [&memory](std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
      memory.alike(by("eve", std::to_string(i).c_str(), "The ferry must stay where it is."), noon);
  };
  fill(LikenessMemory::utterances_max - 1);
  EXPECT_EQ(memory.alike(by("bob", "a"), noon).others, 1);
  EXPECT_EQ(memory.alike(by("bob", "b"), noon).others, 0) << "ann's has made room";
}

TEST(LikenessMemory, CountsAHundredOthersAtMost) {
  LikenessMemory memory;
  for (std::size_t i = 0; i <= LikenessMemory::others_max + 1; ++i)
    memory.alike(by(("author " + std::to_string(i)).c_str(), std::to_string(i).c_str()), noon);
  EXPECT_EQ(memory.alike(by("ann", "last"), noon).others,
            static_cast<int>(LikenessMemory::others_max));
}

constexpr auto campaign_again =
    "My neighbour lost his job last winter and then makes 9120 dollars a month from home";
constexpr auto other_campaign =
    "The ferry must stay, as I have said so often before in this place.";

std::optional<CampaignId> begun_by(const char* text) { return campaign_of(likeness_of(text)); }

TEST(LikenessMemory, WhatIsAlikeHasTheNumberOfTheEarliest) {
  LikenessMemory memory;
  const auto first = memory.alike(by("ann", "1"), noon).campaign;
  EXPECT_EQ(first, begun_by(campaign)) << "whichever instance it came to";
  EXPECT_NE(first, begun_by(campaign_reworded));
  EXPECT_EQ(memory.alike(by("bob", "2", campaign_reworded), noon).campaign, first);
  EXPECT_EQ(memory.alike(by("bob", "2", campaign_reworded), noon).campaign, first) << "again";
  EXPECT_EQ(memory.alike(by("ann", "3", campaign_reworded), noon), (Alike{1, first})) << "her own";
  const auto other = memory.alike(by("eve", "4", other_campaign), noon).campaign;
  EXPECT_EQ(other, begun_by(other_campaign));
  EXPECT_NE(other, first);
  EXPECT_EQ(memory.alike(by("eve", "5", "Too short."), noon), Alike{});
}

TEST(LikenessMemory, ANumberIsHandedOnFromOneToTheNext) {
  ASSERT_FALSE(is_like(likeness_of(campaign), likeness_of(campaign_again)));
  ASSERT_TRUE(is_like(likeness_of(campaign_reworded), likeness_of(campaign_again)));
  LikenessMemory memory;
  const auto first = memory.alike(by("ann", "1"), noon).campaign;
  memory.alike(by("bob", "2", campaign_reworded), noon + hours{23});
  EXPECT_EQ(memory.alike(by("eve", "3", campaign_again), noon + hours{23}).campaign, first);
  EXPECT_EQ(memory.alike(by("joe", "4", campaign_again), noon + hours{47}).campaign, first)
      << "whose beginning is forgotten";
}

TEST(LikenessMemory, OtherSitesAndWhatCameToNothingHandNoNumberOn) {
  LikenessMemory memory;
  memory.alike(by("ann", "1"), noon);
  Utterance elsewhere = by("bob", "2", campaign_reworded);
  elsewhere.site = {2};
  EXPECT_EQ(memory.alike(elsewhere, noon).campaign, begun_by(campaign_reworded));
  memory.forget({test::digest_of("1")});
  EXPECT_EQ(memory.alike(by("eve", "3", campaign_reworded), noon).campaign,
            begun_by(campaign_reworded));
}

TEST(LikenessMemory, AnInstanceThatStartsGivesTheSameNumbers) {
  LikenessMemory memory;
  memory.enter({by("bob", "2", campaign_reworded), noon, begun_by(campaign)});
  EXPECT_EQ(memory.alike(by("eve", "3", campaign_again), noon).campaign, begun_by(campaign))
      << "as the store has kept it";
  LikenessMemory older;
  older.enter({by("bob", "2", campaign_reworded), noon});
  EXPECT_EQ(older.alike(by("eve", "3", campaign_again), noon).campaign,
            begun_by(campaign_reworded));
}

TEST(LikenessMemory, TheEarliestIsItOnceAllPlacesAreTaken) {
  LikenessMemory memory;
  const auto enter = [&memory](const char* attempt, std::int64_t number) {
    memory.enter({by("ann", attempt), noon, CampaignId{number}});
  };
  for (std::size_t i = 0; i < LikenessMemory::utterances_max - 1; ++i)
    memory.enter({by("eve", "other", other_campaign), noon});
  enter("1", 1);
  enter("2", 2);  // where the first of all stood
  EXPECT_EQ(memory.alike(by("bob", "3"), noon).campaign, CampaignId{1});
}

}  // namespace
}  // namespace copytaster
