#include "http/header_lists.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace copytaster::http {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(HeaderLists, KnowsTokens) {
  EXPECT_TRUE(is_token("X-Custom_1.~"));
  EXPECT_FALSE(is_token(""));
  EXPECT_FALSE(is_token("a b"));
  EXPECT_FALSE(is_token("a:b"));
  EXPECT_FALSE(is_token("\xc3\xa9"));
}

TEST(HeaderLists, ComparesAsciiLettersOnly) {
  EXPECT_TRUE(equal_ignoring_case("Content-TYPE", "content-type"));
  EXPECT_FALSE(equal_ignoring_case("content-type", "content_type"));
  EXPECT_FALSE(equal_ignoring_case("a", "ab"));
  EXPECT_FALSE(equal_ignoring_case("[", "{"));
}

TEST(HeaderLists, SplitsAtCommas) {
  EXPECT_THAT(comma_list("a, b ,,\tc,"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(comma_list(" , "), IsEmpty());
  EXPECT_THAT(comma_list(""), IsEmpty());
}

TEST(HeaderLists, MatchesMediaTypes) {
  EXPECT_TRUE(is_media_type("application/json", "application/json"));
  EXPECT_TRUE(is_media_type("Application/JSON ; charset=UTF-8", "application/json"));
  EXPECT_TRUE(is_media_type("application/json;charset=\"utf-8\";v=1", "application/json"));
  EXPECT_TRUE(is_media_type("application/json;", "application/json"));
  EXPECT_FALSE(is_media_type("application/json; charset=latin1", "application/json"));
  EXPECT_FALSE(is_media_type("application/json; charset=", "application/json"));
  EXPECT_FALSE(is_media_type("application/json+x", "application/json"));
  EXPECT_FALSE(is_media_type("text/plain, application/json", "application/json"));
  EXPECT_FALSE(is_media_type("", "application/json"));
}

TEST(HeaderLists, FindsWhatEtagsSay) {
  EXPECT_THAT(etags_in("\"a\", W/\"b\" ,c"), ElementsAre("a", "b", "c"));
  EXPECT_THAT(etags_in(""), ElementsAre());
}

TEST(HeaderLists, MatchesEtagsWeakly) {
  EXPECT_TRUE(etag_matches("\"a\"", "\"a\""));
  EXPECT_TRUE(etag_matches("\"b\", W/\"a\"", "\"a\""));
  EXPECT_TRUE(etag_matches(" * ", "\"a\""));
  EXPECT_FALSE(etag_matches("\"b\"", "\"a\""));
  EXPECT_FALSE(etag_matches("a", "\"a\""));
  EXPECT_FALSE(etag_matches("", "\"a\""));
}

TEST(HeaderLists, KnowsWhoTakesGzip) {
  for (const char* yes : {"gzip", "GZIP", "br, gzip", "gzip;q=0.5", "gzip ; q=0.001", "*",
                          "br,*;q=1", "*;q=0, gzip", "deflate;q=0,gzip;q=1.0,identity;q=0"}) {
    EXPECT_TRUE(accepts_gzip(yes)) << yes;
  }
  for (const char* no : {"", "br", "identity", "gzip;q=0", "gzip;q=0.000", "*;q=0", "gzip;q=0, *",
                         "x-gzip-2", "gzip;q=", "br;gzip"}) {
    EXPECT_FALSE(accepts_gzip(no)) << no;
  }
}

TEST(HeaderLists, FindsCookies) {
  constexpr auto header = "_ga=GA1.1; consent; session=abc=; session=second; quoted=\"v\"";
  EXPECT_EQ(cookie_value(header, "session"), "abc=");
  EXPECT_EQ(cookie_value(header, "quoted"), "v");
  EXPECT_EQ(cookie_value(header, "consent"), std::nullopt);
  EXPECT_EQ(cookie_value(header, "SESSION"), std::nullopt);
  EXPECT_EQ(cookie_value("", "session"), std::nullopt);
  EXPECT_EQ(cookie_value("=x; a=", "a"), "");
}

}  // namespace
}  // namespace copytaster::http
