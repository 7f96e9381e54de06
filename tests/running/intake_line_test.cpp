#include "running/intake_line.hpp"

#include <deque>
#include <functional>
#include <future>
#include <stdexcept>

#include <gtest/gtest.h>
#include <spdlog/spdlog.h>

#include "copytaster/app/faults.hpp"
#include "running/lately.hpp"
#include "tests/app/fakes.hpp"

namespace copytaster::running {
namespace {

using namespace std::chrono_literals;
using test::a_waiting;

constexpr auto patience = 20s;

/// A store that does at each write what the test has planned for it.
class PlannedStore final : public IntakeStore {
 public:
  std::vector<IntakeFacts> facts_for(std::span<const WaitingComment> waiting,
                                     Instant now) override {
    return kept_.facts_for(waiting, now);
  }
  void create_articles(std::span<const WaitingComment* const> waiting, Instant now) override {
    kept_.create_articles(waiting, now);
  }
  std::vector<CommentId> take_ids(std::size_t count) override { return kept_.take_ids(count); }
  std::vector<std::optional<EarlierAnswer>> add(std::span<const NewComment> comments,
                                                Instant now) override {
    batches.push_back(comments.size());
    if (plan.empty()) return kept_.add(comments, now);
    const auto next = std::move(plan.front());
    plan.pop_front();
    return next([&] { return kept_.add(comments, now); }, comments);
  }

  using Write = std::function<std::vector<std::optional<EarlierAnswer>>()>;
  using Step = std::function<std::vector<std::optional<EarlierAnswer>>(
      const Write&, std::span<const NewComment>)>;
  std::deque<Step> plan;
  std::vector<std::size_t> batches;
  std::size_t stored() const { return kept_.stored.size(); }
  test::FakeIntakeStore& kept() { return kept_; }

 private:
  test::FakeIntakeStore kept_;
};

/// The store's next write, which goes on when the test says so.
class HeldWrite {
 public:
  explicit HeldWrite(PlannedStore& store) {
    store.plan.push_back([this](const PlannedStore::Write& write, auto) {
      begun_.set_value();
      go_on_.get_future().wait();
      return write();
    });
  }
  bool begun() { return begun_.get_future().wait_for(patience) == std::future_status::ready; }
  void go_on() { go_on_.set_value(); }

 private:
  std::promise<void> begun_;
  std::promise<void> go_on_;
};

class IntakeLineTest : public testing::Test {
 protected:
  IntakeLineTest() {
    spdlog::set_level(spdlog::level::off);
    store_.kept().articles["1"] = Article{{1}, "https://news.example/1", "", {}, {}, {}, {}};
  }

  std::unique_ptr<IntakeLine> line(IntakeLimits limits = {}) {
    return std::make_unique<IntakeLine>(limits, IntakeLine::Tools{store_, vault_, clock_, lately_});
  }
  /// The answer that will come; none when the line did not take it.
  std::optional<std::future<SubmitAnswer>> offered(IntakeLine& line, const std::string& text) {
    auto answer = std::make_shared<std::promise<SubmitAnswer>>();
    auto waiting = a_waiting({.text = text}, text);
    waiting.author = {test::digest_of(text)};
    if (!line.offer(std::move(waiting),
                    [answer](SubmitAnswer came) { answer->set_value(std::move(came)); }))
      return std::nullopt;
    return answer->get_future();
  }
  static SubmitAnswer come(std::optional<std::future<SubmitAnswer>>& answer) {
    EXPECT_TRUE(answer);
    EXPECT_EQ(answer->wait_for(patience), std::future_status::ready);
    return answer->get();
  }
  static bool is_accepted(const SubmitAnswer& answer) {
    const auto* outcome = std::get_if<SubmitOutcome>(&answer);
    return outcome != nullptr && std::holds_alternative<Accepted>(*outcome);
  }

