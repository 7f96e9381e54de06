// Appeals by authors: once, in the queue without another state, answered by somebody else.

#include "copytaster/app/appeal.hpp"

#include "copytaster/app/verify_audit.hpp"
#include "postgres/audit_store.hpp"
#include "postgres/purge.hpp"
#include "postgres/queue_room.hpp"
#include "postgres/queue_store.hpp"
#include "postgres/receipt_store.hpp"
#include "tests/postgres/people_test.hpp"

namespace copytaster::postgres::testing {
namespace {

class AppealRowsTest : public PeopleTest {
 protected:
  ReceiptAsked asked(CommentId id) {
    token_ = vault_.receipt(site_, id);
    return {site_, id, token_, 300s, {}, true};
  }
  Receipt show(CommentId id) {
    return std::get<Receipt>(show_receipt(asked(id), noon + 1min, {receipts_, vault_}));
  }
  AppealOutcome say(CommentId id, const std::string& text, Instant at = noon + 1h) {
    return appeal(asked(id), {text}, at, {receipts_, vault_});
  }
  CommentId appealed(const test::FormParts& parts = {}) {
    const auto id = submit(parts);
    decide(id, {1}, Decision::reject);
    EXPECT_TRUE(std::holds_alternative<Receipt>(say(id, "It was a quotation.")));
    return id;
  }
  Principal another(Role role = Role::moderator) {
    TokenRows tokens{pool_};
    const NewToken token{site_, role, "Flo", false, {}, std::string(28, 'f') + number()};
    return {tokens.create_token(token, noon), site_, role, false, "Flo"};
  }
  DecidedBatch answer(const Principal& by, const DecisionRequest& request, Instant at = noon + 2h) {
    DecisionRows decisions{pool_};
    return decide_comments(std::span{&request, 1}, by, at, {decisions, chain_});
  }
  DecidedBatch undo(BatchId batch, const Principal& by, Instant at = noon + 3h) {
    DecisionRows decisions{pool_};
    return std::get<DecidedBatch>(undo_batch(batch, by, at, {decisions, chain_}));
  }
  std::vector<QueuedComment> waiting() {
    QueueQuery query;
    query.site = site_;
    return QueueRows{pool_}.list_queue(query).comments;
  }
  std::string of(CommentId id, const std::string& what) const {
    return owner_sees("SELECT " + what + " FROM comment WHERE " + here() +
                      " AND id = " + std::to_string(id.value));
  }
  std::string last_act() const {
    return owner_sees(
        "SELECT concat_ws(' ', decision, from_state, to_state, version, token_id IS NULL) "
        "FROM audit_entry WHERE " +
        here() + " ORDER BY id DESC LIMIT 1");
  }
  std::string open() const { return count("appeal WHERE answered_at IS NULL AND " + here()); }
  std::string queued() const { return count("queue WHERE appeal AND " + here()); }
  void verify() {
    AuditRows audit{pool_};
    audit.seal(site_, noon + 4h, chain_);
    const auto verification = verify_audit(site_, noon + 4h, {audit, chain_}, std::nullopt);
    const auto* broken = std::get_if<AuditBroken>(&verification);
    EXPECT_EQ(broken, nullptr) << broken->why;
  }

