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

}  // namespace
}  // namespace copytaster
