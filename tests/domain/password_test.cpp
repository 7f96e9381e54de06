#include "copytaster/domain/password.hpp"

#include <ostream>
#include <type_traits>

#include <gtest/gtest.h>

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
  const Moderator ann{{7}, "Ann", true, {{{1}, Role::editor}, {{3}, Role::admin}}};
  EXPECT_EQ(principal_at(ann, {3})->role, Role::admin);
  EXPECT_EQ(principal_at(ann, {1})->role, Role::editor);
  EXPECT_EQ(principal_at(ann, {1})->token.value, 7);
  EXPECT_TRUE(principal_at(ann, {1})->see_email);
  EXPECT_FALSE(principal_at(ann, {2}));
}

}  // namespace
}  // namespace copytaster
