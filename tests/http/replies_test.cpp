#include "http/replies.hpp"

#include <algorithm>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace copytaster::http {
namespace {

TEST(Replies, ARequestThatFindsNoRoomIsToldWhenToComeAgain) {
  const Reply reply = framing_problem({503, "Too much is being sent at once."});
  EXPECT_EQ(reply.status, 503);
  EXPECT_TRUE(std::ranges::any_of(
      reply.headers, [](const auto& header) { return header.first == "Retry-After"; }));
}

TEST(Replies, OfManyErrorsInRulesTheFirstHundredAreTold) {
  const auto told = [](std::size_t count) {
    const Reply reply = rules_problem(RuleErrors(count, {{"a.toml", 1, 2}, "is odd", "even"}));
    EXPECT_EQ(reply.status, 422);
    return nlohmann::json::parse(reply.body)["errors"];
  };
  EXPECT_EQ(told(100).size(), 100U);
  EXPECT_EQ(told(101).size(), 100U);
  EXPECT_EQ(told(1)[0].dump(),
            R"({"column":2,"file":"a.toml","line":1,"reason":"is odd","remedy":"even"})");
}

}  // namespace
}  // namespace copytaster::http
