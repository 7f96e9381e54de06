#include "copytaster/domain/password.hpp"

#include <ostream>
#include <type_traits>

#include <gtest/gtest.h>

#include "copytaster/domain/article.hpp"
#include "copytaster/domain/moderator.hpp"

namespace copytaster {
namespace {

template <class Value>
concept Streamable = requires(std::ostream& out, const Value& value) {
  out << value;
};
static_assert(!Streamable<Password>);
static_assert(!std::is_convertible_v<Password, std::string>);

bool fits(std::string_view text, std::string_view name = "ann") {
  return !why_unfit(Password::typed(text).value(), name);
}

TEST(Password, TwelveCharactersAreEnoughOfAnyKind) {
  EXPECT_TRUE(fits("ferry late n"));
  EXPECT_FALSE(fits("ferry late "));
  EXPECT_TRUE(fits("Überfährtdäm")) << "characters, not bytes";
  EXPECT_FALSE(fits("Überfährtdä"));
}

TEST(Password, WhatOneTypesInOneBreathIsNone) {
  EXPECT_FALSE(fits("aaaaaaaaaaaaaaaa"));
  EXPECT_FALSE(fits("121212121212"));
  EXPECT_FALSE(fits("Frederika2026!", "frederika"));
  EXPECT_TRUE(fits("a rowing boat", "ro")) << "a short name is in many words";
}

TEST(Password, IsOneSpellingWhateverTheKeyboard) {
  EXPECT_EQ(Password::typed("u\xCC\x88")->reveal(), Password::typed("\xC3\xBC")->reveal());
  EXPECT_FALSE(Password::typed("\xFF"));
  EXPECT_FALSE(Password::typed(std::string_view{"a\0b", 3}));
  EXPECT_TRUE(Password::typed(std::string(1024, 'a')));
  EXPECT_FALSE(Password::typed(std::string(1025, 'a')));
}

TEST(Moderator, ANameIsSomethingToSee) {
  EXPECT_EQ(moderator_name("  Ann Ny \n"), "Ann Ny");
  EXPECT_TRUE(moderator_name(std::string(100, 'a')));
  EXPECT_FALSE(moderator_name(std::string(101, 'a')));
  for (const char* none : {"", "  ", "a\nb", "a\x7F", "\xFF", "\xE2\x80\x8B"})
    EXPECT_FALSE(moderator_name(none)) << none;
}

TEST(Moderator, IsSomebodyOnlyWhereSheHasARole) {
  const Moderator ann{
      {7},
      "Ann",
      {{{1}, Role::editor, {}, true}, {{3}, Role::admin}, {{4}, Role::admin, {}, false, true}}};
  EXPECT_EQ(principal_at(ann, {3})->role, Role::admin);
  EXPECT_EQ(principal_at(ann, {1})->role, Role::editor);
  EXPECT_EQ(principal_at(ann, {1})->token.value, 7);
  EXPECT_TRUE(principal_at(ann, {1})->see_email);
  EXPECT_FALSE(principal_at(ann, {3})->see_email) << "each site says that for itself";
  EXPECT_FALSE(principal_at(ann, {2}));
  EXPECT_FALSE(principal_at(ann, {4})) << "it rests";
}

TEST(Moderator, SectionsAreAModeratorsAndHaveLimits) {
  const auto unfit = [](const std::vector<std::string>& sections, Role role = Role::moderator) {
    return why_unfit(sections, role).has_value();
  };
  EXPECT_FALSE(unfit({}));
  EXPECT_FALSE(unfit({}, Role::admin));
  EXPECT_FALSE(unfit({"politics", "S\u00fcd"}));
  EXPECT_TRUE(unfit({"politics"}, Role::editor));
  EXPECT_FALSE(unfit(std::vector<std::string>(50, "a")));
  EXPECT_TRUE(unfit(std::vector<std::string>(51, "a")));
  EXPECT_FALSE(unfit({std::string(section_bytes_max, 'a')}));
  EXPECT_TRUE(unfit({std::string(section_bytes_max + 1, 'a')}));
  for (const std::string& none : {std::string{}, std::string{"\xFF"}, std::string("a\0b", 3)})
    EXPECT_TRUE(unfit({none}));
}

}  // namespace
}  // namespace copytaster
