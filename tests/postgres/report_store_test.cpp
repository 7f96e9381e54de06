// Reports by readers: counted once, first in the queue, settled by the next decision.

#include "postgres/report_store.hpp"

#include <atomic>
#include <set>
#include <thread>

#include "postgres/purge.hpp"
#include "tests/postgres/reports_test.hpp"

namespace copytaster::postgres::testing {
namespace {

TEST_F(ReportRowsTest, AReaderCountsOnce) {
  const auto id = shown("shown");
  EXPECT_TRUE(report(id, "ann"));
  EXPECT_TRUE(report(id, "ann", "again"));
  EXPECT_TRUE(report(id, "ben"));
  EXPECT_EQ(queued(id), "2");
  EXPECT_EQ(state_of(id), "1 1") << "it keeps its state";
  EXPECT_EQ(count("report WHERE " + here()), "2");
}

TEST_F(ReportRowsTest, OnlyWhatIsApprovedIsReported) {
  ReportRows rows{pool_};
  EXPECT_TRUE(rows.is_shown(site_, shown("shown")));
  for (const State state : {State::pending, State::rejected, State::spam, State::withdrawn}) {
    const auto id = add("hidden", state);
    EXPECT_FALSE(rows.is_shown(site_, id));
    EXPECT_FALSE(report(id, "ann"));
  }
  EXPECT_FALSE(report({1'000'000'000}, "ann"));
  const auto id = shown("elsewhere");
  EXPECT_FALSE(rows.add_report({{site_.value + 1}, id, {}, ""}, noon));
  EXPECT_EQ(count("report WHERE " + here()), "0");
  EXPECT_EQ(count("queue WHERE reports > 0 AND " + here()), "0");
}

TEST_F(ReportRowsTest, WhatMostHaveReportedStandsFirst) {
  add_one({.text = "old", .at = noon});
  add_one({.text = "young", .at = noon + 3h});
  const auto once = shown("once", noon + 1h);
  const auto later = shown("once, later", noon + 2h);
  const auto twice = shown("twice", noon + 2h);
  report_often(once, 1);
  report_often(later, 1);
  report_often(twice, 2);
  EXPECT_EQ(texts(waiting()), (Texts{"twice", "once", "once, later", "old", "young"}));
  EXPECT_EQ(texts(waiting(50, Order::newest)),
            (Texts{"twice", "once, later", "once", "young", "old"}));
  for (const int limit : {1, 2, 3, 4, 5}) {
    EXPECT_EQ(all_pages(waiting(limit)), texts(waiting())) << limit;
    EXPECT_EQ(all_pages(waiting(limit, Order::newest)), texts(waiting(50, Order::newest)));
  }
}

TEST_F(ReportRowsTest, SectionsAndStatesListAsBefore) {
  put_article("2", "sport");
  add_one({.text = "held"});
  add_one({.text = "held in sport", .article = "2"});
  const auto id = add_one({.text = "shown in sport", .state = State::approved, .article = "2"});
  report_often(id, 1);
  auto query = waiting();
  query.section = "sport";
  EXPECT_EQ(texts(query), (Texts{"shown in sport", "held in sport"}));
  query.section.reset();
  query.state = State::approved;
  const auto page = list(query);
  ASSERT_EQ(page.comments.size(), 1U);
  EXPECT_EQ(page.comments[0].reports, 0) << "told where it waits";
}

TEST_F(ReportRowsTest, TheTenNewestReasonsAreTold) {
  const auto id = shown("shown");
  report(id, "silent", "", noon + 20s);
  for (int n = 1; n <= 11; ++n)
    report(id, "reader " + std::to_string(n), "reason " + std::to_string(n), noon + n * 1s);
  const auto page = list(waiting());
  ASSERT_EQ(page.comments.size(), 1U);
  EXPECT_EQ(page.comments[0].reports, 12);
  EXPECT_EQ(page.comments[0].state, State::approved);
  ASSERT_EQ(page.comments[0].report_reasons.size(), 10U);
  EXPECT_EQ(page.comments[0].report_reasons.front(), "reason 11");
  EXPECT_EQ(page.comments[0].report_reasons.back(), "reason 2");
}

TEST_F(ReportRowsTest, PagesNeitherRepeatNorSkipWhileReportsArrive) {
  for (int n = 0; n < 6; ++n) add_one({.text = "held " + std::to_string(n), .at = noon + n * 1s});
  std::vector<CommentId> all;
  for (int n = 0; n < 12; ++n) all.push_back(shown("shown " + std::to_string(n), noon + n * 1s));
  for (std::size_t n = 0; n < 6; ++n) report_often(all[n], 3);
  for (const Order order : {Order::oldest, Order::newest}) {
    std::size_t next = 6;
    const auto read = all_pages(waiting(2, order), [&] {
      report_often(all[next % all.size()], 1);  // where nobody has looked yet, and where she has
      report_often(all[(next + 6) % all.size()], 2);
      ++next;
    });
    std::set<std::string> seen(read.begin(), read.end());
    EXPECT_EQ(seen.size(), read.size()) << "none twice";
    for (int n = 0; n < 6; ++n) EXPECT_TRUE(seen.contains("held " + std::to_string(n))) << n;
  }
}

TEST_F(ReportRowsTest, ReportersAtOnceAreAllCounted) {
  const auto id = shown("shown");
  std::atomic<int> taken = 0;
  std::vector<std::thread> readers;
  for (int reader = 0; reader < 4; ++reader)
    readers.emplace_back([&, reader] {
      for (int n = 0; n < 10; ++n)
        taken += report(id, "reader " + std::to_string(reader % 2) + std::to_string(n)) ? 1 : 0;
    });
  for (auto& reader : readers) reader.join();
  EXPECT_EQ(taken, 40);
  EXPECT_EQ(queued(id), "20");
}

TEST_F(ReportRowsTest, CountsHoldWhatIsReportedButNotAsTheOldest) {
  const auto old = shown("old", noon - 1000h);
  const auto held = add_one({.text = "held", .at = noon});
  QueueRows queue{pool_};
  report_often(old, 2);
  const auto counts = queue.count_queue(site_, noon);
  EXPECT_EQ(counts.waiting, 2);
  EXPECT_EQ(counts.oldest_at, noon) << "the queue's age is that of what nobody has decided";
  EXPECT_EQ(queue.newest_waiting(site_, 10),
            (std::vector<QueuedId>{{held, {1}, State::pending, 0}}));
  EXPECT_EQ(queue.most_reported(site_, 10),
            (std::vector<QueuedId>{{old, {1}, State::approved, 2}}));
  decide(held, {1}, Decision::approve);
  EXPECT_EQ(queue.count_queue(site_, noon).oldest_at, std::nullopt);
  EXPECT_EQ(queue.count_queue(site_, noon).waiting, 1);
}

TEST_F(ReportRowsTest, SettledReportsGoAfterThirtyDays) {
  const auto id = shown("shown");
  report(id, "ann");
  decide(id, {1}, Decision::approve, noon);
  report(id, "ben");
  purge({pool_, noon + 24h * 30}, 30);
  EXPECT_EQ(count("report WHERE " + here()), "2");
  purge({pool_, noon + 24h * 30 + 1s}, 30);
  EXPECT_EQ(count("report WHERE " + here()), "1");
  EXPECT_EQ(unsettled(), "1") << "what waits for a moderator waits";
}

TEST_F(ReportRowsTest, ReportsGoWithTheCommentAndWithWhatItSaid) {
  const auto erased = approved({.email = "eve@example.com", .text = "hers"});
  report_often(erased, 2);
  EXPECT_EQ(erase("eve@example.com"), 1U);
  EXPECT_EQ(count("report WHERE comment_id = " + std::to_string(erased.value)), "0");
  EXPECT_EQ(queued(erased), "");

  const auto place = shown("becomes a place");
  report_often(place, 1);
  decide(place, {1}, Decision::reject, noon);
  owner_sees(
      "INSERT INTO queue (site_id, comment_id, article_id, created_at, reports) "
      "SELECT site_id, id, article_id, created_at, 1 FROM comment WHERE id = " +
      std::to_string(place.value) + " RETURNING 1");
  owner_sees("UPDATE report SET settled_at = settled_at + interval '20 days' WHERE " + here() +
             " RETURNING 1");
  purge({pool_, noon + 24h * 30 + 1s}, 30);
  EXPECT_EQ(count("report WHERE " + here()), "0");
  EXPECT_EQ(queued(place), "") << "whatever has left it there";

  const auto gone = shown("goes");
  report_often(gone, 1);
  owner_sees("DELETE FROM queue WHERE " + here() + " RETURNING 1");
  owner_sees("DELETE FROM comment WHERE id = " + std::to_string(gone.value) + " RETURNING 1");
  EXPECT_EQ(count("report WHERE " + here()), "0");
}

TEST_F(ReportRowsTest, NeitherAnAddressNorTheReaderIsInABackup) {
  const auto id = shown("shown");
  const auto reader = vault_.pseudonym(site_, std::array<std::uint8_t, 1>{77}, noon).value();
  ReportRows rows{pool_};
  test::FakeLately lately;
  const ReportRequest request{
      site_, id, "from canary@example.org or canary2 (at) example [dot] org", {}, reader};
  EXPECT_TRUE(
      std::holds_alternative<Reported>(report_comment(request, noon, {rows, vault_, lately})));
  const std::string everything = dump();
  EXPECT_NE(everything.find("from [email hidden] or [email hidden]"), std::string::npos);
  EXPECT_EQ(everything.find("canary"), std::string::npos);
  EXPECT_EQ(everything.find(
                hex({reinterpret_cast<const char*>(reader.digest.data()), reader.digest.size()})),
            std::string::npos);
  EXPECT_EQ(exported("ann@example.com").find("from ["), std::string::npos)
      << "nobody knows whose it is";
}

}  // namespace
}  // namespace copytaster::postgres::testing
