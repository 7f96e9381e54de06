#include "postgres/receipt_store.hpp"

#include <thread>

#include "copytaster/app/edit_comment.hpp"
#include "postgres/purge.hpp"
#include "postgres/queue_store.hpp"
#include "postgres/thread_store.hpp"
#include "tests/postgres/people_test.hpp"

namespace copytaster::postgres::testing {
namespace {

class ReceiptRowsTest : public PeopleTest {
 protected:
  ReceiptRowsTest() { policy_.site.premoderation = Premoderation::rules; }

  ReceiptAsked asked(CommentId id, const std::string& token) const {
    return {site_, id, token, 300s, {}, true};
  }
  Receipt show(CommentId id) {
    return std::get<Receipt>(
        show_receipt(asked(id, vault_.receipt(site_, id)), noon + 1min, {receipts_, vault_}));
  }
  EditOutcome edit(CommentId id, const std::string& text) {
    return edit_comment(asked(id, vault_.receipt(site_, id)), {text, {}, {}}, noon + 1min,
                        {{receipts_, vault_}, lately_, {policy_, rules_, bans_}});
  }
  void withdraw(CommentId id) {
    const auto outcome =
        withdraw_comment(asked(id, vault_.receipt(site_, id)), noon + 2min, {receipts_, vault_});
    EXPECT_EQ(std::get<Receipt>(outcome).state, State::withdrawn);
  }
  CommentId shown(const test::FormParts& parts = {}) { return submit(parts, Premoderation::rules); }
  CommentId spam() { return submit({.text = "bought words", .sending = {.trap_filled = true}}); }

  std::string of(CommentId id, const std::string& what) const {
    return owner_sees("SELECT " + what + " FROM comment WHERE " + here() +
                      " AND id = " + std::to_string(id.value));
  }
  std::string last_act() const {
    return owner_sees(
        "SELECT concat_ws(' ', decision, from_state, to_state, version, token_id IS NULL, "
        "detail_digest IS NULL) FROM audit_entry WHERE " +
        here() + " ORDER BY id DESC LIMIT 1");
  }
  std::string history() const {
    return owner_sees("SELECT approved || ' ' || rejected || ' ' || spam FROM author WHERE " +
                      here());
  }
  std::string queued() const {
    return owner_sees(
        "SELECT string_agg(comment_id::text, ' ' ORDER BY created_at, comment_id) "
        "FROM queue WHERE " +
        here());
  }

