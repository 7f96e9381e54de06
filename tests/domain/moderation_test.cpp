#include "copytaster/domain/moderation.hpp"

#include <map>

#include <gtest/gtest.h>

namespace copytaster {
namespace {

using Step = std::variant<Transition, Unchanged, NotAllowed>;

constexpr State all_states[] = {State::pending, State::approved, State::rejected, State::spam,
                                State::withdrawn};
constexpr Decision all_decisions[] = {Decision::approve, Decision::reject, Decision::spam};

TEST(Decide, AnswersEveryPairOfStateAndDecision) {
  const std::map<Decision, State> goals = {{Decision::approve, State::approved},
                                           {Decision::reject, State::rejected},
                                           {Decision::spam, State::spam}};
  for (const auto current : all_states) {
    for (const auto decision : all_decisions) {
      const State goal = goals.at(decision);
      Step expected = Transition{current, goal};
      if (current == goal) expected = Unchanged{};
      if (current == State::withdrawn) expected = NotAllowed{};
      EXPECT_EQ(decide(current, decision), expected)
          << name_of(current) << " " << name_of(decision);
    }
  }
}

TEST(Decide, NeverLeadsBackToPending) {
  for (const auto current : all_states) {
    for (const auto decision : all_decisions) {
      const auto step = decide(current, decision);
      if (const auto* transition = std::get_if<Transition>(&step)) {
        EXPECT_NE(transition->to, State::pending);
        EXPECT_NE(transition->to, State::withdrawn);
      }
    }
  }
}

TEST(AnswerAppeal, ToStayRejectedIsAnAnswer) {
  using enum State;
  EXPECT_EQ(answer_appeal(rejected, Decision::reject), Step(Transition{rejected, rejected}));
  for (const auto current : all_states) {
    for (const auto decision : all_decisions) {
      if (current == rejected && decision == Decision::reject) continue;
      EXPECT_EQ(answer_appeal(current, decision), decide(current, decision));
    }
  }
}

TEST(Withdraw, LeadsThereFromEveryState) {
  for (const auto current : all_states) {
    const auto step = withdraw(current);
    if (current == State::withdrawn)
      EXPECT_TRUE(std::holds_alternative<Unchanged>(step));
    else
      EXPECT_EQ(std::get<Transition>(step), (Transition{current, State::withdrawn}));
  }
}

TEST(Edit, AnswersEveryPairOfStateAndVerdict) {
  using enum State;
  const std::map<std::pair<State, State>, State> goals = {
      {{pending, pending}, pending},    {{pending, approved}, pending}, {{pending, spam}, spam},
      {{approved, approved}, approved}, {{approved, pending}, pending}, {{approved, spam}, spam},
      {{spam, approved}, spam},         {{spam, pending}, spam},        {{spam, spam}, spam}};
  for (const auto current : all_states) {
    for (const auto judged : all_states) {
      const auto goal = goals.find({current, judged});
      std::variant<Transition, NotAllowed> expected = NotAllowed{};
      if (goal != goals.end()) expected = Transition{current, goal->second};
      EXPECT_EQ(edit(current, judged), expected) << name_of(current) << " " << name_of(judged);
    }
  }
}

TEST(Edit, OfSpamLooksLikeThatOfWhatWaits) {
  EXPECT_EQ(shown_to_author(State::spam), State::pending);
  for (const auto judged : all_states) {
    const auto waits = edit(State::pending, judged);
    const auto spam = edit(State::spam, judged);
    ASSERT_EQ(waits.index(), spam.index()) << name_of(judged);
    if (const auto* moved = std::get_if<Transition>(&waits)) {
      EXPECT_EQ(shown_to_author(moved->to), shown_to_author(std::get<Transition>(spam).to));
    }
  }
}

TEST(ModerationNames, AreReadBackAsTheyAreWritten) {
  for (const auto state : all_states) EXPECT_EQ(parse_state(name_of(state)), state);
  for (const auto decision : all_decisions) EXPECT_EQ(parse_decision(name_of(decision)), decision);
  EXPECT_FALSE(parse_state("hold"));
  EXPECT_FALSE(parse_decision("approved"));
}

}  // namespace
}  // namespace copytaster
