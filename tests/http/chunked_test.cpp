#include "http/chunked.hpp"

#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace copytaster::http {
namespace {

using State = ChunkedBody::State;

TEST(ChunkedBody, StopsRightBehindTheLastChunk) {
  ChunkedBody chunked;
  chunked.start(100);
  const std::string_view bytes = "3\r\nabc\r\n2\r\nde\r\n0\r\nA: b\r\n\r\nGET /";
  std::size_t taken = 0;
  std::string body;
  EXPECT_EQ(chunked.read(bytes, taken, body), State::done);
  EXPECT_EQ(body, "abcde");
  EXPECT_EQ(bytes.substr(taken), "GET /");
}

TEST(ChunkedBody, ReadsByteByByte) {
  ChunkedBody chunked;
  chunked.start(100);
  const std::string bytes = "3;x=\"y\"\r\nabc\r\n0\r\n\r\n";
  std::string body;
  State state = State::more;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    ASSERT_EQ(state, State::more);
    std::size_t taken = 0;
    state = chunked.read(std::string_view(bytes).substr(i, 1), taken, body);
    EXPECT_EQ(taken, 1U);
  }
  EXPECT_EQ(state, State::done);
  EXPECT_EQ(body, "abc");
}

TEST(ChunkedBody, StartsAnew) {
  ChunkedBody chunked;
  for (int i = 0; i < 2; ++i) {
    chunked.start(3);
    std::size_t taken = 0;
    std::string body;
    EXPECT_EQ(chunked.read("3\r\nabc\r\n0\r\n\r\n", taken, body), State::done);
    EXPECT_EQ(body, "abc");
  }
}

TEST(ChunkedBody, HoldsTheLimit) {
  for (const auto& [bytes, expected] :
       {std::pair("4\r\n", State::more), std::pair("5\r\n", State::too_large),
        std::pair("3\r\nabc\r\n2\r\n", State::too_large),
        std::pair("3\r\nabc\r\n1\r\n", State::more)}) {
    ChunkedBody chunked;
    chunked.start(4);
    std::size_t taken = 0;
    std::string body;
    EXPECT_EQ(chunked.read(bytes, taken, body), expected) << bytes;
  }
}

}  // namespace
}  // namespace copytaster::http
