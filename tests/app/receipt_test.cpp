#include "copytaster/app/receipt.hpp"

#include <gtest/gtest.h>

#include "tests/app/receipt_fakes.hpp"

namespace copytaster {
namespace {

using namespace std::chrono_literals;
using test::sent_at;

class Receipts : public testing::Test {
 protected:
  ShownReceipt show(Instant now = sent_at + 1min, std::string_view token = "12") {
    return show_receipt(asked(token), now, {store, vault});
  }
  Receipt shown(Instant now = sent_at + 1min) { return std::get<Receipt>(show(now)); }
  ShownReceipt withdraw(Instant now = sent_at + 1min, std::string_view token = "12") {
    return withdraw_comment(asked(token), now, {store, vault});
  }
  ReceiptAsked asked(std::string_view token) const {
    return {{1}, {12}, token, 300s, {}, show_reasons};
  }
  static bool is_none(const ShownReceipt& shown) {
    return std::holds_alternative<NoReceipt>(shown);
  }

  bool show_reasons = false;
  test::FakeVault vault;
  test::FakeReceiptStore store;
};

TEST_F(Receipts, OpenForTheirTokenFor90Days) {
  EXPECT_TRUE(is_none(show(sent_at, "13")));
  EXPECT_TRUE(is_none(show(sent_at, "")));
  EXPECT_FALSE(is_none(show(sent_at + 24h * 90 - 1us)));
  EXPECT_TRUE(is_none(show(sent_at + 24h * 90)));
  EXPECT_TRUE(is_none(withdraw(sent_at + 24h * 90)));
  EXPECT_TRUE(is_none(withdraw(sent_at, "13")));
  store.gone = true;
  EXPECT_TRUE(is_none(show()));
  EXPECT_EQ(store.records, 0);
}

TEST_F(Receipts, TellWhatBecameOfTheComment) {
  const Receipt receipt = shown();
  EXPECT_EQ(receipt.id, CommentId{12});
  EXPECT_EQ(receipt.state, State::pending);
  EXPECT_EQ(receipt.text, "as it was sent");
  EXPECT_EQ(receipt.created_at, sent_at);
  EXPECT_FALSE(receipt.reason);
  store.own.state = State::spam;
  EXPECT_EQ(shown().state, State::pending) << "nobody learns what gave her away";
}

TEST_F(Receipts, TellTheReasonOfARejectionAlone) {
  show_reasons = true;
  store.own.reason = "off topic";
  store.own.state = State::rejected;
  EXPECT_EQ(shown().reason, "off topic");
  for (const State state : {State::pending, State::approved, State::spam, State::withdrawn}) {
    store.own.state = state;
    EXPECT_FALSE(shown().reason) << name_of(state);
  }
}

TEST_F(Receipts, TellNoReasonWhereTheSiteDoesNot) {
  store.own.state = State::rejected;
  store.own.reason = "off topic";
  store.own.reason_code = ReasonCode::abusive;
  EXPECT_FALSE(shown().reason);
  EXPECT_FALSE(shown().reason_code);
}

TEST_F(Receipts, TellTheReasonInWordsWithoutAddresses) {
  show_reasons = true;
  store.own.state = State::rejected;
  store.own.reason = "names ann@example.com";
  EXPECT_EQ(shown().reason, "names [email hidden]");
  EXPECT_FALSE(shown().reason_code);
  store.own.reason = "";
  EXPECT_FALSE(shown().reason);
  store.own.reason.reset();
  store.own.reason_code = ReasonCode::hate_speech;
  EXPECT_EQ(shown().reason, words_for(ReasonCode::hate_speech));
  EXPECT_EQ(shown().reason_code, ReasonCode::hate_speech);
  for (const State state : {State::pending, State::approved, State::spam, State::withdrawn}) {
    store.own.state = state;
    EXPECT_FALSE(shown().reason_code) << name_of(state);
  }
}

TEST_F(Receipts, SayUntilWhenTheCommentMayBeChanged) {
  for (const State state : {State::pending, State::approved, State::spam}) {
    store.own.state = state;
    EXPECT_EQ(shown(sent_at + 300s - 1us).can_edit_until, sent_at + 300s) << name_of(state);
    EXPECT_FALSE(shown(sent_at + 300s).can_edit_until) << name_of(state);
  }
  store.own.article.state = ArticleState::closed;
  EXPECT_FALSE(shown().can_edit_until);
  store.own.article.state = ArticleState::open;
  for (const State state : {State::rejected, State::withdrawn}) {
    store.own.state = state;
    EXPECT_FALSE(shown().can_edit_until) << name_of(state);
  }
}

TEST_F(Receipts, WithdrawFromEveryState) {
  for (const State state : {State::pending, State::approved, State::rejected, State::spam}) {
    store.own.state = state;
    store.own.reason = "off topic";
    const auto withdrawn = std::get<Receipt>(withdraw(sent_at + 24h));
    EXPECT_EQ(withdrawn.state, State::withdrawn);
    EXPECT_FALSE(withdrawn.reason);
    EXPECT_EQ(store.own.state, State::withdrawn);
  }
  EXPECT_EQ(store.records, 4);
  EXPECT_EQ(std::get<Receipt>(withdraw()).state, State::withdrawn);
  EXPECT_EQ(store.records, 4) << "again writes nothing";
}

TEST_F(Receipts, WithdrawWhatSomebodyDecidesMeanwhile) {
  store.meanwhile = [this]() noexcept {
    store.own.state = State::approved;
    store.own.version = {2};
  };
  EXPECT_EQ(std::get<Receipt>(withdraw()).state, State::withdrawn);
  EXPECT_EQ(store.own.version, Version{3});
}

TEST_F(Receipts, ALostLinkEndsInTheTruth) {
  store.lost_after = 1;
  EXPECT_EQ(std::get<Receipt>(withdraw()).state, State::withdrawn);
  EXPECT_EQ(store.records, 1) << "its entry tells that it was written";
  EXPECT_EQ(store.own.version, Version{2});

  store.own.state = State::pending;
  store.lost_before = 1;
  withdraw();
  EXPECT_EQ(store.own.version, Version{3}) << "tried once more";

  store.own.state = State::pending;
  store.lost_before = 2;
  EXPECT_THROW(withdraw(), InDoubt);
  EXPECT_EQ(store.own.version, Version{3});

  store.own.state = State::pending;
  store.lost_before = 1;
  store.lost_after = 1;
  withdraw();
  EXPECT_EQ(store.own.version, Version{4});

  store.own.state = State::pending;
  store.lost_after = 1;
  store.away = true;
  EXPECT_THROW(withdraw(), StoreUnavailable) << "nobody can tell";
}

}  // namespace
}  // namespace copytaster
