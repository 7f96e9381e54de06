// What a restore does to the order of exports.

#include "postgres/dump.hpp"

#include "tests/postgres/rows_test.hpp"

namespace copytaster::postgres::testing {
namespace {

class EpochTest : public RowsTest {
 protected:
  EpochTest() {
    as_owner("DELETE FROM comment");
    as_owner("DELETE FROM change");
  }

  static void as_owner(const std::string& sql) {
    pqxx::connection connection{database().owner_conninfo()};
    pqxx::nontransaction{connection}.exec(sql);
  }
  /// Published comments as they come from another cluster: each of its own transaction, in the
  /// opposite order of their numbers, far beyond this cluster's own transactions.
  void add_foreign(int count) const {
    as_owner(
        "INSERT INTO comment (site_id, id, article_id, state, author, text, author_index, "
        "name_index, sealed, verdict, created_at, published_at, change_xid) SELECT 1, n, 1, 1, '', "
        "'', '', '', '', '{}', now(), now(), (9000000000 - n)::text::xid8 FROM "
        "generate_series(1, " +
        std::to_string(count) + ") AS g (n)");
  }
  std::string exportable() const {
    return count("comment WHERE change_xid < pg_snapshot_xmin(pg_current_snapshot())");
  }
  /// Neighbours in the new order that stood the other way round before.
  std::string out_of_order() const {
    return owner_sees(
        "SELECT count(*) FROM (SELECT change_xid AS xid, lead(change_xid) OVER (ORDER BY id) AS "
        "next FROM comment) AS g WHERE next > xid");
  }
  std::string epoch() const { return owner_sees("SELECT epoch FROM installation"); }
};

TEST_F(EpochTest, NumbersOfAnotherClusterComeIntoThePastInTheirOrder) {
  add_foreign(100);
  EXPECT_EQ(exportable(), "0");
  begin_epoch(database().owner_conninfo(), "1");
  EXPECT_EQ(exportable(), "100");
  EXPECT_EQ(out_of_order(), "0");
  EXPECT_EQ(owner_sees("SELECT count(DISTINCT change_xid) FROM comment"), "100");
}

TEST_F(EpochTest, MoreTransactionsThanThisClusterHasAPastShareTheirNumbers) {
  add_foreign(20'000);
  begin_epoch(database().owner_conninfo(), "1");
  EXPECT_EQ(exportable(), "20000");
  EXPECT_EQ(out_of_order(), "0");
}

TEST_F(EpochTest, TheSameClusterKeepsItsNumbers) {
  add_foreign(3);
  begin_epoch(database().owner_conninfo(),
              owner_sees("SELECT system_identifier FROM pg_control_system()"));
  EXPECT_EQ(exportable(), "0");
}

TEST_F(EpochTest, NoEpochComesTwice) {
  begin_epoch(database().owner_conninfo(), "1");
  const auto first = std::stoll(epoch());
  begin_epoch(database().owner_conninfo(), "1");
  EXPECT_GT(std::stoll(epoch()), first);
  // Another restore of the same backup begins at the same number: the clock tells them apart.
  EXPECT_GT(first, 1'700'000'000);
}

TEST_F(EpochTest, ATargetWithHistoryIsKnown) {
  EXPECT_FALSE(look_at_target(database().owner_conninfo()).has_history);
  add("a comment");
  const auto target = look_at_target(database().owner_conninfo());
  EXPECT_TRUE(target.has_history);
  EXPECT_GT(target.services, 0) << "the pool of this test";
  const test::TestDatabase empty{test::Content::nothing};
  EXPECT_TRUE(look_at_target(empty.owner_conninfo()).tables.empty());
}

}  // namespace
}  // namespace copytaster::postgres::testing