  ReceiptRows receipts_{pool_};
  SitePolicy policy_;
  std::shared_ptr<const RuleSet> rules_ = test::some_rules();
  Bans bans_;
  test::FakeLately lately_;
};

TEST_F(ReceiptRowsTest, AnEditIsOneTransaction) {
  const auto id = shown({.text = "first words"});
  EXPECT_EQ(std::get<Receipt>(edit(id, "mail me: new.words@example.com")).text,
            "mail me: [email hidden]");
  // An address holds nothing by itself; what waits is the next test's.
  EXPECT_EQ(of(id, "state || ' ' || version || ' ' || text || ' ' || (edited_at > created_at)"),
            of(id, "state") + " 2 mail me: [email hidden] true");
  EXPECT_EQ(owner_sees("SELECT concat_ws(' ', version, text, until = '" + timestamp(noon + 1min) +
                       "', verdict::json ->> 'state') FROM revision WHERE " + here()),
            "1 first words t approved");
  EXPECT_EQ(last_act(), "edit 1 " + of(id, "state") + " 2 t t");
  EXPECT_EQ(count("audit_unsealed WHERE " + here()), "1");
  EXPECT_EQ(owner_sees("SELECT count(DISTINCT x) FROM (SELECT change_xid::text AS x FROM comment "
                       "WHERE " +
                       here() +
                       " UNION SELECT xid::text FROM change WHERE version = 2 "
                       "AND " +
                       here() + ") a"),
            "1");
  const auto form = receipts_.find_form(site_, id, noon).value();
  const auto contact = vault_.open(form.sealed, site_, id).value();
  EXPECT_EQ(contact.text, "mail me: new.words@example.com");
  EXPECT_EQ(contact.email.reveal(), "ann@example.com");
}

TEST_F(ReceiptRowsTest, WhatARuleHoldsLeavesTheThreadAndTakesItsPlaceInTheQueue) {
  const auto id = shown({.text = "first words"});
  const auto later = add_one({.text = "waits as well", .at = noon + 30s});
  EXPECT_EQ(history(), "1 0 0");
  EXPECT_EQ(std::get<Receipt>(edit(id, "a casino")).state, State::pending);
  EXPECT_EQ(queued(), std::to_string(id.value) + " " + std::to_string(later.value))
      << "its old place";
  EXPECT_EQ(history(), "0 0 0") << "it is not approved any more";
  EXPECT_EQ(of(id, "decided_at IS NULL AND published_at IS NOT NULL"), "t");
  ThreadQuery query;
  query.site = site_;
  query.article = "1";
  EXPECT_TRUE(ThreadRows{pool_}.read_thread(query)->comments.empty());

  EXPECT_EQ(std::get<Receipt>(edit(id, "no such thing")).state, State::pending);
  EXPECT_EQ(count("queue WHERE " + here()), "2") << "what waits stays where it is";
  EXPECT_EQ(history(), "0 0 0");
  EXPECT_EQ(decide(id, {3}, Decision::approve).results.at(0).status, DecisionStatus::done);
  EXPECT_EQ(history(), "1 0 0");
  EXPECT_EQ(count("revision WHERE " + here()), "2");
}

TEST_F(ReceiptRowsTest, APendingOrSpamEditLeavesNoRecordOfItsAuthor) {
  const auto waits = submit({});
  edit(waits, "other words");
  EXPECT_EQ(count("author WHERE " + here()), "0");
  EXPECT_EQ(last_act(), "edit 0 0 2 t t");
  const auto marked = spam();
  EXPECT_EQ(history(), "0 0 1");
  EXPECT_EQ(std::get<Receipt>(edit(marked, "harmless words")).state, State::pending);
  EXPECT_EQ(of(marked, "state"), "3");
  EXPECT_EQ(history(), "0 0 1");
  EXPECT_EQ(queued(), std::to_string(waits.value));
}

TEST_F(ReceiptRowsTest, ItsOwnApprovalDoesNotVouchForNewWords) {
  policy_.site.premoderation = Premoderation::first;
  const auto first = approved({.text = "the first of hers"});
  EXPECT_EQ(history(), "1 0 0");
  EXPECT_FALSE(receipts_.find_form(site_, first, noon)->facts.known_author);
  EXPECT_EQ(std::get<Receipt>(edit(first, "quite another thing")).state, State::pending);
  decide(first, {3}, Decision::approve);
  const auto second = approved({.text = "the second of hers"});
  const auto facts = receipts_.find_form(site_, second, noon)->facts;
  EXPECT_TRUE(facts.known_author);
  EXPECT_EQ(facts.approved_before, 1);
  EXPECT_EQ(std::get<Receipt>(edit(second, "yet another thing")).state, State::approved);
}

TEST_F(ReceiptRowsTest, GoingBackToItsOwnWordsIsNoDuplicate) {
  const auto id = shown({.text = "first words"});
  const auto saying = saying_hash(vault_, site_, test::a_submission({.text = "first words"}));
  lately_.said_before(saying, vault_.intake_key(site_, "when it was sent"), noon);
  EXPECT_EQ(std::get<Receipt>(edit(id, "second words")).state, State::approved);
  EXPECT_EQ(std::get<Receipt>(edit(id, "first words")).state, State::approved);
  EXPECT_TRUE(receipts_.said_itself(site_, id, "second words"));
  EXPECT_FALSE(receipts_.said_itself(site_, {id.value + 1}, "second words"));
}

TEST_F(ReceiptRowsTest, AStaleVersionChangesNothing) {
  const auto id = shown();
  const AuthorsMove stale{
      site_, id, {2}, {State::approved, State::pending}, receipts_.new_attempt()};
  EXPECT_FALSE(receipts_.record_edit(stale, {"new", {"sealed"}, "{}"}, noon));
  EXPECT_FALSE(receipts_.record_withdrawal(stale, noon));
  EXPECT_FALSE(receipts_.is_recorded(site_, stale.attempt));
  const AuthorsMove elsewhere{ensure_sites(pool_, {"elsewhere"}).at("elsewhere"),
                              id,
                              {1},
                              {State::approved, State::withdrawn},
                              receipts_.new_attempt()};
  EXPECT_FALSE(receipts_.record_withdrawal(elsewhere, noon));
  EXPECT_EQ(of(id, "state || ' ' || version"), "1 1");
  EXPECT_EQ(count("audit_entry WHERE " + here()) + count("revision WHERE " + here()), "00");
}

TEST_F(ReceiptRowsTest, OfAnEditAndADecisionAtOnceNoneIsLost) {
  for (int round = 0; round < 20; ++round) {
    const auto id = submit({.text = "race " + std::to_string(round)});
    std::thread rival{[&] { edit(id, "edited " + std::to_string(round)); }};
    const auto status = decide(id, {1}, Decision::approve).results.at(0).status;
    rival.join();
    EXPECT_EQ(of(id, "version"), status == DecisionStatus::done ? "3" : "2");
    EXPECT_EQ(of(id, "text"), "edited " + std::to_string(round));
  }
}

// They wait for the report: they must find what the report has written.
TEST_F(ReceiptRowsTest, AWithdrawalThatWaitedForAReportLeavesNothingInTheQueue) {
  const auto id = shown({.text = "reported words"});
  act_while_reported(id, [&] { withdraw(id); });
  EXPECT_EQ(of(id, "state"), "4");
  EXPECT_EQ(queued(), "");
}

TEST_F(ReceiptRowsTest, AnEditThatWaitedForAReportWaitsWithIt) {
  for (const auto* words : {"other words", "a casino"}) {
    const auto id = shown({.text = "first words of " + std::string{words}});
    act_while_reported(id, [&] { edit(id, words); });
    EXPECT_EQ(of(id, "text"), words);
    EXPECT_EQ(count("queue WHERE reports = 1 AND comment_id = " + std::to_string(id.value)), "1");
  }
}

TEST_F(ReceiptRowsTest, AWithdrawalTakesItOutOfEverything) {
  const auto parent = shown({.text = "withdrawn words"});
  shown({.email = "ben@example.com", .text = "an answer", .parent = parent.value});
  const auto waits = submit({});
  withdraw(parent);
  EXPECT_EQ(last_act(), "withdraw 1 4 2 t t");
  EXPECT_EQ(of(parent, "decided_at = '" + timestamp(noon + 2min) + "' AND decided_by IS NULL"),
            "t");
  EXPECT_EQ(count("change WHERE state = 4 AND version = 2 AND " + here()), "1");
  withdraw(waits);
  EXPECT_EQ(count("queue WHERE " + here()), "0");
  ThreadQuery query;
  query.site = site_;
  query.article = "1";
  const auto page = ThreadRows{pool_}.read_thread(query).value();
  ASSERT_EQ(page.comments.size(), 2U) << "a place is left for the answer";
  EXPECT_TRUE(page.comments[0].removed);
  EXPECT_EQ(page.comments[0].text, "");
  const std::string entries = count("audit_entry WHERE " + here());
  withdraw(parent);
  EXPECT_EQ(count("audit_entry WHERE " + here()), entries) << "again writes nothing";
  EXPECT_EQ(decide(parent, {2}, Decision::approve).results.at(0).status, DecisionStatus::conflict);
}

TEST_F(ReceiptRowsTest, WithdrawingDoesNotClearARecord) {
  withdraw(shown());
  EXPECT_EQ(history(), "0 0 0") << "what was shown counts no more";
  EXPECT_EQ(owner_sees("SELECT last_approved_at FROM author WHERE " + here()), "");
  withdraw(spam());
  EXPECT_EQ(history(), "0 0 1");
  const auto rejected = submit({});
  decide(rejected, {1}, Decision::reject);
  withdraw(rejected);
  EXPECT_EQ(history(), "0 1 1");
  EXPECT_EQ(owner_sees("SELECT last_refused_at IS NOT NULL FROM author WHERE " + here()), "t");
}

TEST_F(ReceiptRowsTest, TheReasonIsThatOfTheLastRejectionAndNeverTheNote) {
  const auto id = submit({});
  decide(id, {1}, Decision::reject);
  EXPECT_EQ(show(id).reason, "reason");
  DecisionRows decisions{pool_};
  const DecisionRequest silent{id, {3}, Decision::reject, {}, "a note"};
  decide(id, {2}, Decision::approve);
  EXPECT_FALSE(show(id).reason);
  decide_comments(std::span{&silent, 1}, moderator_, noon, {decisions, chain_});
  EXPECT_EQ(show(id).state, State::rejected);
  EXPECT_FALSE(show(id).reason) << "none was given this time";
}

TEST_F(ReceiptRowsTest, AnAuthorsActIsNoDecisionInTheDaysCounts) {
  QueueRows queue{pool_};
  const auto id = submit({});
  edit(id, "other words");
  EXPECT_EQ(queue.count_queue(site_, noon + 2min).approved, 0);
  decide(id, {2}, Decision::approve);
  edit(id, "a casino");
  withdraw(shown());
  const auto counts = queue.count_queue(site_, noon + 2min);
  EXPECT_EQ(counts.approved, 1) << "a moderator has approved it, whatever came after";
  EXPECT_EQ(counts.rejected + counts.spam, 0);
}

TEST_F(ReceiptRowsTest, WithdrawnWordsGoAfterTheirDaysAndTheirRevisionsWithThem) {
  const auto published = shown({.text = "first words"});
  edit(published, "second words");
  withdraw(published);
  const auto unseen = submit({.text = "third words"});
  edit(unseen, "fourth words");
  withdraw(unseen);
  EXPECT_EQ(count("revision WHERE " + here()), "2");
  const auto gone_at = noon + 2min + 24h * 30;
  purge({pool_, gone_at}, 30);
  EXPECT_EQ(of(published, "text") + of(unseen, "text"), "second wordsfourth words");
  EXPECT_GE(purge({pool_, gone_at + 1s}, 30).comments, 2U);
  EXPECT_EQ(of(published, "state || text || author || length(sealed)"), "40");
  EXPECT_EQ(of(unseen, "1"), "");
  EXPECT_EQ(count("revision WHERE " + here()), "0");
  EXPECT_FALSE(receipts_.find_own(site_, published)) << "the receipt opens nothing any more";
  EXPECT_EQ(purge({pool_, gone_at + 1s}, 30).comments, 0U) << "once";
}

TEST_F(ReceiptRowsTest, APersonGetsHerOldWordsAndNoneStayWhenSheIsErased) {
  const auto id = shown({.text = "canaryone"});
  edit(id, "canarytwo");
  edit(id, "canarythree");
  shown({.email = "ann@example.com", .text = "never changed"});
  const std::string hers = exported("ann@example.com");
  EXPECT_NE(hers.find("\"revisions\":[{\"version\":1,\"text\":\"canaryone\",\"until\":\"2026-"),
            std::string::npos);
  EXPECT_NE(hers.find("},{\"version\":2,\"text\":\"canarytwo\""), std::string::npos);
  EXPECT_NE(hers.find("\"revisions\":[]"), std::string::npos);
  erase("ann@example.com");
  const std::string left = dump();
  for (const char* word : {"canaryone", "canarytwo", "canarythree"})
    EXPECT_EQ(left.find(word), std::string::npos) << word;
  EXPECT_FALSE(receipts_.find_own(site_, id));
}

TEST_F(ReceiptRowsTest, ModeratorsSeeWhatItSaidBefore) {
  const auto id = submit({.text = "first words"});
  submit({.text = "never changed"});
  QueueQuery query;
  query.site = site_;
  QueueRows queue{pool_};
  for (const auto& queued : queue.list_queue(query).comments) EXPECT_FALSE(queued.before);
  edit(id, "second words");
  edit(id, "third words");
  const auto page = queue.list_queue(query);
  ASSERT_EQ(page.comments.size(), 2U);
  const QueuedComment& queued = page.comments[0];
  EXPECT_EQ(queued.comment.text, "third words");
  EXPECT_EQ(queued.comment.edited_at, noon + 1min);
  ASSERT_TRUE(queued.before);
  EXPECT_EQ(queued.before->text, "second words");
  EXPECT_EQ(queued.before->until, noon + 1min);
  EXPECT_FALSE(page.comments[1].before);
}

TEST_F(ReceiptRowsTest, AnEmptiedPlaceIsNotCalledWithdrawn) {
  const auto id = approved({});
  decide(id, {2}, Decision::reject, noon);
  const auto gone_at = noon + 24h * 30;
  purge({pool_, gone_at}, 30);
  EXPECT_EQ(show(id).state, State::rejected);
  purge({pool_, gone_at + 1s}, 30);
  EXPECT_EQ(of(id, "state || text"), "4");
  const auto asked_for = asked(id, vault_.receipt(site_, id));
  EXPECT_TRUE(std::holds_alternative<NoReceipt>(
      show_receipt(asked_for, gone_at + 2s, {receipts_, vault_})));
  EXPECT_TRUE(std::holds_alternative<NoReceipt>(
      withdraw_comment(asked_for, gone_at + 2s, {receipts_, vault_})));
}

TEST_F(ReceiptRowsTest, OldWordsGoAfterTheirDays) {
  const auto id = shown({.text = "first words"});
  edit(id, "second words");
  purge({pool_, noon + 1min + 24h * 30}, 30);
  EXPECT_EQ(count("revision WHERE " + here()), "1");
  purge({pool_, noon + 1min + 24h * 30 + 1s}, 30);
  EXPECT_EQ(count("revision WHERE " + here()), "0");
  EXPECT_EQ(of(id, "text"), "second words") << "what it says now stays";
}

}  // namespace
}  // namespace copytaster::postgres::testing
