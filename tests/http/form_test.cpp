#include "http/form.hpp"

#include <string>

#include <gtest/gtest.h>

namespace copytaster::http {
namespace {

FormFields fields_of(std::string_view text) {
  auto parsed = parse_form(text);
  if (auto* fields = std::get_if<FormFields>(&parsed)) return std::move(*fields);
  ADD_FAILURE() << text;
  return {};
}

TEST(Form, DecodesFieldsInOrder) {
  const FormFields fields = fields_of("author=Zo%C3%AB+M.&text=a%26b%3Dc%0D%0A&empty=&bare");
  EXPECT_EQ(fields.all().size(), 4U);
  EXPECT_EQ(fields.find("author"), "Zo\xc3\xab M.");
  EXPECT_EQ(fields.find("text"), "a&b=c\r\n");
  EXPECT_EQ(fields.find("empty"), "");
  EXPECT_EQ(fields.find("bare"), "");
  EXPECT_EQ(fields.find("Author"), std::nullopt);
}

TEST(Form, ShowsDuplicates) {
  const FormFields fields = fields_of("a=1&b=2&%61=3");
  EXPECT_EQ(fields.count("a"), 2U);
  EXPECT_EQ(fields.find("a"), "1");
  EXPECT_EQ(fields.count("b"), 1U);
  EXPECT_EQ(fields.count("c"), 0U);
}

TEST(Form, SkipsEmptyPieces) {
  EXPECT_EQ(fields_of("").all().size(), 0U);
  EXPECT_EQ(fields_of("&&a=1&&").all().size(), 1U);
  EXPECT_EQ(fields_of("a==b").find("a"), "=b");
  EXPECT_EQ(fields_of("=b").find(""), "b");
}

TEST(Form, RefusesBadEscapes) {
  for (const char* text : {"a=%", "a=%4", "%zz=1", "a=1&b=100%"}) {
    const auto parsed = parse_form(text);
    ASSERT_TRUE(std::holds_alternative<FormError>(parsed)) << text;
    EXPECT_EQ(std::get<FormError>(parsed), FormError::bad_percent_encoding);
  }
}

TEST(Query, HoldsTextOnceAName) {
  const auto fields = parse_query("q=Zo%C3%AB&limit=5&q2=");
  ASSERT_TRUE(fields);
  EXPECT_EQ(fields->find("q"), "Zo\xc3\xab");
  EXPECT_TRUE(parse_query(""));
  for (const char* bad : {"a=1&a=2", "a=%ff", "a=%00", "a=%", "%61=1&a=2"}) {
    EXPECT_FALSE(parse_query(bad)) << bad;
  }
}

TEST(Form, TakesAHundredFieldsAndNotOneMore) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "f" + std::to_string(i) + "=1&";
  EXPECT_EQ(fields_of(text).all().size(), 100U);
  const auto parsed = parse_form(text + "more=1");
  ASSERT_TRUE(std::holds_alternative<FormError>(parsed));
  EXPECT_EQ(std::get<FormError>(parsed), FormError::too_many_fields);
}

}  // namespace
}  // namespace copytaster::http
