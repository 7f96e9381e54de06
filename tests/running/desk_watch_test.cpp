#include "running/desk_watch.hpp"

#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

namespace copytaster::running {
namespace {

using std::chrono::seconds;

class FakeQueue final : public QueueStore {
 public:
  QueuePage list_queue(const QueueQuery&) override { return {}; }
  QueueCounts count_queue(SiteId, Instant) override {
    ++counted;
    if (is_away) throw std::runtime_error("away");
    return counts;
  }
  QueueCounts count_sections(SiteId, std::span<const std::string>, Instant) override { return {}; }
  std::vector<QueuedId> newest_waiting(SiteId, int limit) override {
    std::vector<QueuedId> newest;
    for (auto id = last; id > first && newest.size() < static_cast<std::size_t>(limit); --id)
      newest.push_back({{id}, {1}});
    return newest;
  }
  std::vector<QueuedId> most_reported(SiteId, int) override { return reported; }
  std::vector<ClaimedId> live_claims(SiteId, Instant, int) override { return claims; }
  /// What waits: first + 1 … last.
  std::int64_t first = 0;
  std::int64_t last = 0;
  std::vector<QueuedId> reported;
  std::vector<ClaimedId> claims;
  QueueCounts counts;
  int counted = 0;
  bool is_away = false;
};

class DeskWatchTest : public ::testing::Test {
 protected:
  void look(int after_s = 0) {
    came_in.clear();
    claimed.clear();
    now_ += seconds{after_s};
    watch.look({1}, Instant{}, now_);
  }
  using Ids = std::vector<std::int64_t>;

  FakeQueue queue;
  Ids came_in;
  std::vector<std::int64_t> told;
  std::vector<std::string> claimed;
  DeskWatch watch{
      queue,
      {[this](SiteId, const QueuedId& one) { came_in.push_back(one.id.value); },
       [this](SiteId, const QueueCounts& counts) { told.push_back(counts.waiting); },
       [this](SiteId, const QueuedId& one, const std::optional<Claim>& claim) {
         claimed.push_back(std::to_string(one.id.value) + " " + (claim ? claim->by : "nobody"));
       }}};

 private:
  std::chrono::steady_clock::time_point now_{std::chrono::hours{1}};
};

TEST_F(DeskWatchTest, TellsWhatCameInSinceTheLastLook) {
  queue.last = 3;
  look();
  EXPECT_EQ(came_in, (Ids{1, 2, 3})) << "she may have looked before the last of them";
  queue.last = 5;
  look();
  EXPECT_EQ(came_in, (Ids{4, 5}));
  look();
  EXPECT_EQ(came_in, Ids{});
}

TEST_F(DeskWatchTest, TellsWhoClaimsWhatAndWhenItEnds) {
  using Told = std::vector<std::string>;
  const auto until = [](int s) { return Instant{} + seconds{s}; };
  queue.claims = {{{{1}, {1}}, {"Lis", until(10)}}, {{{2}, {1}}, {"Mo", until(10)}}};
  look();
  EXPECT_EQ(claimed, (Told{"1 Lis", "2 Mo"}));
  look();
  EXPECT_EQ(claimed, Told{});
  queue.claims = {{{{2}, {1}}, {"Mo", until(20)}}};
  look();
  EXPECT_EQ(claimed, (Told{"1 nobody", "2 Mo"})) << "renewed";
}

TEST_F(DeskWatchTest, TellsTheFirstOfAnEmptyQueue) {
  look();
  queue.last = 1;
  look();
  EXPECT_EQ(came_in, Ids{1});
}

TEST_F(DeskWatchTest, TellsEachFurtherReportAndCounts) {
  queue.last = 250;
  queue.reported = {{{3}, {2}, State::approved, 1}};
  look();
  queue.reported = {{{3}, {2}, State::approved, 2}, {{1}, {2}, State::approved, 1}};
  queue.counts.waiting = 252;
  look(1);
  EXPECT_EQ(came_in, (Ids{1, 3})) << "however old they are";
  EXPECT_EQ(told.back(), 252);
  queue.reported = {};
  look(1);
  EXPECT_EQ(came_in, Ids{});
  EXPECT_EQ(queue.counted, 3) << "settled: it is counted again";
}

TEST_F(DeskWatchTest, WhatSlidesIntoTheWindowIsNoNews) {
  queue.last = 250;
  look();
  EXPECT_EQ(came_in.size(), 100U);
  queue.last = 240;  // the newest ten were decided
  look();
  EXPECT_EQ(came_in, Ids{});
  queue.last = 500;  // more than anybody reads
  look();
  EXPECT_EQ(came_in.size(), 100U);
}

TEST_F(DeskWatchTest, CountsWhenSomethingChangedAndNowAndThen) {
  queue.counts.waiting = 7;
  look();
  EXPECT_EQ(told, Ids{7});
  look(1);
  EXPECT_EQ(queue.counted, 1) << "nothing has changed";
  queue.counts.waiting = 6;
  watch.changed({1});
  look(1);
  EXPECT_EQ(told, (Ids{7, 6}));
  look(9);
  EXPECT_EQ(queue.counted, 2);
  look(1);
  EXPECT_EQ(queue.counted, 3) << "ten seconds after the last";
  EXPECT_EQ(told, (Ids{7, 6})) << "the same is not told again";
}

TEST_F(DeskWatchTest, WhatCouldNotBeCountedIsCountedWithTheNextLook) {
  look();
  queue.counts.waiting = 1;
  watch.changed({1});
  queue.is_away = true;
  EXPECT_THROW(look(1), std::runtime_error);
  queue.is_away = false;
  look(1);
  EXPECT_EQ(told, Ids{1});
}

}  // namespace
}  // namespace copytaster::running
