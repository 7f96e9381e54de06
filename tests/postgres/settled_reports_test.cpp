// What settles reports, who did it, and what an undo brings back.

#include <thread>

#include "copytaster/app/seal_audit.hpp"
#include "copytaster/app/verify_audit.hpp"
#include "postgres/audit_store.hpp"
#include "tests/postgres/reports_test.hpp"

namespace copytaster::postgres::testing {
namespace {

using SettledReportsTest = ReportRowsTest;

TEST_F(SettledReportsTest, ARejectionSettlesAndItsUndoBringsBackWhatItHasSettled) {
  for (const Decision decision : {Decision::reject, Decision::spam}) {
    const auto id = shown("shown");
    report(id, "earlier");
    decide(id, {1}, Decision::approve);
    report(id, "ann");
    report(id, "ben");
    const auto decided = decide(id, {1}, decision, noon + 1h);
    EXPECT_EQ(decided.results.at(0).status, DecisionStatus::done);
    EXPECT_EQ(queued(id), "");
    EXPECT_EQ(unsettled(), "0");
    EXPECT_FALSE(report(id, "cleo"));
    EXPECT_EQ(undo(decided.batch).results.at(0).standing->state, State::approved);
    EXPECT_EQ(queued(id), "2") << "and not the one that was dismissed before";
    report(id, "ann");
    EXPECT_EQ(queued(id), "2") << "hers is counted already";
    report(id, "cleo");
    EXPECT_EQ(queued(id), "3");
    EXPECT_EQ(unsettled(), "3");
    decide(id, {3}, Decision::approve);
    EXPECT_EQ(unsettled(), "0");
  }
}

TEST_F(SettledReportsTest, AnUndoSettlesNothing) {
  const auto id = add("held");
  const auto approval = decide(id, {1}, Decision::approve);
  report_often(id, 2);
  const auto undone = undo(approval.batch);
  EXPECT_EQ(undo(undone.batch).results.at(0).standing->state, State::approved);
  EXPECT_EQ(queued(id), "2");
  EXPECT_EQ(unsettled(), "2");

  const auto refused = add("refused", State::rejected);
  const auto shown_again = decide(refused, {1}, Decision::approve);
  report_often(refused, 1);
  EXPECT_EQ(undo(shown_again.batch).results.at(0).standing->state, State::rejected);
  EXPECT_EQ(queued(refused), "") << "it is not shown";
  decide(refused, {3}, Decision::approve);
  EXPECT_EQ(unsettled(), "2") << "of the other one";
}

TEST_F(SettledReportsTest, AnUndoThatFindsNoReportsQueuesNothing) {
  const auto id = shown("shown");
  const auto rejection = decide(id, {1}, Decision::reject);
  EXPECT_EQ(undo(rejection.batch).results.at(0).standing->state, State::approved);
  EXPECT_EQ(queued(id), "");
}

TEST_F(SettledReportsTest, AnApprovalKeepsItAsItIs) {
  const auto id = shown("shown");
  report_often(id, 3);
  EXPECT_EQ(decide(id, {2}, Decision::approve).results.at(0).status, DecisionStatus::conflict);
  EXPECT_EQ(queued(id), "3") << "made on a version that it never had";
  const auto kept = decide(id, {1}, Decision::approve).results.at(0);
  EXPECT_EQ(kept.status, DecisionStatus::done);
  EXPECT_EQ(kept.standing->version, Version{1});
  EXPECT_EQ(queued(id), "");
  EXPECT_EQ(unsettled(), "0");
  EXPECT_EQ(state_of(id), "1 1");
  const std::string told = "change WHERE comment_id = " + std::to_string(id.value) +
                           " AND state = 1 AND version = 1 AND " + here();
  EXPECT_EQ(count(told), "2") << "when it was published, and now: colleagues learn of it";
  decide(id, {1}, Decision::approve);
  EXPECT_EQ(count(told), "2") << "once";
  report_often(id, 1);
  EXPECT_EQ(queued(id), "1") << "somebody else may raise it again";
}

TEST_F(SettledReportsTest, WhoDismissesReportsIsInTheAudit) {
  const auto id = shown("shown");
  decide(id, {1}, Decision::approve);
  EXPECT_EQ(count("audit_entry WHERE " + here()), "0") << "there was nothing to dismiss";
  report_often(id, 2);
  const auto kept = decide(id, {1}, Decision::approve);
  decide(id, {1}, Decision::approve);
  EXPECT_EQ(owner_sees("SELECT string_agg(concat_ws(' ', batch, comment_id, token_id, decision, "
                       "from_state, to_state, version, detail_digest IS NULL), '; ') "
                       "FROM audit_entry WHERE " +
                       here()),
            std::to_string(kept.batch.value) + " " + std::to_string(id.value) + " " +
                std::to_string(moderator_.token.value) + " approve 1 1 1 t");
  EXPECT_EQ(count("audit_unsealed WHERE " + here()), "1");
  AuditRows audit{pool_};
  seal_audit(noon, {audit, chain_});
  EXPECT_EQ(count("audit_unsealed WHERE " + here()), "0");
  EXPECT_TRUE(
      std::holds_alternative<AuditVerified>(verify_audit(site_, noon + 1h, {audit, chain_}, {})));
  EXPECT_EQ(QueueRows{pool_}.count_queue(site_, noon + 1h).approved, 1);
  DecisionRows decisions{pool_};
  EXPECT_TRUE(std::holds_alternative<NoSuchBatch>(
      undo_batch(kept.batch, moderator_, noon + 1h, {decisions, chain_})))
      << "nothing has moved";
  const std::vector<CommentId> ids{id};
  EXPECT_TRUE(decisions.moved_by({kept.batch, moderator_}, ids).empty());
}

TEST_F(SettledReportsTest, WhoKeepsWhatDoesNotWaitClearsItsRow) {
  const auto id = add("rejected", State::rejected);
  owner_sees(
      "INSERT INTO queue (site_id, comment_id, article_id, created_at, reports) "
      "SELECT site_id, id, article_id, created_at, 1 FROM comment WHERE " +
      here() + " RETURNING 1");
  DecisionRows decisions{pool_};
  const KeptComment stale{id, {7}};
  decisions.keep({{1}, moderator_}, std::span{&stale, 1}, noon);
  EXPECT_EQ(queued(id), "");
  EXPECT_EQ(count("audit_entry WHERE " + here()), "0");

  const auto held = add("held");
  const auto edited = shown("changed since");
  report_often(edited, 1);
  const std::vector<KeptComment> waiting{{held, {1}}, {edited, {7}}};
  decisions.keep({{1}, moderator_}, waiting, noon);
  EXPECT_EQ(queued(held), "0");
  EXPECT_EQ(queued(edited), "1");
}

TEST_F(SettledReportsTest, AnotherSitesModeratorKeepsNothing) {
  const auto id = shown("shown");
  report_often(id, 1);
  moderator_.site = ensure_sites(pool_, {"elsewhere"}).at("elsewhere");
  EXPECT_EQ(decide(id, {1}, Decision::approve).results.at(0).status, DecisionStatus::not_found);
  EXPECT_EQ(queued(id), "1");
}

TEST_F(SettledReportsTest, AnUndoneApprovalWaitsWithItsReports) {
  const auto id = add("held");
  const auto approval = decide(id, {1}, Decision::approve);
  report_often(id, 2);
  EXPECT_EQ(undo(approval.batch).results.at(0).standing->state, State::pending);
  EXPECT_EQ(queued(id), "2");
  EXPECT_EQ(texts(waiting()), Texts{"held"});
  decide(id, {3}, Decision::approve);
  EXPECT_EQ(queued(id), "");
  EXPECT_EQ(unsettled(), "0");
}

// The decision waits for the report: it must find what the report has written.
TEST_F(SettledReportsTest, ADecisionThatWaitedForAReportSettlesIt) {
  for (const Decision decision : {Decision::reject, Decision::approve}) {
    const auto id = shown("shown");
    report_often(id, 1);
    act_while_reported(id, [&] { decide(id, {1}, decision); });
    EXPECT_EQ(queued(id), "");
    EXPECT_EQ(unsettled(), "0");
  }
}

TEST_F(SettledReportsTest, WhateverComesAtOnceQueueAndReportsAgree) {
  for (int round = 0; round < 20; ++round) {
    const auto id = shown("round " + std::to_string(round));
    report_often(id, 1);
    std::thread reader{[&] { report(id, "late " + std::to_string(round)); }};
    std::thread rival{[&] { decide(id, {1}, Decision::approve); }};
    const auto rejected = decide(id, {1}, Decision::reject).results.at(0);
    rival.join();
    reader.join();
    EXPECT_EQ(rejected.status, DecisionStatus::done) << "to keep it is no change of it";
    EXPECT_EQ(queued(id), "");
  }
  EXPECT_EQ(unsettled(), "0");
}

// What waits cannot be reported, so its decision is one statement; the report comes before its
// refusal or after it has been shown.
TEST_F(SettledReportsTest, AReportAtOnceWithAnApprovalWaitsOrIsRefused) {
  for (int round = 0; round < 20; ++round) {
    const auto id = add("round " + std::to_string(round));
    bool taken = false;
    std::thread reader{[&] { taken = report(id, "reader " + std::to_string(round)); }};
    const auto approved = decide(id, {1}, Decision::approve).results.at(0);
    reader.join();
    EXPECT_EQ(approved.status, DecisionStatus::done);
    EXPECT_EQ(queued(id), taken ? "1" : "");
    EXPECT_EQ(unsettled(), taken ? "1" : "0");
    decide(id, {2}, Decision::reject);
    EXPECT_EQ(queued(id), "");
    EXPECT_EQ(unsettled(), "0");
  }
}

TEST_F(SettledReportsTest, TwoWhoKeepItAtOnceDoBoth) {
  for (int round = 0; round < 20; ++round) {
    const auto id = shown("round " + std::to_string(round));
    report_often(id, 2);
    DecisionStatus other{};
    std::thread rival{[&] { other = decide(id, {1}, Decision::approve).results.at(0).status; }};
    EXPECT_EQ(decide(id, {1}, Decision::approve).results.at(0).status, DecisionStatus::done);
    rival.join();
    EXPECT_EQ(other, DecisionStatus::done);
  }
  EXPECT_EQ(unsettled(), "0");
  EXPECT_EQ(count("queue WHERE " + here()), "0");
}

}  // namespace
}  // namespace copytaster::postgres::testing
