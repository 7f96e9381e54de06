#include "http/framing.hpp"

#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/http/framed.hpp"

namespace copytaster::http {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::said_of;
using testing::said_of_two;
using ::testing::SizeIs;
using namespace std::string_literals;

Request framed(const std::string& bytes) {
  static const FramingLimits limits;
  Framer framer(limits);
  framer.feed(bytes);
  Framed result = framer.next();
  if (auto* request = std::get_if<Request>(&result)) return std::move(*request);
  ADD_FAILURE() << "no request";
  return {};
}

TEST(Framer, GivesARequestWithAllItsParts) {
  const Request request = framed(
      "POST /api/v1/sites/main/articles/a%7eb/comments?x=1&y=%20 HTTP/1.1\r\n"
      "Host: news.example:8080\r\n"
      "Content-Type:application/json\r\n"
      "X-Empty:\r\n"
      "Cookie: flag; a=1\r\n"
      "cookie: b=2 \t\r\n"
      "Content-Length: 5\r\n"
      "\r\n"
      "hello");
  EXPECT_EQ(request.method, Method::post);
  EXPECT_EQ(request.minor_version, 1);
  EXPECT_TRUE(request.keep_alive);
  EXPECT_EQ(request.target, "/api/v1/sites/main/articles/a%7eb/comments?x=1&y=%20");
  EXPECT_EQ(request.path, "/api/v1/sites/main/articles/a~b/comments");
  EXPECT_EQ(request.query, "x=1&y=%20");
  EXPECT_EQ(request.host, "news.example:8080");
  EXPECT_EQ(request.header("CONTENT-TYPE"), "application/json");
  EXPECT_EQ(request.header("x-empty"), "");
  EXPECT_EQ(request.header("x-none"), std::nullopt);
  EXPECT_THAT(request.headers_named("Cookie"), ElementsAre("flag; a=1", "b=2"));
  EXPECT_EQ(request.body, "hello");
}

TEST(Framer, KeepsItsViewsWhenTheRequestMoves) {
  static_assert(!std::is_copy_constructible_v<Request> && !std::is_copy_assignable_v<Request>,
                "the views of a copy would look into what it was copied from");
  Request first = framed("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
  const Request second = std::move(first);
  EXPECT_EQ(second.target, "/a");
  EXPECT_EQ(second.header("host"), "x");
}

TEST(Framer, TakesTheHostOfAnAbsoluteTarget) {
  const Request request =
      framed("GET HTTP://site.example:81?q HTTP/1.1\r\nHost: other.example\r\n\r\n");
  EXPECT_EQ(request.host, "site.example:81");
  EXPECT_EQ(request.path, "/");
  EXPECT_EQ(request.query, "q");
}

TEST(Framer, ReadsWhetherTheConnectionStays) {
  const std::string get = "GET / HTTP/1.";
  EXPECT_TRUE(framed(get + "1\r\nHost: x\r\n\r\n").keep_alive);
  EXPECT_FALSE(framed(get + "1\r\nHost: x\r\nConnection: foo, Close\r\n\r\n").keep_alive);
  EXPECT_FALSE(framed(get + "0\r\n\r\n").keep_alive);
  EXPECT_TRUE(framed(get + "0\r\nConnection: keep-alive\r\n\r\n").keep_alive);
  EXPECT_FALSE(framed(get + "0\r\nConnection: keep-alive\r\nConnection: close\r\n\r\n").keep_alive);
}

TEST(Framer, DecodesAChunkedBody) {
  const Request request = framed(
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n\r\n"
      "5;name=\"v\"\r\nhello\r\n00a\r\n, reader!!\r\n0\r\nTrailer: dropped\r\n\r\n");
  EXPECT_EQ(request.body, "hello, reader!!");
  EXPECT_EQ(request.header("trailer"), std::nullopt);
}

TEST(Framer, AsksForContinueOnceAndOnlyWhileNothingCame) {
  const FramingLimits limits;
  const std::string head =
      "POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n";
  Framer waits(limits);
  waits.feed(head);
  EXPECT_TRUE(std::get<NeedMore>(waits.next()).continue_wanted);
  EXPECT_FALSE(std::get<NeedMore>(waits.next()).continue_wanted);
  waits.feed("ab");
  EXPECT_EQ(std::get<Request>(waits.next()).body, "ab");

  Framer sends(limits);
  sends.feed(head + "a");
  EXPECT_FALSE(std::get<NeedMore>(sends.next()).continue_wanted);
}

TEST(Framer, CountsAHeadThatWaitsForItsBody) {
  const FramingLimits limits;
  Framer framer(limits);
  const std::string head =
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nX-Long: " + std::string(8000, 'x') +
      "\r\n\r\n";
  framer.feed(head);
  EXPECT_EQ(framer.held_bytes(), head.size());
  EXPECT_TRUE(std::holds_alternative<NeedMore>(framer.next()));
  EXPECT_GE(framer.held_bytes(), std::size_t{8000});
  framer.feed("abc");
  EXPECT_EQ(std::get<Request>(framer.next()).body, "abc");
  EXPECT_EQ(framer.held_bytes(), 0U);
}

TEST(Framer, SaysWhatTheClientOwes) {
  const FramingLimits limits;
  Framer framer(limits);
  EXPECT_EQ(framer.phase(), Framer::Phase::idle);
  framer.feed("POST / HTT");
  EXPECT_TRUE(std::holds_alternative<NeedMore>(framer.next()));
  EXPECT_EQ(framer.phase(), Framer::Phase::head);
  framer.feed("P/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\na");
  EXPECT_TRUE(std::holds_alternative<NeedMore>(framer.next()));
  EXPECT_EQ(framer.phase(), Framer::Phase::body);
  EXPECT_EQ(framer.body_bytes_missing(), 2U);
  framer.feed("bcGET");
  EXPECT_EQ(std::get<Request>(framer.next()).body, "abc");
  EXPECT_EQ(framer.phase(), Framer::Phase::head);
  EXPECT_EQ(framer.waiting_bytes(), 3U);
}

TEST(Framer, GivesNothingAfterAnError) {
  const FramingLimits limits;
  Framer framer(limits);
  framer.feed("nonsense\r\n\r\n");
  EXPECT_EQ(std::get<FramingError>(framer.next()).status, 400);
  framer.feed("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(std::get<FramingError>(framer.next()).status, 400);
  EXPECT_EQ(framer.phase(), Framer::Phase::failed);
  EXPECT_EQ(framer.waiting_bytes(), 0U);
}

TEST(Framer, SaysTheSameWhateverTheSplit) {
  const std::vector<std::string> streams{
      "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
      "\r\n\r\nGET /a?b=c HTTP/1.1\r\nHost: x\r\nA: b\r\n\r\nHEAD / HTTP/1.0\r\n\r\n",
      "POST /p HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\nhello\r\n\r\nabGET / HTTP/1.1\r\n"
      "Host: y\r\nConnection: close\r\n\r\n",
      "PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3;e=\"x\"\r\nabc\r\n"
      "1\r\n\r\r\n0\r\nT: v\r\nU: w\r\n\r\nDELETE /x HTTP/1.1\r\nHost: x\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na",
      "GET / HTTP/1.1\nHost: x\n\n",
      "GET / HTTP/1.1\r\nHost: x\r\nA: b\n\r\n",
      "\r\n\r\n\r\nGET / HTTP/1.1\r\n",
      "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s,
      "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\nPRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"};
  for (const std::string& stream : streams) {
    const auto whole = said_of(stream);
    EXPECT_THAT(whole, ::testing::Not(IsEmpty())) << stream;
    EXPECT_EQ(said_of(stream, 1), whole) << stream;
    EXPECT_EQ(said_of(stream, 7), whole) << stream;
    for (std::size_t first = 0; first <= stream.size(); ++first) {
      ASSERT_EQ(said_of_two(stream, first), whole) << stream << " split at " << first;
    }
  }
}

TEST(Framer, TakesALongPipelineInLinearTime) {
  std::string stream;
  for (int i = 0; i < 5000; ++i) {
    stream += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: x\r\n\r\n";
  }
  const auto said = said_of(stream);
  ASSERT_THAT(said, SizeIs(5000));
  EXPECT_EQ(said, said_of(stream, 4096));
  EXPECT_THAT(said.back(), ::testing::StartsWith("GET /4999 "));
}

}  // namespace
}  // namespace copytaster::http
