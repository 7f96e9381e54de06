#include "copytaster/domain/flood.hpp"

#include <gtest/gtest.h>

namespace copytaster {
namespace {

using std::chrono::seconds;

Pseudonym reader(std::uint8_t n) { return {Digest{n, 1}}; }
AuthorIndex author(std::uint8_t n) { return {Digest{n, 2}}; }
const Instant start{std::chrono::hours{1000}};

TEST(FloodGuard, AdmitsABurstThenOneEveryFifteenSeconds) {
  FloodGuard guard{{.per_minute = 4, .burst = 5}};
  for (int i = 0; i < 5; ++i) EXPECT_EQ(guard.admit(reader(1), author(1), start), 0);
  EXPECT_EQ(guard.admit(reader(1), author(1), start), 15);
  EXPECT_EQ(guard.admit(reader(1), author(1), start + seconds{14}), 1);
  EXPECT_EQ(guard.admit(reader(1), author(1), start + seconds{15}), 0);
  EXPECT_GT(guard.admit(reader(1), author(1), start + seconds{15}), 0);
}

TEST(FloodGuard, CountsTheReaderAndTheAuthorApart) {
  FloodGuard guard{{.per_minute = 4, .burst = 2}};
  EXPECT_EQ(guard.admit(reader(1), author(1), start), 0);
  EXPECT_EQ(guard.admit(reader(1), author(2), start), 0);
  EXPECT_GT(guard.admit(reader(1), author(3), start), 0) << "the reader's burst is used up";
  EXPECT_EQ(guard.admit(reader(2), author(3), start), 0) << "a refusal took nothing from author 3";
  EXPECT_EQ(guard.admit(reader(3), author(1), start), 0);
  EXPECT_GT(guard.admit(reader(4), author(1), start), 0) << "the author's burst is used up";
}

TEST(FloodGuard, CountsAReaderWhoIsNoAuthorByHerself) {
  FloodGuard guard{{.per_minute = 4, .burst = 2}};
  EXPECT_EQ(guard.admit(reader(1), start), 0);
  EXPECT_EQ(guard.admit(reader(1), start), 0);
  EXPECT_EQ(guard.admit(reader(1), start), 15);
  EXPECT_EQ(guard.admit(reader(2), start), 0);
  EXPECT_EQ(guard.admit(reader(1), start + seconds{15}), 0);
}

TEST(FloodGuard, NeverSavesUpMoreThanItsBurst) {
  FloodGuard guard{{.per_minute = 60, .burst = 2}};
  EXPECT_EQ(guard.admit(reader(1), author(1), start), 0);
  const Instant later = start + std::chrono::hours{24};
  EXPECT_EQ(guard.admit(reader(1), author(1), later), 0);
  EXPECT_EQ(guard.admit(reader(1), author(1), later), 0);
  EXPECT_GT(guard.admit(reader(1), author(1), later), 0);
}

TEST(FloodGuard, IsBoundedAndForgetsTheLongestUnused) {
  FloodGuard guard{{.per_minute = 4, .burst = 1}, 6};
  for (std::uint8_t n = 1; n <= 3; ++n) EXPECT_EQ(guard.admit(reader(n), author(n), start), 0);
  EXPECT_EQ(guard.sources(), 6U);
  EXPECT_GT(guard.admit(reader(1), author(1), start), 0) << "still known, and now used last";
  EXPECT_EQ(guard.admit(reader(4), author(4), start), 0);
  EXPECT_EQ(guard.sources(), 6U);
  EXPECT_GT(guard.admit(reader(1), author(1), start), 0);
  EXPECT_EQ(guard.admit(reader(2), author(2), start), 0) << "forgotten: it can only forgive";
}

TEST(FloodGuard, AClockThatStepsBackGivesNothing) {
  FloodGuard guard{{.per_minute = 4, .burst = 1}};
  EXPECT_EQ(guard.admit(reader(1), author(1), start), 0);
  EXPECT_GT(guard.admit(reader(1), author(1), start - std::chrono::hours{1}), 0);
  EXPECT_GT(guard.admit(reader(1), author(1), start), 0);
}

TEST(FloodGuard, TellsHowManyItAdmittedWithinTheLastHour) {
  FloodGuard guard{{.per_minute = 4, .burst = 5}};
  EXPECT_EQ(guard.admitted_lately(reader(1), author(1), start), 0);
  for (int i = 0; i < 5; ++i) guard.admit(reader(1), author(1), start);
  EXPECT_GT(guard.admit(reader(1), author(1), start), 0);
  EXPECT_EQ(guard.admitted_lately(reader(1), author(1), start), 5) << "what was refused not";
  guard.admit(reader(2), author(1), start + std::chrono::minutes{30});
  EXPECT_EQ(guard.admitted_lately(reader(2), author(1), start + std::chrono::minutes{30}), 6)
      << "of the busier of the two";
  EXPECT_EQ(guard.admitted_lately(reader(2), author(9), start + std::chrono::minutes{30}), 1);
  EXPECT_EQ(guard.admitted_lately(reader(2), author(1), start + std::chrono::minutes{60}), 6);
  EXPECT_EQ(guard.admitted_lately(reader(2), author(1), start + std::chrono::minutes{70}), 1);
  EXPECT_EQ(guard.admitted_lately(reader(2), author(1), start + std::chrono::hours{100}), 0);
}

}  // namespace
}  // namespace copytaster
