#include "http/percent.hpp"

#include <string>

#include <gtest/gtest.h>

namespace copytaster::http {
namespace {

using namespace std::string_literals;

TEST(Percent, DecodesOnce) {
  EXPECT_EQ(percent_decode("a%20b%2Bc%2f"), "a b+c/");
  EXPECT_EQ(percent_decode("%2520"), "%20");
  EXPECT_EQ(percent_decode("%00%FF"), "\0\xff"s);
  EXPECT_EQ(percent_decode(""), "");
}

TEST(Percent, ReadsAPlusAsItIsTold) {
  EXPECT_EQ(percent_decode("a+b"), "a+b");
  EXPECT_EQ(percent_decode("a+b", Plus::space), "a b");
  EXPECT_EQ(percent_decode("a%2Bb", Plus::space), "a+b");
}

TEST(Percent, RefusesHalfEscapes) {
  for (const char* text : {"%", "%2", "a%", "a%4", "%zz", "%2z", "%z2", "%%20", "% 0", "%+1"}) {
    EXPECT_EQ(percent_decode(text), std::nullopt) << text;
  }
}

TEST(Percent, EncodesAllButTheUnreserved) {
  EXPECT_EQ(percent_encode("aZ09-._~"), "aZ09-._~");
  EXPECT_EQ(percent_encode("a b&c=\xc3\xa9\n"), "a%20b%26c%3D%C3%A9%0A");
  std::string every;
  for (int i = 0; i < 256; ++i) every.push_back(static_cast<char>(i));
  EXPECT_EQ(percent_decode(percent_encode(every)), every);
}

}  // namespace
}  // namespace copytaster::http
