#include <string>

#include <gtest/gtest.h>

#include "http/framing.hpp"
#include "tests/http/framed.hpp"

namespace copytaster::http {
namespace {

/// 200 for a whole request, 0 while more is awaited. Fed whole and byte by byte.
int status_of(const std::string& bytes, const FramingLimits& limits) {
  const auto said = testing::said_of(bytes, 0, limits);
  EXPECT_EQ(testing::said_of(bytes, 1, limits), said);
  if (said.empty()) return 0;
  return said.front()[0] >= '0' && said.front()[0] <= '9' ? std::stoi(said.front()) : 200;
}

std::string line_of(std::size_t bytes) {
  const std::string around = "GET / HTTP/1.1";
  return "GET /" + std::string(bytes - around.size(), 'a') + " HTTP/1.1";
}

TEST(FramingLimits, RequestLine) {
  const FramingLimits limits;
  const std::string rest = "\r\nHost: x\r\n\r\n";
  EXPECT_EQ(status_of(line_of(8192) + rest, limits), 200);
  EXPECT_EQ(status_of(line_of(8193) + rest, limits), 414);
  EXPECT_EQ(status_of(std::string(8192, 'A'), limits), 0);
  EXPECT_EQ(status_of(std::string(8194, 'A'), limits), 414) << "without waiting for its end";
}

TEST(FramingLimits, HeaderBytes) {
  const FramingLimits limits;
  const std::string start = "GET / HTTP/1.1\r\n";
  const std::string host = "Host: x\r\n";
  const auto filler = [](std::size_t bytes) { return "A: " + std::string(bytes - 3, 'a'); };
  const std::size_t left = 16 * 1024 - host.size();
  EXPECT_EQ(status_of(start + host + filler(left) + "\r\n\r\n", limits), 200);
  EXPECT_EQ(status_of(start + host + filler(left + 1) + "\r\n\r\n", limits), 431);
  EXPECT_EQ(status_of(start + host + filler(left + 2), limits), 431);
}

TEST(FramingLimits, HeaderLines) {
  const FramingLimits limits;
  std::string request = "GET / HTTP/1.1\r\nHost: x\r\n";
  for (int i = 0; i < 99; ++i) request += "A: b\r\n";
  EXPECT_EQ(status_of(request + "\r\n", limits), 200);
  EXPECT_EQ(status_of(request + "A: b\r\n\r\n", limits), 431);
}

TEST(FramingLimits, Body) {
  const FramingLimits limits;
  const std::string head = "POST / HTTP/1.1\r\nHost: x\r\n";
  const auto sized = [&head](std::size_t bytes) {
    return head + "Content-Length: " + std::to_string(bytes) + "\r\n\r\n";
  };
  EXPECT_EQ(testing::said_of(sized(262'144) + std::string(262'144, 'b'), 4096).size(), 1U);
  EXPECT_EQ(status_of(sized(262'144), limits), 0);
  EXPECT_EQ(status_of(sized(262'145), limits), 413) << "before a byte of it has come";
  const std::string chunked = head + "Transfer-Encoding: chunked\r\n\r\n";
  EXPECT_EQ(status_of(chunked + "40000\r\n", limits), 0);
  EXPECT_EQ(status_of(chunked + "40001\r\n", limits), 413);
}

TEST(FramingLimits, BodyInManyChunks) {
  FramingLimits limits;
  limits.body_bytes_max = 10;
  const std::string head = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  std::string ten = head;
  for (int i = 0; i < 10; ++i) ten += "1\r\nx\r\n";
  EXPECT_EQ(status_of(ten + "0\r\n\r\n", limits), 200);
  EXPECT_EQ(status_of(ten + "1\r\nx\r\n0\r\n\r\n", limits), 413);
}

TEST(FramingLimits, BodyByRoute) {
  FramingLimits limits;
  limits.body_bytes_max_of = [](Method method, std::string_view path) noexcept -> std::size_t {
    return method == Method::put && path == "/rules" ? 100 : 10;
  };
  const auto asks = [](const std::string& line, std::size_t bytes) {
    return line + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(bytes) + "\r\n\r\n" +
           std::string(bytes, 'b');
  };
  EXPECT_EQ(status_of(asks("PUT /rules", 100), limits), 200);
  EXPECT_EQ(status_of(asks("PUT /rules", 101), limits), 413);
  EXPECT_EQ(status_of(asks("POST /rules", 10), limits), 200);
  EXPECT_EQ(status_of(asks("POST /rules", 11), limits), 413);
}

TEST(FramingLimits, ChunkExtensionsAndTrailers) {
  const FramingLimits limits;
  const std::string head = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  const auto extension = [&head](std::size_t bytes) {
    return head + "1;" + std::string(bytes - 1, 'e') + "\r\nx\r\n0\r\n\r\n";
  };
  EXPECT_EQ(status_of(extension(4096), limits), 200);
  EXPECT_EQ(status_of(extension(4097), limits), 400);
  const auto trailer = [&head](std::size_t bytes) {
    return head + "0\r\nA:" + std::string(bytes - 2, 't') + "\r\n\r\n";
  };
  EXPECT_EQ(status_of(trailer(4096), limits), 200);
  EXPECT_EQ(status_of(trailer(4097), limits), 400);
}

}  // namespace
}  // namespace copytaster::http
