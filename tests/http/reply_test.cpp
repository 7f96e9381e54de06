#include "http/reply.hpp"

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
