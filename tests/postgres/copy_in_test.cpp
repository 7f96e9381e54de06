#include "postgres/copy_in.hpp"

#include <gtest/gtest.h>

#include "copytaster/app/faults.hpp"
#include "tests/support/test_cluster.hpp"

namespace copytaster::postgres {
namespace {

class CopyInTest : public ::testing::Test {
 protected:
  test::TestDatabase database_{test::Content::nothing};
  WritingLink link_{database_.owner_conninfo()};
};

TEST_F(CopyInTest, EveryTypeArrivesAsItIs) {
  link_.run(
      "CREATE TABLE t (a smallint, b integer, c bigint, d text, e bytea, f timestamptz, g xid8)");
  const std::string strange = "a\tb\nc\\d\\N \"q\" \x01 😀";
  CopyBytes bytes{7};
  int row = 0;
  link_.copy("COPY t FROM STDIN (FORMAT binary)", bytes, [&](CopyBytes& rows) {
    if (row == 2) return false;
    rows.begin_row();
    if (row++ == 0) {
      rows.add_2(-3);
      rows.add_4(70'000);
      rows.add_8(std::int64_t{1} << 40);
      rows.add(strange);
      rows.add(std::string{"\0\xff", 2});
      rows.add(parse_instant("1999-12-31T23:59:59.123456Z").value());
      rows.add_8(12);
    } else {
      for (int i = 0; i < 7; ++i) rows.add_null();
    }
    return true;
  });
  const auto found = link_.run(
      "SELECT a || ' ' || b || ' ' || c, d, e::text, "
      "to_char(f AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US') || ' ' || g, (SELECT count(*) "
      "FROM t) "
      "FROM t WHERE a IS NOT NULL");
  EXPECT_EQ(field_of(found, 0, 0), "-3 70000 1099511627776");
  EXPECT_EQ(field_of(found, 0, 1), strange);
  EXPECT_EQ(field_of(found, 0, 2), "\\x00ff");
  EXPECT_EQ(field_of(found, 0, 3), "1999-12-31 23:59:59.123456 12");
  EXPECT_EQ(number_of(found, 0, 4), 2);
}

TEST_F(CopyInTest, WhatIsRefusedIsAFaultWithoutAWordOfIt) {
  link_.run("CREATE TABLE t (a text PRIMARY KEY)");
  CopyBytes bytes{1};
  int row = 0;
  try {
    link_.copy("COPY t FROM STDIN (FORMAT binary)", bytes, [&](CopyBytes& rows) {
      rows.begin_row();
      rows.add("ann@example.com");
      return row++ < 1;
    });
    FAIL();
  } catch (const StoreFault& fault) {
    EXPECT_STREQ(fault.what(), "the database refused a statement (SQLSTATE 23505)");
  }
  EXPECT_THROW(link_.run("SELECT nothing"), StoreFault);
  EXPECT_EQ(number_of(link_.run("SELECT count(*) FROM t"), 0, 0), 0) << "the link goes on";
}

TEST_F(CopyInTest, ManyPiecesAreOneCopy) {
  link_.run("CREATE TABLE t (a text)");
  CopyBytes bytes{1};
  int row = 0;
  link_.copy("COPY t FROM STDIN (FORMAT binary)", bytes, [&](CopyBytes& rows) {
    if (row++ == 1000) return false;
    rows.begin_row();
    rows.add(std::string(10'000, 'x'));
    return true;
  });
  EXPECT_EQ(number_of(link_.run("SELECT sum(length(a)) FROM t"), 0, 0), 10'000'000);
}

TEST_F(CopyInTest, WhereNobodyAnswersItIsUnavailable) {
  EXPECT_THROW(WritingLink{"host=/nowhere"}, StoreUnavailable);
}

}  // namespace
}  // namespace copytaster::postgres
