#include <array>
#include <set>

#include <pqxx/pqxx>

#include "postgres/decision_store.hpp"
#include "tests/postgres/rows_test.hpp"

namespace copytaster::postgres::testing {
namespace {

/// Two moderators who decide at once.
class BatchRecordTest : public RowsTest {
 protected:
  BatchRecordTest() : colleague_(moderator_) {
    const NewToken token{site_, Role::moderator, "Ann", false, {}, std::string(28, 'a') + number()};
    colleague_.token = TokenRows{pool_}.create_token(token, noon);
    colleague_.name = "Ann";
  }
  static Move approve(CommentId id, Version version = {1}) {
    return {id, version, {State::pending, State::approved}, "approve"};
  }
  static Move reject(CommentId id) {
    return {id, {1}, {State::pending, State::rejected}, "reject"};
  }
  std::vector<Recorded> record(std::span<const Move> hers, std::span<const Move> his) {
    hers_ = {rows_.new_batch(), moderator_};
    his_ = {rows_.new_batch(), colleague_};
    const std::vector<WaitingBatch> both{{&hers_, hers, noon}, {&his_, his, noon + 1s}};
    return rows_.record_waiting(both);
  }

  DecisionRows rows_{pool_};
  Principal colleague_;
  Batch hers_, his_;
};

using Ids = std::set<CommentId>;
Ids ids_of(const Recorded& recorded) { return {recorded.moved.begin(), recorded.moved.end()}; }

TEST_F(BatchRecordTest, SeveralInOneTransactionStayApart) {
  const auto [one, two, three] = std::array{add("one"), add("two"), add("three")};
  const std::vector<Move> hers{approve(three), approve(one)};
  const std::vector<Move> his{reject(two)};
  const auto recorded = record(hers, his);
  ASSERT_EQ(recorded.size(), 2U);
  EXPECT_EQ(ids_of(recorded[0]), (Ids{one, three}));
  EXPECT_EQ(ids_of(recorded[1]), Ids{two});
  EXPECT_EQ(recorded[0].changes->size(), 2U);
  EXPECT_EQ(recorded[1].changes->front().comment->state, State::rejected);
  const std::vector<CommentId> all{one, two, three};
  EXPECT_EQ(rows_.moved_by(hers_, all).size(), 2U);
  EXPECT_EQ(rows_.moved_by(his_, all), std::vector{two});
  EXPECT_EQ(count("queue WHERE " + here()), "0");
  EXPECT_EQ(count("audit_entry e JOIN comment c ON c.id = e.comment_id AND c.state = e.to_state "
                  "AND c.decided_by = e.token_id JOIN principal p ON p.id = e.token_id WHERE "
                  "p.name = (CASE c.state WHEN 1 THEN 'Mo' ELSE 'Ann' END) AND e." +
                  here()),
            "3");
}

TEST_F(BatchRecordTest, WhatTheSameAuthorSaidIsCountedAndWordsStayWithTheirDecision) {
  const auto [one, two, three] = std::array{add("one"), add("two"), add("three")};
  const auto worded = [&](Move move, const std::string& reason) {
    move.reason = reason;
    move.bound = chain_.bind(move.reason, move.note);
    return move;
  };
  const std::vector<Move> hers{approve(one), worded(reject(two), "hers")};
  const std::vector<Move> his{worded(reject(three), "his")};
  record(hers, his);
  EXPECT_EQ(owner_sees("SELECT approved || ' ' || rejected || ' ' || lately_refused FROM author "
                       "WHERE " +
                       here()),
            "1 2 2");
  EXPECT_EQ(
      owner_sees("SELECT string_agg(d.reason || ' ' || e.comment_id || ' ' || p.name, ', ' "
                 "ORDER BY e.id) FROM audit_detail d JOIN audit_entry e ON e.id = d.entry_id "
                 "JOIN principal p ON p.id = e.token_id WHERE e." +
                 here()),
      "hers " + std::to_string(two.value) + " Mo, his " + std::to_string(three.value) + " Ann");
}

TEST_F(BatchRecordTest, WhereOneDoesNotWaitItsBatchIsLeftAndTheOthersAreMade) {
  const auto [one, two, three] = std::array{add("one"), add("two"), add("three")};
  decide(two, {1}, Decision::approve);
  for (const Version version : {Version{1}, Version{2}}) {
    const std::vector<Move> hers{approve(one), approve(two, version)};
    const auto recorded = record(hers, {});
    EXPECT_TRUE(recorded[0].moved.empty()) << version.value;
  }
  const std::vector<Move> hers{approve(one), approve({three.value + 1000})};
  const std::vector<Move> his{reject(three)};
  const auto recorded = record(hers, his);
  EXPECT_TRUE(recorded[0].moved.empty());
  EXPECT_EQ(ids_of(recorded[1]), Ids{three});
  EXPECT_EQ(count("queue WHERE " + here()), "1");
  EXPECT_EQ(count("audit_entry WHERE " + here()), "2");
}

TEST_F(BatchRecordTest, NobodyWaitsForWhatSomebodyElseIsChanging) {
  const auto [one, two] = std::array{add("one"), add("two")};
  pqxx::connection other{database().owner_conninfo()};
  pqxx::work changing{other};
  changing.exec_params("SELECT FROM comment WHERE id = $1 FOR UPDATE", one.value);
  const std::vector<Move> hers{approve(one)};
  const std::vector<Move> his{approve(two)};
  const auto recorded = record(hers, his);
  EXPECT_TRUE(recorded[0].moved.empty());
  EXPECT_EQ(ids_of(recorded[1]), Ids{two});
}

TEST_F(BatchRecordTest, NoNumberIsGivenTwice) {
  std::set<BatchId> numbers;
  for (int i = 0; i < 200; ++i) numbers.insert(rows_.new_batch());
  DecisionRows of_another{pool_};
  for (int i = 0; i < 100; ++i) numbers.insert(of_another.new_batch());
  EXPECT_EQ(numbers.size(), 300U);
}

}  // namespace
}  // namespace copytaster::postgres::testing
