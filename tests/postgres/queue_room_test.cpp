#include "postgres/queue_room.hpp"

#include "postgres/report_store.hpp"
#include "tests/postgres/rows_test.hpp"

namespace copytaster::postgres::testing {
namespace {

using QueueRoomTest = RowsTest;

TEST_F(QueueRoomTest, NamesTheSitesThatHaveEnoughPending) {
  add("one");
  add("two");
  add("shown", State::approved);
  EXPECT_TRUE(sites_with_pending(pool_, 2).contains(site_));
  EXPECT_FALSE(sites_with_pending(pool_, 3).contains(site_));
}

TEST_F(QueueRoomTest, WhatReadersHaveReportedTakesNoRoom) {
  add("one");
  const auto shown = add("shown", State::approved);
  ReportRows reports{pool_};
  ASSERT_TRUE(reports.add_report({site_, shown, {test::digest_of("ann")}, ""}, noon));
  EXPECT_TRUE(sites_with_pending(pool_, 1).contains(site_));
  EXPECT_FALSE(sites_with_pending(pool_, 2).contains(site_));
}

}  // namespace
}  // namespace copytaster::postgres::testing
