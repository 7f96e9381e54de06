#include "copytaster/app/edit_comment.hpp"

#include <gtest/gtest.h>

#include "tests/app/receipt_fakes.hpp"

namespace copytaster {
namespace {

using namespace std::chrono_literals;
using test::sent_at;

class EditComment : public testing::Test {
 protected:
  EditComment() {
    policy.site.premoderation = Premoderation::rules;
    vault.opened = Contact{EmailAddress::parse("ann@example.com").value(), {}, {}, {}};
  }
  EditOutcome edit(const std::string& text, Instant now = sent_at + 1min,
                   std::string_view token = "12") {
    return ask({text, {}, {}}, now, {{1}, {12}, token, 300s});
  }
  EditOutcome ask(const EditRequest& request, Instant now, const ReceiptAsked& asked) {
    return edit_comment(asked, request, now,
                        {{store, vault}, lately, EditTerms{policy, rules, bans}});
  }
  Receipt edited(const std::string& text) { return std::get<Receipt>(edit(text)); }

  SitePolicy policy;
  std::shared_ptr<const RuleSet> rules = test::some_rules();
  Bans bans;
  test::FakeVault vault;
  test::FakeReceiptStore store;
  test::FakeLately lately;
};

TEST_F(EditComment, WritesTheNewWordsAsTheyAreJudged) {
  store.own.state = State::approved;
  const Receipt receipt = edited("better words, mail me: ann.two@example.com");
  EXPECT_EQ(receipt.text, "better words, mail me: [email hidden]");
  EXPECT_EQ(receipt.can_edit_until, sent_at + 300s);
  EXPECT_EQ(store.own.text, receipt.text);
  EXPECT_EQ(store.words->sealed.bytes, "sealed for 12 text") << "as she wrote it";
  EXPECT_NE(store.words->verdict_json.find("address_in_text"), std::string::npos);
  EXPECT_EQ(store.edited_at, sent_at + 1min);
  EXPECT_EQ(lately.admitted, 1);
}

TEST_F(EditComment, OfABannedAuthorChangesNothing) {
  store.own.state = State::approved;
  const std::vector<Ban> banned{{vault.author_index({1}, vault.opened->email), sent_at + 2min}};
  bans = Bans{banned};
  EXPECT_TRUE(std::holds_alternative<RefusedText>(edit("better words")));
  EXPECT_FALSE(store.words);
  EXPECT_EQ(store.own.state, State::approved);
  EXPECT_EQ(std::get<Receipt>(edit("better words yet", sent_at + 2min)).state, State::approved)
      << "when it was over";
}

TEST_F(EditComment, KeepsWhatWasSealedOfTheRest) {
  vault.opened->author = "Ann ann@example.com";
  vault.opened->text = "as she wrote it, ann@example.com";
  edited("nothing hidden");
  EXPECT_EQ(store.words->sealed.bytes, "sealed for 12 author");
}

TEST_F(EditComment, HidesWhatARuleHoldsAndPublishesNothingThatWaits) {
  store.own.state = State::approved;
  EXPECT_EQ(edited("a casino").state, State::pending);
  EXPECT_EQ(store.own.state, State::pending);
  EXPECT_EQ(edited("no such thing").state, State::pending) << "it waits for a moderator";
}

TEST_F(EditComment, OfSpamIsAnsweredLikeThatOfWhatWaits) {
  for (const std::string text : {"good words", "a casino", "good words again"}) {
    store.own.state = State::pending;
    store.own.text = "as it was sent";
    const Receipt waits = edited(text);
    store.own.state = State::spam;
    store.own.text = "as it was sent";
    const Receipt spam = edited(text);
    EXPECT_EQ(spam.state, waits.state);
    EXPECT_EQ(spam.text, waits.text);
    EXPECT_EQ(spam.can_edit_until, waits.can_edit_until);
    EXPECT_EQ(store.own.state, State::spam);
  }
}

TEST_F(EditComment, MovesItIntoTheCampaignOfItsNewWords) {
  const std::string text = "My neighbour lost his job last spring and earns 8450 dollars a month";
  edited(text);
  const auto number = campaign_of(likeness_of(text)).value().value;
  EXPECT_NE(store.words->verdict_json.find(",\"campaign\":" + std::to_string(number) + "}"),
            std::string::npos)
      << store.words->verdict_json;
  edited("Too short.");
  EXPECT_EQ(store.words->verdict_json.find("campaign\":"), std::string::npos);
}

TEST_F(EditComment, IsRefusedInTheContractsOrder) {
  lately.wait_s = 7;
  EXPECT_TRUE(std::holds_alternative<NoReceipt>(edit("", sent_at, "13")));
  EXPECT_TRUE(std::holds_alternative<NoReceipt>(edit("", sent_at + receipt_lifetime)));
  store.own.article.state = ArticleState::closed;
  EXPECT_TRUE(std::holds_alternative<TooLate>(edit("", sent_at + 300s)));
  EXPECT_TRUE(std::holds_alternative<ArticleClosed>(edit("", sent_at + 300s - 1us)));
  store.own.article.state = ArticleState::open;
  EXPECT_EQ(std::get<FaultyText>(edit("")).errors,
            (std::vector<FieldError>{{Field::text, Problem::required}}));
  const std::vector<FieldError> wrong{{Field::text, Problem::wrong_type}};
  const auto unread = ask({"", wrong, {}}, sent_at, {{1}, {12}, "12", 300s});
  EXPECT_EQ(std::get<FaultyText>(unread).errors, wrong);
  EXPECT_EQ(std::get<TooFast>(edit("better words")).retry_after_s, 7);
  EXPECT_TRUE(std::holds_alternative<Receipt>(edit("as it was sent"))) << "nothing to do";
  EXPECT_EQ(store.records, 0);
}

TEST_F(EditComment, NeedsAStateAWindowAndTheAddress) {
  for (const State state : {State::rejected, State::withdrawn}) {
    store.own.state = state;
    EXPECT_TRUE(std::holds_alternative<TooLate>(edit("better words"))) << name_of(state);
  }
  store.own.state = State::pending;
  const auto closed = ask({"better words", {}, {}}, sent_at, {{1}, {12}, "12", 0s});
  EXPECT_TRUE(std::holds_alternative<TooLate>(closed));
  vault.opened.reset();
  EXPECT_TRUE(std::holds_alternative<TooLate>(edit("better words")));
  EXPECT_EQ(store.records, 0);
}

TEST_F(EditComment, TheSameWordsWriteNothing) {
  vault.opened->text = "as it was sent, with ann@example.com";
  edited("as it was sent");
  edited("as it was sent, with ann@example.com");
  EXPECT_EQ(store.records, 0);
  EXPECT_EQ(lately.admitted, 0);
}

TEST_F(EditComment, WhatSheSaysElsewhereIsADuplicateAndItsOwnOldWordsAreNot) {
  store.own.state = State::approved;
  lately.said_before(saying_hash(vault, {1}, test::a_submission({.text = "said elsewhere"})),
                     vault.intake_key({}, "another comment"), sent_at);
  store.said = "said elsewhere";
  EXPECT_EQ(edited("said elsewhere").state, State::approved) << "it said so itself before";
  store.said = "";
  store.own.text = "something else";
  EXPECT_EQ(edited("said elsewhere").state, State::pending);
}

TEST_F(EditComment, WhatWasNotWrittenWasNotSaid) {
  store.lost_before = 2;
  EXPECT_THROW(edit("better words"), InDoubt);
  const auto saying = saying_hash(vault, {1}, test::a_submission({.text = "better words"}));
  EXPECT_FALSE(lately.said_before(saying, vault.intake_key({}, "another"), sent_at));
}

TEST_F(EditComment, LooksAgainWhereSomebodyDecidesMeanwhile) {
  store.meanwhile = [this]() noexcept {
    store.own.state = State::approved;
    store.own.version = {2};
  };
  EXPECT_EQ(edited("better words").state, State::approved);
  EXPECT_EQ(store.own.version, Version{3});
  EXPECT_EQ(lately.admitted, 1) << "counted once";

  store.meanwhile = [this]() noexcept {
    store.own.state = State::rejected;
    ++store.own.version.value;
  };
  EXPECT_TRUE(std::holds_alternative<TooLate>(edit("late words")));
  EXPECT_EQ(store.own.text, "better words");
}

TEST_F(EditComment, ALostLinkEndsInTheTruth) {
  store.lost_after = 1;
  EXPECT_EQ(edited("better words").text, "better words");
  EXPECT_EQ(store.records, 1);
  store.lost_before = 1;
  EXPECT_EQ(edited("even better").text, "even better");
  EXPECT_EQ(store.own.version, Version{3});
}

}  // namespace
}  // namespace copytaster
