#include "postgres/copy_row.hpp"

#include <limits>
#include <string>

#include <gtest/gtest.h>

#include "copytaster/app/faults.hpp"

namespace copytaster::postgres {
namespace {

std::string big_endian(std::int64_t number, int bytes) {
  std::string text;
  for (int i = bytes; i-- > 0;) text += static_cast<char>(number >> (8 * i));
  return text;
}
std::string a_field(const std::string& bytes) {
  return big_endian(static_cast<std::int64_t>(bytes.size()), 4) + bytes;
}
std::string a_head(const std::string& extension = "") {
  return std::string{"PGCOPY\n\xff\r\n\0\0\0\0\0", 15} + a_field(extension);
}

TEST(CopyRow, FieldsPointIntoTheBytes) {
  const std::string bytes =
      big_endian(3, 2) + a_field("some\ttext") + big_endian(-1, 4) + a_field("");
  CopyRow row(7, "left over");
  ASSERT_TRUE(read_copy_row(bytes, row));
  EXPECT_EQ(row, (CopyRow{"some\ttext", std::nullopt, ""}));
  EXPECT_EQ(row[0]->data(), bytes.data() + 6);
}

TEST(CopyRow, TheMarkAtTheEndIsNoRow) {
  CopyRow row;
  EXPECT_FALSE(read_copy_row(big_endian(-1, 2), row));
  EXPECT_TRUE(read_copy_row(big_endian(0, 2), row)) << "a row without fields is one";
}

TEST(CopyRow, WhatIsTooShortTooLongOrImpossibleIsAFault) {
  CopyRow row;
  const std::string whole = big_endian(1, 2) + a_field("ab");
  ASSERT_TRUE(read_copy_row(whole, row));
  for (std::size_t size = 0; size < whole.size(); ++size)
    EXPECT_THROW(read_copy_row(whole.substr(0, size), row), StoreFault) << size;
  EXPECT_THROW(read_copy_row(whole + "c", row), StoreFault);
  EXPECT_THROW(read_copy_row(big_endian(-2, 2), row), StoreFault);
  EXPECT_THROW(read_copy_row(big_endian(1, 2) + big_endian(-2, 4), row), StoreFault);
  EXPECT_THROW(read_copy_row(big_endian(1, 2) + big_endian(0x7fffffff, 4), row), StoreFault);
}

TEST(CopyRow, TheHeadIsTakenOff) {
  for (const std::string extension : {"", "of a later version"}) {
    const std::string bytes = a_head(extension) + "rest";
    std::string_view left = bytes;
    take_copy_head(left);
    EXPECT_EQ(left, "rest");
  }
}

TEST(CopyRow, AnotherHeadIsAFault) {
  std::string text = a_head();
  text[0] = 'p';
  std::string flagged = a_head();
  flagged[12] = '\x01';
  for (const std::string& bytes : {text, flagged, a_head().substr(0, 18), std::string{}}) {
    std::string_view left = bytes;
    EXPECT_THROW(take_copy_head(left), StoreFault) << bytes.size();
  }
}

TEST(CopyRow, NumbersOfEachWidthKeepTheirSign) {
  EXPECT_EQ(number_in(big_endian(-2, 2)), -2);
  EXPECT_EQ(number_in(big_endian(258, 2)), 258);
  EXPECT_EQ(number_in(big_endian(-70'000, 4)), -70'000);
  const auto most = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(number_in(big_endian(most, 8)), most);
  EXPECT_EQ(number_in(big_endian(-most - 1, 8)), -most - 1);
  EXPECT_THROW(number_in(std::nullopt), StoreFault);
  for (const std::size_t size : {0U, 1U, 3U, 5U, 7U, 9U})
    EXPECT_THROW(number_in(std::string(size, '\0')), StoreFault) << size;
}

TEST(CopyRow, FlagsAreOneByte) {
  EXPECT_TRUE(flag_in("\x01"));
  EXPECT_FALSE(flag_in(std::string_view{"\0", 1}));
  EXPECT_THROW(flag_in(""), StoreFault);
  EXPECT_THROW(flag_in("t\x01"), StoreFault);
  EXPECT_THROW(flag_in(std::nullopt), StoreFault);
}

TEST(CopyRow, InstantsCountFrom2000) {
  EXPECT_EQ(rfc3339(instant_in(big_endian(0, 8))), "2000-01-01T00:00:00.000Z");
  EXPECT_EQ(rfc3339(instant_in(big_endian(-1000, 8))), "1999-12-31T23:59:59.999Z");
  const auto most = std::numeric_limits<std::int64_t>::max();
  const std::int64_t since_1970 = 946'684'800'000'000;
  EXPECT_EQ(instant_in(big_endian(most - since_1970, 8)).time_since_epoch().count(), most);
  EXPECT_THROW(instant_in(big_endian(most - since_1970 + 1, 8)), StoreFault);
  EXPECT_THROW(instant_in(big_endian(most, 8)), StoreFault) << "infinity";
  EXPECT_THROW(instant_in(big_endian(-most - 1, 8)), StoreFault) << "-infinity";
}

}  // namespace
}  // namespace copytaster::postgres
