#include "http/reply.hpp"

#include <unistd.h>

#include <stdexcept>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace copytaster::http {
namespace {

using namespace std::string_literals;
using ::testing::EndsWith;
using ::testing::MatchesRegex;

TEST(Reply, IsSerialisedOnce) {
  const auto prepared = prepare({201, {{"Content-Type", "text/plain"}, {"X-A", ""}}, "hello"});
  EXPECT_EQ(prepared->status, 201);
  EXPECT_EQ(prepared->bytes, "Content-Type: text/plain\r\nX-A: \r\nContent-Length: 5\r\n\r\nhello");
  EXPECT_EQ(prepared->bytes.substr(prepared->body_at), "hello");
}

TEST(Reply, IsHeldAsPagesWhereItIsLargeAndSentOften) {
  const std::size_t head = prepare({200, {}, std::string(16'000, 'x')})->body_at;
  const auto of_bytes = [head](std::size_t bytes) {
    return prepare_for_many({200, {}, std::string(bytes - head, 'x')});
  };
  EXPECT_FALSE(of_bytes(16 * 1024 - 1)->pages.has_value());
  const auto large = of_bytes(16 * 1024);
  ASSERT_TRUE(large->pages.has_value());
  EXPECT_FALSE(prepare({200, {}, std::string(100'000, 'x')})->pages.has_value());

  std::string held(large->bytes.size() + 1, '\0');
  const int descriptor = large->pages->descriptor();
  EXPECT_EQ(pread(descriptor, held.data(), held.size(), 0), std::ssize(large->bytes));
  held.pop_back();
  EXPECT_EQ(held, large->bytes);
  EXPECT_LT(pwrite(descriptor, "y", 1, 0), 0) << "an answer under way must not change";
}

TEST(Reply, HasNoBodyWhereTheStatusForbidsIt) {
  for (const int status : {204, 304}) {
    EXPECT_EQ(prepare({status, {{"ETag", "\"a\""}}, "x"})->bytes, "ETag: \"a\"\r\n\r\n");
  }
  EXPECT_EQ(prepare({200, {}, ""})->bytes, "Content-Length: 0\r\n\r\n");
}

TEST(Reply, RefusesHeadersThatCouldSmuggle) {
  for (const std::string& value : {"a\r\nX: b"s, "a\nb"s, "a\rb"s, "a\0b"s, "a\x1b"s, "a\x7f"s}) {
    EXPECT_THROW(prepare({200, {{"X-A", value}}, ""}), std::invalid_argument);
    EXPECT_THROW(header_lines({{"X-A", value}}), std::invalid_argument);
    EXPECT_THROW(prepare_stream({200, {{"X-A", value}}, {}}, true), std::invalid_argument);
  }
  for (const std::string& name : {""s, "X A"s, "X:"s, "X\r\nY"s}) {
    EXPECT_THROW(prepare({200, {{name, "a"}}, ""}), std::invalid_argument) << name;
    EXPECT_THROW(prepare_stream({200, {}, {name}}, true), std::invalid_argument) << name;
  }
  EXPECT_NO_THROW(prepare({200, {{"X-A", "tab\tand \xc3\xa9"}}, ""}));
}

TEST(Reply, RefusesHeadersThatTheDoorWrites) {
  for (const char* name :
       {"Content-Length", "TRANSFER-encoding", "Connection", "Date", "Trailer", "Keep-Alive"}) {
    EXPECT_THROW(prepare({200, {{name, "1"}}, ""}), std::invalid_argument) << name;
  }
}

TEST(Reply, AnnouncesTrailersOfAChunkedStream) {
  const StreamHead head{200, {{"A", "b"}}, {"X-End"}};
  EXPECT_EQ(prepare_stream(head, true)->bytes,
            "A: b\r\nTransfer-Encoding: chunked\r\nTrailer: X-End\r\n\r\n");
  EXPECT_EQ(prepare_stream(head, false)->bytes, "A: b\r\n\r\n");
}

TEST(Reply, OpensWithStatusDateAndConnection) {
  constexpr auto date = "Date: [A-Z][a-z]+, [0-9]+ [A-Z][a-z]+ [0-9]+ [0-9:]+ GMT\r\n";
  EXPECT_THAT(opening_lines(404, After::keep_alive),
              MatchesRegex("HTTP/1.1 404 Not Found\r\n"s + date));
  EXPECT_THAT(opening_lines(200, After::close), EndsWith(" GMT\r\nConnection: close\r\n"));
  EXPECT_THAT(opening_lines(200, After::keep_alive_1_0),
              EndsWith(" GMT\r\nConnection: keep-alive\r\n"));
  EXPECT_EQ(reason_of(429), "Too Many Requests");
  EXPECT_EQ(reason_of(299), "Unknown");
}

}  // namespace
}  // namespace copytaster::http
