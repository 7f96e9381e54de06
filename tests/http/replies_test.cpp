#include "http/replies.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace copytaster::http {
namespace {

TEST(Replies, ARequestThatFindsNoRoomIsToldWhenToComeAgain) {
  const Reply reply = framing_problem({503, "Too much is being sent at once."});
  EXPECT_EQ(reply.status, 503);
  EXPECT_TRUE(std::ranges::any_of(
      reply.headers, [](const auto& header) { return header.first == "Retry-After"; }));
}

}  // namespace
}  // namespace copytaster::http
