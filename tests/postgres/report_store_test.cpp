// Reports by readers: counted once, first in the queue, settled by the next decision.

#include "postgres/report_store.hpp"

#include <atomic>
#include <functional>
#include <set>
#include <thread>

#include "postgres/purge.hpp"
#include "postgres/queue_store.hpp"
#include "tests/postgres/people_test.hpp"

namespace copytaster::postgres::testing {
namespace {

using Texts = std::vector<std::string>;

class ReportRowsTest : public PeopleTest {
 protected:
  bool report(CommentId id, const std::string& who, const std::string& reason = "",
              Instant at = noon) {
    return ReportRows{pool_}.add_report({site_, id, {test::digest_of(who)}, reason}, at);
  }
  void report_often(CommentId id, int times) {
    for (int n = 0; n < times; ++n) EXPECT_TRUE(report(id, "reader " + number()));
  }
  CommentId shown(const std::string& text, Instant at = noon) {
    return add_one({.text = text, .state = State::approved, .at = at});
  }

  QueueQuery waiting(int limit = 50, Order order = Order::oldest) const {
    QueueQuery query;
    query.site = site_;
    query.limit = limit;
    query.order = order;
    return query;
  }
  QueuePage list(const QueueQuery& query) { return QueueRows{pool_}.list_queue(query); }
  Texts texts(const QueueQuery& query) {
    Texts texts;
    for (const auto& one : list(query).comments) texts.push_back(one.comment.text);
    return texts;
  }
  Texts all_pages(
      QueueQuery query, const std::function<void()>& between_pages = []() noexcept {}) {
    Texts texts;
    for (int page = 0; page < 50; ++page) {
      const QueuePage got = list(query);
      EXPECT_LE(got.comments.size(), static_cast<std::size_t>(query.limit));
      for (const auto& one : got.comments) texts.push_back(one.comment.text);
      if (!got.next) return texts;
      query.after = got.next;
      between_pages();
    }
    ADD_FAILURE() << "the pages do not end";
    return texts;
  }

  std::string queued(CommentId id) const {
    return owner_sees("SELECT reports FROM queue WHERE comment_id = " + std::to_string(id.value));
  }
  std::string unsettled() const { return count("report WHERE settled_at IS NULL AND " + here()); }
  std::string state_of(CommentId id) const {
    return owner_sees("SELECT state || ' ' || version FROM comment WHERE id = " +
                      std::to_string(id.value));
  }
  DecidedBatch undo(BatchId batch) {
    DecisionRows decisions{pool_};
    return std::get<DecidedBatch>(undo_batch(batch, moderator_, noon + 1h, {decisions, chain_}));
  }
};

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

TEST_F(ReportRowsTest, ARejectionSettlesAndItsUndoLeavesItOutOfTheQueue) {
  const auto id = shown("shown");
  report(id, "ann");
  report(id, "ben");
  const auto decided = decide(id, {1}, Decision::reject, noon + 1h);
  EXPECT_EQ(decided.results.at(0).status, DecisionStatus::done);
  EXPECT_EQ(queued(id), "");
  EXPECT_EQ(unsettled(), "0");
  EXPECT_FALSE(report(id, "cleo"));
  EXPECT_EQ(undo(decided.batch).results.at(0).standing->state, State::approved);
  EXPECT_EQ(queued(id), "");
  report(id, "ann");
  EXPECT_EQ(queued(id), "") << "hers was settled";
  report(id, "cleo");
  EXPECT_EQ(queued(id), "1");
}

TEST_F(ReportRowsTest, AnApprovalKeepsItAsItIs) {
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
  EXPECT_EQ(count("audit_entry WHERE " + here()), "0");
  const std::string told = "change WHERE comment_id = " + std::to_string(id.value) +
                           " AND state = 1 AND version = 1 AND " + here();
  EXPECT_EQ(count(told), "2") << "when it was published, and now: colleagues learn of it";
  decide(id, {1}, Decision::approve);
  EXPECT_EQ(count(told), "2") << "once";
  report_often(id, 1);
  EXPECT_EQ(queued(id), "1") << "somebody else may raise it again";
}

TEST_F(ReportRowsTest, AnotherSitesModeratorKeepsNothing) {
  const auto id = shown("shown");
  report_often(id, 1);
  moderator_.site = ensure_sites(pool_, {"elsewhere"}).at("elsewhere");
  EXPECT_EQ(decide(id, {1}, Decision::approve).results.at(0).status, DecisionStatus::not_found);
  EXPECT_EQ(queued(id), "1");
}

TEST_F(ReportRowsTest, AnUndoneApprovalWaitsWithItsReports) {
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
TEST_F(ReportRowsTest, ADecisionThatWaitedForAReportSettlesIt) {
  for (const Decision decision : {Decision::reject, Decision::approve}) {
    const auto id = shown("shown");
    report_often(id, 1);
    pqxx::connection connection{database().owner_conninfo()};
    pqxx::work reporting{connection};
    const std::string row = "(site_id, comment_id) = (" + std::to_string(site_.value) + ", " +
                            std::to_string(id.value) + ")";
    reporting.exec("SELECT FROM comment WHERE id = " + std::to_string(id.value) +
                   " FOR NO KEY UPDATE");
    reporting.exec("INSERT INTO report (site_id, comment_id, reporter, at) VALUES (" +
                   std::to_string(site_.value) + ", " + std::to_string(id.value) +
                   ", decode(md5('late'), 'hex'), now())");
    reporting.exec("UPDATE queue SET reports = reports + 1 WHERE " + row);
    std::thread moderator{[&] { decide(id, {1}, decision); }};
    while (count("pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = "
                 "current_database()") == "0")
      std::this_thread::sleep_for(5ms);
    reporting.commit();
    moderator.join();
    EXPECT_EQ(queued(id), "");
    EXPECT_EQ(unsettled(), "0");
  }
}

TEST_F(ReportRowsTest, WhateverComesAtOnceQueueAndReportsAgree) {
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

TEST_F(ReportRowsTest, TwoWhoKeepItAtOnceDoBoth) {
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
  owner_sees("UPDATE report SET settled_at = settled_at + interval '20 days' WHERE " + here() +
             " RETURNING 1");
  purge({pool_, noon + 24h * 30 + 1s}, 30);
  EXPECT_EQ(count("report WHERE " + here()), "0");

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
