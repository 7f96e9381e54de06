#include "http/json.hpp"

#include <string>

#include <gtest/gtest.h>

namespace copytaster::http {
namespace {

TEST(IsJsonObject, TakesOneObjectAndNothingElse) {
  EXPECT_TRUE(is_json_object("{}"));
  EXPECT_TRUE(is_json_object(R"({"hits":[{"rule":"a","score":1.5,"spans":[]}],"state":null} )"));
  EXPECT_TRUE(is_json_object(R"({"a":"é 😀 \ud83d\ude00"})"));
  for (const std::string& text :
       {std::string{}, std::string{"null"}, std::string{"[]"}, std::string{"\"{}\""},
        std::string{" {}"}, std::string{"\xEF\xBB\xBF{}"}, std::string{"{"}, std::string{"{}{}"},
        std::string{"{},"}, std::string{"{} </script>"}, std::string{"{'a':1}"},
        std::string{"{\"a\":1,}"}, std::string{"{\"a\":NaN}"}, std::string{"{/**/}"},
        std::string{"{\"a\":\"\xFF\"}"}, std::string{R"({"a":"\ud800"})"},
        std::string{"{\"a\":\"\n\"}"}})
    EXPECT_FALSE(is_json_object(text)) << text;
}

TEST(IsJsonObject, IsNotLedIntoTheDepths) {
  const std::string deep = "{\"a\":" + std::string(1'000'000, '[');
  EXPECT_FALSE(is_json_object(deep));
  EXPECT_TRUE(is_json_object(deep + std::string(1'000'000, ']') + "}"));
}

}  // namespace
}  // namespace copytaster::http
