#include "copytaster/app/appeal.hpp"

#include <gtest/gtest.h>

#include "tests/app/receipt_fakes.hpp"

namespace copytaster {
namespace {

using namespace std::chrono_literals;
using test::sent_at;

constexpr Instant later = sent_at + 24h;

class Appeals : public testing::Test {
 protected:
  Appeals() { store.own.state = State::rejected; }
  AppealOutcome say(const std::string& text, std::string_view token = "12", Instant now = later) {
    return appeal({{1}, {12}, token, 300s}, {text}, now, {store, vault});
  }
  Problem problem_of(const AppealRequest& request) {
    return std::get<FaultyAppeal>(appeal({{1}, {12}, "12", 300s}, request, later, {store, vault}))
        .problem;
  }
  template <class Outcome>
  static bool is(const AppealOutcome& outcome) {
    return std::holds_alternative<Outcome>(outcome);
  }
  test::FakeVault vault;
  test::FakeReceiptStore store;
};

TEST_F(Appeals, KeepTheStateAndTellThatTheyWait) {
  const auto receipt = std::get<Receipt>(say("  It was a quotation.\r\nReally. "));
  EXPECT_EQ(receipt.state, State::rejected);
  EXPECT_FALSE(receipt.can_appeal);
  EXPECT_EQ(receipt.appeal->at, later);
  EXPECT_FALSE(receipt.appeal->is_answered);
  EXPECT_EQ(store.appeal_text, "It was a quotation.\nReally.");
  EXPECT_EQ(store.own.version, Version{2});
}

TEST_F(Appeals, HoldNoAddress) {
  say("write to ann@example.com");
  EXPECT_EQ(store.appeal_text, "write to [email hidden]");
}

TEST_F(Appeals, AreForTheHolderOfTheReceipt) {
  EXPECT_TRUE(is<NoReceipt>(say("mine", "13")));
  EXPECT_TRUE(is<NoReceipt>(say("", "13"))) << "before anything else";
  EXPECT_TRUE(is<NoReceipt>(say("mine", "12", sent_at + receipt_lifetime)));
  EXPECT_TRUE(is<Receipt>(say("mine", "12", sent_at + receipt_lifetime - 1us)));
}

TEST_F(Appeals, CanBeMadeOnce) {
  say("one");
  EXPECT_TRUE(is<AppealedAlready>(say("two")));
  store.own.appeal->is_answered = true;
  EXPECT_TRUE(is<AppealedAlready>(say("three")));
  EXPECT_EQ(store.appeal_text, "one");
  EXPECT_EQ(store.records, 1);
}

TEST_F(Appeals, AreAgainstARejection) {
  for (const State state : {State::pending, State::approved, State::spam, State::withdrawn}) {
    store.own.state = state;
    EXPECT_TRUE(is<NotRejected>(say("but"))) << name_of(state);
    store.own.appeal = OwnAppeal{};
    EXPECT_TRUE(is<NotRejected>(say("but"))) << "spam that was appealed looks like pending";
    store.own.appeal.reset();
  }
  EXPECT_EQ(store.records, 0);
}

TEST_F(Appeals, HaveALimitInCharacters) {
  std::string longest;
  for (std::size_t n = 0; n < appeal_code_points_max; ++n) longest += "ä";
  EXPECT_EQ(problem_of({longest + "x"}), Problem::too_long);
  EXPECT_EQ(problem_of({" \n"}), Problem::required);
  EXPECT_EQ(problem_of({std::string{"a\0b", 3}}), Problem::nul_character);
  EXPECT_EQ(problem_of({"", Problem::wrong_type}), Problem::wrong_type);
  EXPECT_EQ(store.records, 0);
  EXPECT_TRUE(is<Receipt>(say(longest)));
}

TEST_F(Appeals, ComeTooLateWhereSomebodyApprovesMeanwhile) {
  store.meanwhile = [this]() noexcept {
    store.own.state = State::approved;
    store.own.version = {2};
  };
  EXPECT_TRUE(is<NotRejected>(say("please")));
}

TEST_F(Appeals, ALostLinkEndsInTheTruth) {
  store.lost_after = 1;
  EXPECT_TRUE(is<Receipt>(say("one")));
  EXPECT_EQ(store.records, 1);
  store.own.appeal.reset();
  store.lost_before = 1;
  EXPECT_TRUE(is<Receipt>(say("one"))) << "tried once more";
  store.own.appeal.reset();
  store.lost_before = 2;
  EXPECT_THROW(say("one"), InDoubt);
}

}  // namespace
}  // namespace copytaster
