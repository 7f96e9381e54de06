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

TEST(JsonObject, GivesTheMembersOfAnObjectInTheirOrder) {
  const auto object =
      JsonObject::parse(R"({"f":{"b":"x","a":1,"h":"\ud800","\ud800":"y"},"n":[]})");
  ASSERT_TRUE(object);
  const auto members = object->members("f");
  ASSERT_TRUE(members);
  ASSERT_EQ(members->size(), 4U);
  EXPECT_EQ((*members)[0].first, "b");
  EXPECT_EQ(std::get<std::string>((*members)[0].second), "x");
  EXPECT_EQ(std::get<std::int64_t>((*members)[1].second), 1);
  EXPECT_TRUE(std::holds_alternative<LoneSurrogate>((*members)[2].second));
  EXPECT_TRUE(std::holds_alternative<LoneSurrogate>((*members)[3].second));
  EXPECT_FALSE(object->members("n"));
  EXPECT_FALSE(object->members("nothing"));
}

}  // namespace
}  // namespace copytaster::http
