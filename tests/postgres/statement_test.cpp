#include "postgres/statement.hpp"

#include <gtest/gtest.h>

#include "tests/support/test_cluster.hpp"

namespace copytaster::postgres {
namespace {

constexpr Statement sum{"sum", "SELECT $1::int + $2::int"};

class StatementTest : public testing::Test {
 protected:
  static void SetUpTestSuite() { database_ = std::make_unique<test::TestDatabase>(); }
  static void TearDownTestSuite() { database_.reset(); }

  int sum_of(int a, int b) { return run(*connection_, sum, a, b)[0][0].as<int>(); }
  /// What happens to a connection behind a pooler: its server's side is another one than before.
  void on_the_server(const std::string& sql) { pqxx::nontransaction{*connection_}.exec(sql); }
  /// What `sum` is called there.
  static std::string name_at(Connection& connection) {
    pqxx::nontransaction look{connection};
    return look
        .exec("SELECT quote_ident(name) FROM pg_prepared_statements WHERE name LIKE 'sum%'")[0][0]
        .as<std::string>();
  }

  static inline std::unique_ptr<test::TestDatabase> database_;
  std::unique_ptr<Connection> connection_ = connect(database_->service_conninfo());
};

TEST_F(StatementTest, StaysPrepared) {
  EXPECT_EQ(sum_of(1, 2), 3);
  EXPECT_EQ(sum_of(3, 4), 7);
  EXPECT_TRUE(connection_->keeps_statements());
  pqxx::nontransaction look{*connection_};
  EXPECT_EQ(look.exec("SELECT count(*) FROM pg_prepared_statements")[0][0].as<int>(), 1);
}

/// Behind a pooler an instance of another version may have prepared its own.
TEST_F(StatementTest, IsNeverAnotherTextOfTheSameName) {
  EXPECT_EQ(sum_of(3, 4), 7);
  const Statement of_another_version{"sum", "SELECT $1::int - $2::int"};
  EXPECT_EQ(run(*connection_, of_another_version, 3, 4)[0][0].as<int>(), -1);
  EXPECT_EQ(sum_of(3, 4), 7);
  EXPECT_TRUE(connection_->keeps_statements());
}

TEST_F(StatementTest, IsPlannedEachTimeWhereAPoolerLostIt) {
  EXPECT_EQ(sum_of(1, 2), 3);
  on_the_server("DEALLOCATE ALL");
  EXPECT_EQ(sum_of(3, 4), 7);
  EXPECT_FALSE(connection_->keeps_statements());
  EXPECT_EQ(sum_of(5, 6), 11);
}

TEST_F(StatementTest, IsPlannedEachTimeWhereAPoolerHasItFromSomebodyElse) {
  const auto somebody = connect(database_->service_conninfo());
  run(*somebody, sum, 1, 2);
  on_the_server("PREPARE " + name_at(*somebody) + " AS SELECT 1");
  EXPECT_EQ(sum_of(3, 4), 7);
  EXPECT_FALSE(connection_->keeps_statements());
}

TEST_F(StatementTest, ATransactionWhoseStatementIsLostIsDoneOnceMore) {
  on_the_server("CREATE TEMP TABLE note (text text)");
  const auto noted = [this] {
    return in_transaction<pqxx::work>(*connection_, [](Statements& statements) {
      statements.run({"note", "INSERT INTO note VALUES ($1)"}, "once");
      return statements.run(sum, 1, 2)[0][0].as<int>();
    });
  };
  EXPECT_EQ(noted(), 3);
  on_the_server("DEALLOCATE " + name_at(*connection_));
  EXPECT_EQ(noted(), 3);
  EXPECT_FALSE(connection_->keeps_statements());
  pqxx::nontransaction look{*connection_};
  EXPECT_EQ(look.exec("SELECT count(*) FROM note")[0][0].as<int>(), 2);
}

TEST_F(StatementTest, OtherErrorsPass) {
  constexpr Statement broken{"broken", "SELECT 1 / $1::int"};
  EXPECT_THROW(run(*connection_, broken, 0), pqxx::sql_error);
  EXPECT_TRUE(connection_->keeps_statements());
}

}  // namespace
}  // namespace copytaster::postgres
