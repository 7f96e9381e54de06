#include "postgres/queue_room.hpp"

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

}  // namespace
}  // namespace copytaster::postgres::testing
