#include "copytaster/domain/login_delay.hpp"

#include <gtest/gtest.h>

namespace copytaster {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

const Instant start{hours{1000}};
const Attempt ann{"ann", "10.0.0.1"};

TEST(LoginDelays, FiveSlipsAreFreeThenTheWaitDoubles) {
  LoginDelays delays;
  for (int i = 0; i < 5; ++i) EXPECT_EQ(delays.begin(ann, start), 0);
  EXPECT_EQ(delays.begin(ann, start), 1);
  EXPECT_EQ(delays.begin(ann, start + seconds{1}), 0);
  EXPECT_EQ(delays.begin(ann, start + seconds{2}), 1);
  EXPECT_EQ(delays.begin(ann, start + seconds{3}), 0);
  EXPECT_EQ(delays.begin(ann, start + seconds{3}), 4);
}

// B18
TEST(LoginDelays, ANameGetsSomeFifteenGuessesAnHourFromEverywhereTogether) {
  LoginDelays delays;
  int first_hour = 0;
  int second_hour = 0;
  for (int s = 0; s < 7200; ++s) {
    const bool admitted =
        delays.begin({"ann", "10.0.0." + std::to_string(s % 250)}, start + seconds{s}) == 0;
    if (admitted) ++(s < 3600 ? first_hour : second_hour);
  }
  EXPECT_LE(first_hour, 30);
  EXPECT_LE(second_hour, 15);
  EXPECT_GE(second_hour, 14) << "and is never shut out";
}

// B18
TEST(LoginDelays, AnAddressGetsSomeHundredGuessesAnHourAtAllNamesTogether) {
  LoginDelays delays;
  int admitted = 0;
  for (int s = 0; s < 3600; ++s)
    admitted +=
        delays.begin({"name" + std::to_string(s), "10.0.0.1"}, start + seconds{s}) == 0 ? 1 : 0;
  EXPECT_LE(admitted, 120);
  EXPECT_GE(admitted, 90);
}

TEST(LoginDelays, ACodeIsSlowedDownByItsAddressAlone) {
  LoginDelays delays;
  for (int i = 0; i < 5; ++i) delays.begin(ann, start);
  EXPECT_GT(delays.begin({"ann", "10.0.0.2"}, start), 0);
  EXPECT_EQ(delays.begin({"", "10.0.0.2"}, start), 0);
}

TEST(LoginDelays, SuccessForgetsTheNameButNotTheAddress) {
  LoginDelays delays;
  for (int i = 0; i < 5; ++i) delays.begin(ann, start);
  delays.succeeded(ann);
  EXPECT_EQ(delays.begin(ann, start), 0);
  int admitted = 0;
  for (int i = 0; i < 50; ++i) {
    admitted += delays.begin({"guess" + std::to_string(i), "10.0.0.1"}, start) == 0 ? 1 : 0;
    if (delays.begin(ann, start) == 0) delays.succeeded(ann);
  }
  EXPECT_LE(admitted, 10) << "an account of one's own is no way round";
}

TEST(LoginDelays, AnHourWithoutAFailureIsForgiven) {
  LoginDelays delays;
  for (int i = 0; i < 5; ++i) delays.begin(ann, start);
  EXPECT_EQ(delays.begin(ann, start + hours{1}), 0);
  EXPECT_EQ(delays.begin(ann, start + hours{1}), 0);
}

TEST(LoginDelays, IsBounded) {
  LoginDelays delays{10};
  for (int i = 0; i < 1000; ++i) delays.begin({std::to_string(i), "a" + std::to_string(i)}, start);
  EXPECT_EQ(delays.sources(), 10U);
}

}  // namespace
}  // namespace copytaster
