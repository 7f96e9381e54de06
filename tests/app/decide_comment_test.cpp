#include "copytaster/app/decide_comment.hpp"

#include <gtest/gtest.h>

#include "tests/app/decision_fakes.hpp"

namespace copytaster {
namespace {

using test::DecideComments;
using test::FakeDecisionStore;
using test::mo;

TEST_F(DecideComments, AnswersEachInTheOrderAsked) {
  const auto results = decide({{{3}, {1}, Decision::approve, {}, {}},
                               {{9}, {1}, Decision::approve, {}, {}},
                               {{1}, {1}, Decision::spam, {}, {}}});
  ASSERT_EQ(results.size(), 3U);
  EXPECT_EQ(results[0].status, DecisionStatus::done);
  EXPECT_EQ(results[0].standing->state, State::approved);
  EXPECT_EQ(results[0].standing->version, Version{2});
  EXPECT_EQ(results[1].status, DecisionStatus::not_found);
  EXPECT_EQ(results[2].standing->state, State::spam);
}

TEST_F(DecideComments, WhoIsBoundToSectionsFindsNothingOfOthers) {
  store.of_others = {{2}};
  Principal bound = mo;
  bound.sections = {"politics"};
  const std::vector<DecisionRequest> requests = {{{1}, {1}, Decision::approve, {}, {}},
                                                 {{2}, {1}, Decision::approve, {}, {}}};
  const auto results = decide_comments(requests, bound, Instant{}, {store, chain}).results;
  EXPECT_EQ(results[0].status, DecisionStatus::done);
  EXPECT_EQ(results[1].status, DecisionStatus::not_found);
  EXPECT_FALSE(results[1].standing);
  EXPECT_EQ(store.comments[{2}].state, State::pending);
  EXPECT_EQ(decide(requests)[1].status, DecisionStatus::done) << "the whole site's";
}

TEST_F(DecideComments, NorDoesSheTakeBackWhatIsOthersByNow) {
  Principal bound = mo;
  bound.sections = {"politics"};
  const std::vector<DecisionRequest> requests = {{{1}, {1}, Decision::approve, {}, {}},
                                                 {{2}, {1}, Decision::approve, {}, {}}};
  const auto batch = decide_comments(requests, bound, Instant{}, {store, chain}).batch;
  store.of_others = {{2}};
  const auto undone = undo_batch(batch, bound, Instant{}, {store, chain});
  const auto& results = std::get<DecidedBatch>(undone).results;
  EXPECT_EQ(results[0].status, DecisionStatus::done);
  EXPECT_EQ(results[1].status, DecisionStatus::not_found);
  EXPECT_EQ(store.comments[{2}].state, State::approved);
}

TEST_F(DecideComments, AStaleVersionIsAConflictWithTheCurrentState) {
  decide({{{1}, {1}, Decision::approve, {}, {}}});
  const auto results = decide({{{1}, {1}, Decision::reject, {}, {}}});
  EXPECT_EQ(results[0].status, DecisionStatus::conflict);
  EXPECT_EQ(results[0].standing->state, State::approved);
  EXPECT_EQ(results[0].standing->version, Version{2});
  EXPECT_EQ(results[0].standing->decided_by, "Mo");
}

TEST_F(DecideComments, TheSameAgainWithTheRightVersionWritesNothing) {
  decide({{{1}, {1}, Decision::approve, {}, {}}});
  const auto results = decide({{{1}, {2}, Decision::approve, {}, {}}});
  EXPECT_EQ(results[0].status, DecisionStatus::done);
  EXPECT_EQ(results[0].standing->version, Version{2});
  EXPECT_EQ(store.records, 1);
  EXPECT_EQ(store.kept, std::vector<CommentId>{{1}}) << "what was reported about it is settled";
}

TEST_F(DecideComments, WhatSomebodyHasMovedMeanwhileIsNotKept) {
  decide({{{1}, {1}, Decision::approve, {}, {}}});
  store.somebody_faster = Standing{{1}, State::rejected, {3}, "Flo"};
  const auto results = decide({{{1}, {2}, Decision::approve, {}, {}}});
  EXPECT_EQ(results[0].status, DecisionStatus::conflict);
  EXPECT_EQ(results[0].standing->state, State::rejected);
}

TEST_F(DecideComments, WhereNothingCanBeKeptNothingIsDecided) {
  decide({{{1}, {1}, Decision::approve, {}, {}}});
  store.away = true;
  EXPECT_THROW(
      decide({{{2}, {1}, Decision::reject, {}, {}}, {{1}, {2}, Decision::approve, {}, {}}}),
      StoreUnavailable);
  EXPECT_EQ(store.records, 1);
}

TEST_F(DecideComments, LosingARaceIsAConflictToo) {
  store.somebody_faster = Standing{{1}, State::rejected, {2}, "Flo"};
  const auto results = decide({{{1}, {1}, Decision::approve, {}, {}}});
  EXPECT_EQ(results[0].status, DecisionStatus::conflict);
  EXPECT_EQ(results[0].standing->decided_by, "Flo");
}

TEST_F(DecideComments, OfTwoDecisionsOnOneCommentTheFirstCounts) {
  const auto results =
      decide({{{1}, {1}, Decision::approve, {}, {}}, {{1}, {1}, Decision::reject, {}, {}}});
  EXPECT_EQ(results[0].status, DecisionStatus::done);
  EXPECT_EQ(results[1].status, DecisionStatus::conflict);
  EXPECT_EQ(store.comments[{1}].state, State::approved);
}

TEST_F(DecideComments, ALostLinkIsSettledByLookingNotByGuessing) {
  store.lost_after = 1;
  EXPECT_EQ(decide({{{1}, {1}, Decision::approve, {}, {}}})[0].status, DecisionStatus::done);
  EXPECT_EQ(store.records, 1) << "it was written: not once more";
  EXPECT_EQ(store.comments[{1}].version, Version{2});
}

TEST_F(DecideComments, WhatALostLinkDidNotWriteIsTriedOnceMore) {
  store.lost_before = 1;
  EXPECT_EQ(decide({{{1}, {1}, Decision::approve, {}, {}}})[0].status, DecisionStatus::done);
  EXPECT_EQ(store.records, 2);
  store.lost_before = 1;
  store.lost_after = 1;
  EXPECT_EQ(decide({{{2}, {1}, Decision::approve, {}, {}}})[0].status, DecisionStatus::done);
  store.lost_before = 2;
  EXPECT_THROW(decide({{{3}, {1}, Decision::approve, {}, {}}}), StoreUnavailable);
  EXPECT_EQ(store.comments[{3}].version, Version{1});
}

TEST_F(DecideComments, WithTheDatabaseAwayNobodyGuesses) {
  store.lost_after = 1;
  store.away = true;
  EXPECT_THROW(decide({{{1}, {1}, Decision::approve, {}, {}}}), StoreUnavailable);
  EXPECT_EQ(store.records, 1);
}

/// The link is lost, nothing is there yet, and then the lost statement commits after all.
TEST_F(DecideComments, TheLostAttemptMayWinAgainstTheSecondOne) {
  class Late final : public FakeDecisionStore {
   public:
    Recorded record(const Batch& batch, std::span<const Move> moves, Instant) override {
      if (++records == 1) throw InDoubt{"lost"};
      write(batch, moves.first(1));
      return {write(batch, moves)};
    }
  } late;
  late.comments = store.comments;
  const std::vector<DecisionRequest> requests{{{1}, {1}, Decision::approve, {}, {}},
                                              {{2}, {1}, Decision::spam, {}, {}}};
  const auto results = decide_comments(requests, mo, Instant{}, {late, chain}).results;
  EXPECT_EQ(results[0].status, DecisionStatus::done);
  EXPECT_EQ(results[1].status, DecisionStatus::done);
  EXPECT_EQ(late.comments[{1}].version, Version{2});
}

/// The second attempt moves what it can, and no comment is lost between the two.
TEST_F(DecideComments, WhatTheSecondAttemptCouldNotMoveIsLookedAt) {
  class Changed final : public FakeDecisionStore {
   public:
    Recorded record_waiting(const Batch&, std::span<const Move>, Instant) override {
      comments[{2}] = {{2}, State::spam, {2}, "Flo"};
      throw InDoubt{"lost"};
    }
  } changed;
  changed.comments = store.comments;
  const std::vector<DecisionRequest> requests{{{1}, {1}, Decision::approve, {}, {}},
                                              {{2}, {1}, Decision::approve, {}, {}}};
  const auto results = decide_comments(requests, mo, Instant{}, {changed, chain}).results;
  EXPECT_EQ(results[0].status, DecisionStatus::done);
  EXPECT_EQ(results[0].standing->version, Version{2});
  EXPECT_EQ(results[1].status, DecisionStatus::conflict);
  EXPECT_EQ(results[1].standing->decided_by, "Flo");
  EXPECT_EQ(changed.comments[{1}].version, Version{2}) << "moved once";
}

/// The second attempt knows no more of them than the lost one.
TEST_F(DecideComments, AfterALostLinkOnlyWhatWaitsIsDecidedWithoutALook) {
  class Lost final : public FakeDecisionStore {
   public:
    Recorded record_waiting(const Batch&, std::span<const Move>, Instant) override {
      throw InDoubt{"lost"};
    }
  } lost;
  lost.comments = {{{1}, {{1}, State::pending, {1}, std::nullopt}},
                   {{2}, {{2}, State::withdrawn, {1}, std::nullopt}},
                   {{3}, {{3}, State::approved, {1}, "Flo"}},
                   {{4}, {{4}, State::rejected, {1}, "Mo", OpenAppeal{mo.token}}},
                   {{5}, {{5}, State::spam, {1}, "Flo"}}};
  std::vector<DecisionRequest> requests;
  for (std::int64_t id = 1; id <= 5; ++id)
    requests.push_back({{id}, {1}, Decision::approve, {}, {}});
  const auto decided = decide_comments(requests, mo, Instant{}, {lost, chain});
  EXPECT_EQ(decided.results[0].status, DecisionStatus::done);
  EXPECT_EQ(decided.results[1].status, DecisionStatus::conflict);
  EXPECT_EQ(decided.results[2].status, DecisionStatus::done);
  EXPECT_EQ(decided.results[3].status, DecisionStatus::own_decision);
  EXPECT_EQ(decided.results[4].status, DecisionStatus::done);
  EXPECT_EQ(lost.comments[{2}].state, State::withdrawn);
  EXPECT_EQ(lost.comments[{3}].version, Version{1}) << "nothing was written";
  EXPECT_EQ(lost.comments[{5}].state, State::approved);
  EXPECT_FALSE(decided.changes) << "what the second attempt has changed nobody says";
}

TEST_F(DecideComments, TellsWhatHasChangedWhereItKnowsAllOfIt) {
  const DecideTools tools{store, chain};
  const auto both = [&](Version second) {
    const std::vector<DecisionRequest> requests{
        {{1}, store.comments[{1}].version, Decision::spam, {}, {}},
        {{2}, second, Decision::approve, {}, {}}};
    return decide_comments(requests, mo, Instant{}, tools);
  };
  const auto decided = both({1});
  ASSERT_TRUE(decided.changes);
  EXPECT_EQ(decided.changes->size(), 2U);
  store.comments[{1}].state = State::pending;
  EXPECT_FALSE(both({1}).changes) << "somebody else has changed the second one";
  store.comments[{1}].state = State::pending;
  EXPECT_FALSE(both({2}).changes) << "it was kept, and what that has changed nobody says";
  store.lost_after = 1;
  const std::vector<DecisionRequest> third{{{3}, {1}, Decision::approve, {}, {}}};
  EXPECT_FALSE(decide_comments(third, mo, Instant{}, tools).changes) << "its answer got lost";
}

TEST_F(DecideComments, WordsAreBoundWhereThereAreAny) {
  decide({{{1}, {1}, Decision::approve, "a reason", {}},
          {{2}, {1}, Decision::approve, {}, {}},
          {{3}, {1}, Decision::approve, {}, "a note"}});
  EXPECT_EQ(store.bound, (std::vector{true, false, true}));
}

TEST_F(DecideComments, WhatWaitsIsNotLookedAtBefore) {
  class Unseen final : public FakeDecisionStore {
   public:
    std::vector<Standing> find(SiteId site, std::span<const CommentId> ids) override {
      ++looks;
      return FakeDecisionStore::find(site, ids);
    }
    int looks = 0;
  } unseen;
  unseen.comments = store.comments;
  std::vector<DecisionRequest> requests{{{1}, {1}, Decision::approve, {}, {}},
                                        {{2}, {1}, Decision::reject, {}, {}}};
  decide_comments(requests, mo, Instant{}, {unseen, chain});
  EXPECT_EQ(unseen.looks, 0);
  requests.at(0).version = {2};
  decide_comments(requests, mo, Instant{}, {unseen, chain});
  EXPECT_GT(unseen.looks, 0) << "one of them does not wait any more";
}

TEST_F(DecideComments, WithdrawnCommentsStayWithdrawn) {
  store.comments[{1}].state = State::withdrawn;
  EXPECT_EQ(decide({{{1}, {1}, Decision::approve, {}, {}}})[0].status, DecisionStatus::conflict);
}

TEST_F(DecideComments, AReasonOfTheListIsACodeAndNoWords) {
  decide({{{1}, {1}, Decision::reject, "abusive", {}},
          {{2}, {1}, Decision::reject, "Abusive", {}},
          {{3}, {1}, Decision::reject, "spam", "a note"}});
  EXPECT_EQ(store.bound, (std::vector{false, true, true}));
  EXPECT_EQ(store.codes, (std::vector<std::optional<ReasonCode>>{ReasonCode::abusive, std::nullopt,
                                                                 ReasonCode::spam}));
}

class AnswerAppeals : public DecideComments {
 protected:
  AnswerAppeals() {
    store.comments[{1}] = {{1}, State::rejected, {3}, "Flo", OpenAppeal{TokenId{2}}};
  }
  DecisionResult answer(Decision decision, const Principal& by = mo, std::int64_t version = 3) {
    const DecisionRequest request{{1}, {version}, decision, {}, {}};
    return decide_comments(std::span{&request, 1}, by, Instant{}, {store, chain}).results[0];
  }
  static Principal flo(Role role) { return {{2}, {1}, role, false, "Flo"}; }
};

TEST_F(AnswerAppeals, ToRejectAgainIsWritten) {
  const auto result = answer(Decision::reject);
  EXPECT_EQ(result.status, DecisionStatus::done);
  EXPECT_EQ(result.standing->state, State::rejected);
  EXPECT_EQ(result.standing->version, Version{4});
  EXPECT_TRUE(store.kept.empty());
}

TEST_F(AnswerAppeals, WhoRejectedItDoesNotAnswer) {
  for (const Role role : {Role::moderator, Role::editor}) {
    for (const Decision decision : {Decision::approve, Decision::reject, Decision::spam}) {
      const auto result = answer(decision, flo(role));
      EXPECT_EQ(result.status, DecisionStatus::own_decision);
      EXPECT_EQ(result.standing->state, State::rejected);
    }
    EXPECT_EQ(answer(Decision::approve, flo(role), 2).status, DecisionStatus::conflict);
  }
  EXPECT_EQ(store.records, 0);
  EXPECT_EQ(answer(Decision::approve).status, DecisionStatus::done) << "somebody else does";
}

TEST_F(AnswerAppeals, AnAdminMay) {
  EXPECT_EQ(answer(Decision::approve, flo(Role::admin)).status, DecisionStatus::done);
}

TEST_F(AnswerAppeals, NobodysRejectionIsAnsweredByAnybody) {
  store.comments[{1}].appeal = OpenAppeal{};
  EXPECT_EQ(answer(Decision::approve, flo(Role::moderator)).status, DecisionStatus::done);
}

}  // namespace
}  // namespace copytaster