  PlannedStore store_;
  test::FakeVault vault_;
  Clock clock_;
  SharedLately lately_{FloodLimits{1000, 1000}};
};

TEST_F(IntakeLineTest, AnswersOnlyWhenTheCommentIsStored) {
  HeldWrite held{store_};
  auto line = this->line();
  auto answer = offered(*line, "one");
  ASSERT_TRUE(held.begun());
  EXPECT_EQ(answer->wait_for(0s), std::future_status::timeout);
  held.go_on();
  EXPECT_TRUE(is_accepted(come(answer)));
  EXPECT_EQ(store_.stored(), 1U);
}

TEST_F(IntakeLineTest, AWriterWithMoreToWriteLetsOthersSayTheAnswers) {
  HeldWrite held{store_};
  std::vector<std::function<void()>> handed_over;
  IntakeLine line{{}, {store_, vault_, clock_, lately_, [&](std::function<void()> job) {
                         handed_over.push_back(std::move(job));
                         return true;
                       }}};
  auto first = offered(line, "first");
  ASSERT_TRUE(held.begun());
  auto second = offered(line, "second");
  held.go_on();
  EXPECT_TRUE(is_accepted(come(second))) << "nothing waits behind it: the writer says it";
  EXPECT_EQ(first->wait_for(0s), std::future_status::timeout);
  ASSERT_EQ(handed_over.size(), 1U);
  handed_over.front()();
  EXPECT_TRUE(is_accepted(come(first)));
}

TEST_F(IntakeLineTest, WhatArrivesMeanwhileIsOneBatchUpToItsLimit) {
  HeldWrite held{store_};
  IntakeLimits limits;
  limits.batch_max = 3;
  auto line = this->line(limits);
  std::vector<std::optional<std::future<SubmitAnswer>>> answers;
  answers.push_back(offered(*line, "first"));
  ASSERT_TRUE(held.begun());
  for (const char* text : {"a", "b", "c", "d"}) answers.push_back(offered(*line, text));
  EXPECT_EQ(line->waiting(), 4U);
  held.go_on();
  for (auto& answer : answers) EXPECT_TRUE(is_accepted(come(answer)));
  line->stop();
  EXPECT_EQ(store_.batches, (std::vector<std::size_t>{1, 3, 1}));
}

TEST_F(IntakeLineTest, RefusesWhatDoesNotFit) {
  HeldWrite held{store_};
  IntakeLimits limits;
  limits.waiting_bytes_max = 3000;
  limits.waiting_max = 2;
  auto line = this->line(limits);
  auto first = offered(*line, "first");
  ASSERT_TRUE(held.begun());
  EXPECT_FALSE(offered(*line, std::string(3000, 'x'))) << "more bytes than may wait";
  auto second = offered(*line, "second");
  auto third = offered(*line, "third");
  EXPECT_FALSE(offered(*line, "fourth")) << "two may wait";
  EXPECT_FALSE(line->has_room({1})) << "nobody need read a fourth";
  held.go_on();
  for (auto* answer : {&first, &second, &third}) EXPECT_TRUE(is_accepted(come(*answer)));
  line->stop();
  EXPECT_FALSE(offered(*line, "late"));
}

TEST_F(IntakeLineTest, AStoreThatIsAwayIsSaidSo) {
  store_.plan.push_back([](auto&&...) -> std::vector<std::optional<EarlierAnswer>> {
    throw StoreUnavailable("away");
  });
  auto line = this->line();
  auto answer = offered(*line, "one");
  EXPECT_TRUE(std::holds_alternative<StoreAway>(come(answer)));
  auto again = offered(*line, "one");
  EXPECT_TRUE(is_accepted(come(again)));
}

TEST_F(IntakeLineTest, ACommitInDoubtIsLookedUpByItsKey) {
  for (const bool stored : {true, false}) {
    store_.plan.push_back([stored](const PlannedStore::Write& write,
                                   auto) -> std::vector<std::optional<EarlierAnswer>> {
      if (stored) write();
      throw InDoubt("lost");
    });
    const auto before = store_.stored();
    auto line = this->line();
    auto answer = offered(*line, stored ? "kept" : "lost");
    EXPECT_TRUE(is_accepted(come(answer)));
    EXPECT_EQ(store_.stored(), before + 1) << "once, whatever became of the first commit";
  }
}

TEST_F(IntakeLineTest, OneBadRowDoesNotFailItsNeighbours) {
  const auto fails_with_bad = [](const PlannedStore::Write& write,
                                 std::span<const NewComment> comments) {
    for (const auto& comment : comments) {
      if (comment.waiting->submission.text() == "bad") throw StoreFault("refused");
    }
    return write();
  };
  HeldWrite held{store_};
  for (int i = 0; i < 4; ++i) store_.plan.push_back(fails_with_bad);
  auto line = this->line();
  auto first = offered(*line, "first");
  ASSERT_TRUE(held.begun());
  auto good = offered(*line, "good");
  auto bad = offered(*line, "bad");
  auto fine = offered(*line, "fine");
  held.go_on();
  EXPECT_TRUE(is_accepted(come(first)));
  EXPECT_TRUE(is_accepted(come(good)));
  EXPECT_TRUE(std::holds_alternative<Broken>(come(bad)));
  EXPECT_TRUE(is_accepted(come(fine)));
}

TEST_F(IntakeLineTest, WhoWaitsTooLongBehindAStoreThatDoesNotAnswerIsToldSo) {
  HeldWrite held{store_};
  IntakeLimits limits;
  limits.patience = 50ms;
  auto line = this->line(limits);
  auto first = offered(*line, "first");
  ASSERT_TRUE(held.begun());
  auto second = offered(*line, "second");
  EXPECT_TRUE(std::holds_alternative<StoreAway>(come(second)));
  EXPECT_EQ(line->waiting(), 0U);
  held.go_on();
  EXPECT_TRUE(is_accepted(come(first))) << "a commit under way is waited for";
  line->stop();
  EXPECT_EQ(store_.stored(), 1U);
}

TEST_F(IntakeLineTest, HoldsBackOneSiteAndLaterTakesItAgain) {
  auto line = this->line();
  line->hold_back({false, {SiteId{1}}});
  EXPECT_FALSE(offered(*line, "held back"));
  line->hold_back({true, {}});
  EXPECT_FALSE(offered(*line, "all are"));
  line->hold_back({false, {SiteId{2}}});
  auto answer = offered(*line, "taken");
  EXPECT_TRUE(is_accepted(come(answer)));
}

TEST_F(IntakeLineTest, StoppingWritesWhatWaits) {
  std::vector<std::optional<std::future<SubmitAnswer>>> answers;
  auto line = this->line();
  for (int i = 0; i < 50; ++i) answers.push_back(offered(*line, "t" + std::to_string(i)));
  line.reset();
  for (auto& answer : answers) EXPECT_TRUE(is_accepted(come(answer)));
  EXPECT_EQ(store_.stored(), 50U);
}

}  // namespace
}  // namespace copytaster::running
