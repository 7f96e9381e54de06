#include "http/gzip_stream.hpp"

#include <zlib.h>

#include <array>

#include <gtest/gtest.h>

namespace copytaster::http {
namespace {

/// What a client makes of it, or what it says against it.
std::string unpacked(std::string packed) {
  z_stream stream{};
  EXPECT_EQ(::inflateInit2(&stream, 15 + 16), Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string out;
  std::array<Bytef, 4096> room{};
  int said = Z_OK;
  while (said == Z_OK) {
    stream.next_out = room.data();
    stream.avail_out = static_cast<uInt>(room.size());
    said = ::inflate(&stream, Z_NO_FLUSH);
    out.append(reinterpret_cast<const char*>(room.data()), room.size() - stream.avail_out);
  }
  ::inflateEnd(&stream);
  return said == Z_STREAM_END && stream.avail_in == 0 ? out : "not whole: " + std::to_string(said);
}

TEST(GzipStream, PiecesComeOutAsTheyWentIn) {
  GzipStream gzip;
  std::string sent;
  std::string packed;
  for (int n = 0; n < 50'000; ++n) {
    const std::string piece = "line " + std::to_string(n * 7919 % 10'007) + "\n";
    sent += piece;
    packed += gzip.add(piece);
  }
  packed += gzip.end();
  EXPECT_LT(packed.size(), sent.size() / 2);
  EXPECT_EQ(unpacked(packed), sent);
}

TEST(GzipStream, NothingIsAWholeStreamToo) {
  GzipStream gzip;
  EXPECT_EQ(unpacked(gzip.end()), "");
}

TEST(GzipStream, WhatLacksItsEndIsSeenToBeCut) {
  GzipStream gzip;
  EXPECT_TRUE(unpacked(gzip.add(std::string(100'000, 'x'))).starts_with("not whole"));
}

}  // namespace
}  // namespace copytaster::http