  std::string token_;
  ReceiptRows receipts_{pool_};
};

TEST_F(AppealRowsTest, KeepsItsStateAndWaitsInItsOldPlace) {
  const auto id = appealed();
  const auto later = add_one({.text = "held", .at = noon + 1min});
  EXPECT_EQ(of(id, "state || ' ' || version || ' ' || (decided_by > 0)"), "2 3 true");
  EXPECT_EQ(last_act(), "appeal 2 2 3 t");
  EXPECT_EQ(owner_sees("SELECT text || ' ' || (against = " +
                       std::to_string(moderator_.token.value) + ") FROM appeal WHERE " + here()),
            "It was a quotation. true");
  EXPECT_EQ(count("change WHERE version = 3 AND " + here()), "0") << "nobody shows anything else";
  const auto list = waiting();
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[0].comment.id, id);
  EXPECT_EQ(list[0].state, State::rejected);
  ASSERT_TRUE(list[0].appeal);
  EXPECT_EQ(list[0].appeal->text, "It was a quotation.");
  EXPECT_EQ(list[0].appeal->at, noon + 1h);
  EXPECT_EQ(list[0].appeal->decided_by, "Mo");
  EXPECT_EQ(list[0].appeal->decided_at, noon);
  EXPECT_EQ(list[0].appeal->reason, "reason");
  EXPECT_EQ(list[0].appeal->note, "note");
  EXPECT_EQ(list[1].comment.id, later);
  EXPECT_FALSE(list[1].appeal);
}

TEST_F(AppealRowsTest, StandsInItsSectionWithItsVerdictsScore) {
  put_article("1", "sport");
  const auto id = submit({});
  decide(id, {1}, Decision::reject);
  owner_sees(R"(UPDATE comment SET verdict = '{"state":"pending","score":7.25,"hits":[]}' WHERE )" +
             here() + " RETURNING 1");
  EXPECT_TRUE(std::holds_alternative<Receipt>(say(id, "It was a quotation.")));
  EXPECT_EQ(owner_sees("SELECT section || ' ' || score FROM queue WHERE " + here()), "sport 725");
  QueueQuery query;
  query.site = site_;
  query.sections = {"politics"};
  EXPECT_TRUE(QueueRows{pool_}.list_queue(query).comments.empty());
  query.sections = {"sport"};
  EXPECT_EQ(QueueRows{pool_}.list_queue(query).comments.size(), 1U);
  put_article("2");
  add_one({.text = "older, and nothing speaks against it", .article = "2", .at = noon - 1h});
  query.sections = {};
  query.order = Order::score;
  EXPECT_EQ(QueueRows{pool_}.list_queue(query).comments.front().comment.id, id);
}

TEST_F(AppealRowsTest, CountsAsWaitingAndNotAsTheOldest) {
  const auto id = appealed();
  QueueRows queue{pool_};
  EXPECT_EQ(queue.count_queue(site_, noon + 1h).waiting, 1);
  EXPECT_EQ(queue.count_queue(site_, noon + 1h).oldest_at, std::nullopt);
  EXPECT_TRUE(queue.newest_waiting(site_, 10).empty());
  EXPECT_EQ(queue.most_reported(site_, 10), (std::vector<QueuedId>{{id, {3}, State::rejected, 0}}));
  EXPECT_FALSE(sites_with_pending(pool_, 1).contains(site_)) << "the intake stays open";
}

TEST_F(AppealRowsTest, IsMadeOnceAndAgainstARejection) {
  const auto id = appealed();
  EXPECT_TRUE(std::holds_alternative<AppealedAlready>(say(id, "again")));
  const auto held = submit({.text = "held"});
  EXPECT_TRUE(std::holds_alternative<NotRejected>(say(held, "why")));
  EXPECT_EQ(count("appeal WHERE " + here()), "1");
  EXPECT_EQ(count("audit_entry WHERE decision = 'appeal' AND " + here()), "1");
}

TEST_F(AppealRowsTest, WhoRejectedItDoesNotAnswerAndAnotherMay) {
  const auto id = appealed();
  const auto own = answer(moderator_, {id, {3}, Decision::approve, {}, {}}).results.at(0);
  EXPECT_EQ(own.status, DecisionStatus::own_decision);
  EXPECT_EQ(own.standing->version, Version{3});
  EXPECT_EQ(open(), "1");
  const auto flo = answer(another(), {id, {3}, Decision::approve, {}, {}}).results.at(0);
  EXPECT_EQ(flo.status, DecisionStatus::done);
  EXPECT_EQ(of(id, "state"), "1");
  EXPECT_EQ(open(), "0");
  EXPECT_EQ(count("queue WHERE " + here()), "0");
  const Receipt receipt = show(id);
  EXPECT_EQ(receipt.state, State::approved);
  EXPECT_FALSE(receipt.reason) << "it goes with the rejection";
  EXPECT_FALSE(receipt.appeal);
  verify();
}

TEST_F(AppealRowsTest, StaysRejectedWithTheReasonThatItHadOrANewOne) {
  const auto id = appealed();
  const auto stays = answer(another(), {id, {3}, Decision::reject, {}, "seen"});
  EXPECT_EQ(stays.results.at(0).status, DecisionStatus::done);
  EXPECT_EQ(of(id, "state || ' ' || version"), "2 4");
  EXPECT_EQ(last_act(), "reject 2 2 4 f");
  EXPECT_EQ(count("queue WHERE " + here()), "0");
  EXPECT_EQ(owner_sees("SELECT rejected FROM author WHERE " + here()), "1") << "as it was";
  Receipt receipt = show(id);
  EXPECT_TRUE(receipt.appeal->is_answered);
  EXPECT_FALSE(receipt.can_appeal);
  EXPECT_EQ(receipt.reason, "reason");
  EXPECT_TRUE(std::holds_alternative<AppealedAlready>(say(id, "again")));

  const auto other = appealed({.text = "another one"});
  answer(another(), {other, {3}, Decision::reject, "hate_speech", {}});
  receipt = show(other);
  EXPECT_EQ(receipt.reason_code, ReasonCode::hate_speech);
  verify();
}

TEST_F(AppealRowsTest, AnAnswerThatIsTakenBackOpensItAgain) {
  const auto id = appealed();
  const auto flo = another();
  for (const Decision decision : {Decision::approve, Decision::reject, Decision::spam}) {
    const Version version{std::stoll(of(id, "version"))};
    const auto batch = answer(flo, {id, version, decision, {}, {}}).batch;
    EXPECT_EQ(open(), "0") << name_of(decision);
    EXPECT_EQ(queued(), "0");
    EXPECT_EQ(undo(batch, flo).results.at(0).status, DecisionStatus::done) << name_of(decision);
    EXPECT_EQ(of(id, "state"), "2");
    EXPECT_EQ(open(), "1");
    EXPECT_EQ(queued(), "1");
    EXPECT_EQ(waiting().at(0).appeal->decided_by, "Mo") << "whose rejection it still is";
    EXPECT_FALSE(show(id).appeal->is_answered);
  }
  verify();
}

TEST_F(AppealRowsTest, TheRejectionItselfIsNotTakenBackAnyMore) {
  const auto id = submit({});
  const auto batch = decide(id, {1}, Decision::reject).batch;
  say(id, "but");
  EXPECT_EQ(undo(batch, moderator_).results.at(0).status, DecisionStatus::conflict);
  EXPECT_EQ(of(id, "state"), "2");
  EXPECT_EQ(open(), "1");
}

TEST_F(AppealRowsTest, ARejectionThatWasMadeBeforeItDoesNotSettleIt) {
  const auto id = submit({});
  decide(id, {1}, Decision::reject);
  const KeptComment kept{id, {2}};
  say(id, "but");
  DecisionRows{pool_}.keep({{1'000'000}, another()}, std::span{&kept, 1}, noon + 2h);
  EXPECT_EQ(queued(), "1");
  EXPECT_EQ(open(), "1");
}

TEST_F(AppealRowsTest, GoesWithAWithdrawalAndWithAnErasure) {
  const auto id = appealed();
  withdraw_comment(asked(id), noon + 2h, {receipts_, vault_});
  EXPECT_EQ(of(id, "state"), "4");
  EXPECT_EQ(open(), "0");
  EXPECT_EQ(count("queue WHERE " + here()), "0");
  appealed({.text = "another"});
  const std::string hers = exported("ann@example.com");
  EXPECT_NE(hers.find(R"("appeal":{"text":"It was a quotation.","at":"2026-)"), std::string::npos)
      << hers;
  erase("ann@example.com");
  EXPECT_EQ(count("appeal WHERE " + here()), "0");
  EXPECT_EQ(count("queue WHERE " + here()), "0");
}

TEST_F(AppealRowsTest, KeepsItsCommentForThirtyDaysMoreUntilItIsAnswered) {
  const auto open_one = appealed();
  const auto answered = appealed({.text = "answered"});
  answer(another(), {answered, {3}, Decision::reject, {}, {}}, noon + 2h);
  const auto silent = submit({.text = "silent"});
  decide(silent, {1}, Decision::reject);
  const auto there = [this] {
    return owner_sees("SELECT string_agg(id::text, ' ' ORDER BY id) FROM comment WHERE " + here());
  };
  const auto day = 24h;
  purge({pool_, noon + 30 * day + 1h}, 30);
  EXPECT_EQ(there(), std::to_string(open_one.value) + " " + std::to_string(answered.value));
  purge({pool_, noon + 30 * day + 3h}, 30);
  EXPECT_EQ(there(), std::to_string(open_one.value));
  purge({pool_, noon + 60 * day}, 30);
  EXPECT_EQ(there(), std::to_string(open_one.value));
  purge({pool_, noon + 60 * day + 1h}, 30);
  EXPECT_EQ(there(), "");
  EXPECT_EQ(count("appeal WHERE " + here()), "0");
  EXPECT_EQ(count("queue WHERE " + here()), "0");
}

TEST_F(AppealRowsTest, AReasonOfTheListIsCountedAndItsWordsAreNobodys) {
  const auto id = submit({});
  answer(moderator_, {id, {1}, Decision::reject, "abusive", {}});
  EXPECT_EQ(owner_sees("SELECT reason_code || ' ' || (detail_digest IS NULL) FROM audit_entry "
                       "WHERE " +
                       here()),
            "abusive true");
  EXPECT_EQ(count("audit_detail WHERE " + here()), "0");
  EXPECT_EQ(show(id).reason, words_for(ReasonCode::abusive));
  const auto other = submit({.text = "other"});
  decide(other, {1}, Decision::reject);
  EXPECT_EQ(count("audit_entry WHERE reason_code IS NULL AND " + here()), "1");
  verify();
  owner_sees("UPDATE audit_entry SET reason_code = 'spam' WHERE reason_code IS NOT NULL AND " +
             here() + " RETURNING 1");
  AuditRows audit{pool_};
  EXPECT_TRUE(std::holds_alternative<AuditBroken>(
      verify_audit(site_, noon + 4h, {audit, chain_}, std::nullopt)));
}

TEST_F(AppealRowsTest, TheReasonIsThatOfTheRejectionThatStands) {
  const auto id = submit({});
  answer(moderator_, {id, {1}, Decision::reject, "ad", {}});
  const auto flo = another();
  const auto approval = answer(flo, {id, {2}, Decision::approve, {}, {}}).batch;
  EXPECT_FALSE(show(id).reason);
  undo(approval, flo);
  EXPECT_EQ(show(id).reason_code, ReasonCode::ad) << "it stands again as it stood";
  say(id, "no ad");
  EXPECT_EQ(waiting().at(0).appeal->decided_by, "Mo") << "and not who has taken hers back";
  EXPECT_EQ(answer(moderator_, {id, {5}, Decision::approve, {}, {}}).results.at(0).status,
            DecisionStatus::own_decision);
  answer(flo, {id, {5}, Decision::approve, {}, {}});
  answer(flo, {id, {6}, Decision::reject, {}, {}});
  EXPECT_FALSE(show(id).reason) << "this one gave none";
}

}  // namespace
}  // namespace copytaster::postgres::testing
