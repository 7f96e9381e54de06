#include "postgres/decision_store.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <thread>

#include "postgres/change_store.hpp"
#include "postgres/queue_store.hpp"
#include "tests/postgres/rows_test.hpp"

namespace copytaster::postgres::testing {
namespace {

using DecisionRowsTest = RowsTest;

TEST_F(DecisionRowsTest, ADecisionMovesQueuesAndAuditsInOne) {
  const auto id = add("held");
  const auto decided = decide(id, {1}, Decision::approve, noon + 1h);
  EXPECT_EQ(decided.results.at(0).status, DecisionStatus::done);
  EXPECT_EQ(decided.results.at(0).standing->version, Version{2});
  const std::string row = " FROM comment WHERE " + here() + " AND id = " + std::to_string(id.value);
  EXPECT_EQ(
      owner_sees("SELECT state || ' ' || version || ' ' || (published_at = decided_at)" + row),
      "1 2 true");
  EXPECT_EQ(count("queue WHERE " + here()), "0");
  EXPECT_EQ(owner_sees("SELECT decision || ' ' || from_state || ' ' || to_state || ' ' || version "
                       "FROM audit_entry WHERE " +
                       here()),
            "approve 0 1 2");
  EXPECT_EQ(
      owner_sees("SELECT reason || ' ' || note || length(salt) FROM audit_detail WHERE " + here()),
      "reason note16");
  EXPECT_EQ(count("audit_entry WHERE length(detail_digest) = 32 AND " + here()), "1");
  EXPECT_EQ(count("audit_unsealed WHERE " + here()), "1");
  EXPECT_EQ(owner_sees("SELECT state || ' ' || version FROM change WHERE comment_id = " +
                       std::to_string(id.value) + " AND article_id > 0 AND " + here()),
            "1 2");
  EXPECT_EQ(owner_sees("SELECT approved FROM author WHERE " + here()), "1");
}

TEST_F(DecisionRowsTest, AStaleVersionChangesNothing) {
  const auto id = add("held");
  decide(id, {1}, Decision::approve);
  const auto late = decide(id, {1}, Decision::spam);
  EXPECT_EQ(late.results.at(0).status, DecisionStatus::conflict);
  EXPECT_EQ(late.results.at(0).standing->decided_by, "Mo");
  EXPECT_EQ(count("audit_entry WHERE " + here()), "1");
}

TEST_F(DecisionRowsTest, OfTwoModeratorsAtOnceOneWins) {
  for (int round = 0; round < 20; ++round) {
    const auto id = add("race " + std::to_string(round));
    DecisionStatus other{};
    std::thread rival{[&] { other = decide(id, {1}, Decision::reject).results.at(0).status; }};
    const auto mine = decide(id, {1}, Decision::approve).results.at(0).status;
    rival.join();
    EXPECT_NE(mine, other);
  }
  EXPECT_EQ(count("audit_entry WHERE " + here()), "20");
}

TEST_F(DecisionRowsTest, AnotherSitesCommentIsNotFound) {
  const auto id = add("held");
  moderator_.site = ensure_sites(pool_, {"elsewhere"}).at("elsewhere");
  EXPECT_EQ(decide(id, {1}, Decision::approve).results.at(0).status, DecisionStatus::not_found);
  EXPECT_EQ(count("queue WHERE " + here()), "1");
}

TEST_F(DecisionRowsTest, TheAuthorsHistoryFollowsEveryChangeOfMind) {
  const auto id = add("held");
  const auto history = [this] {
    return owner_sees("SELECT approved || ' ' || rejected || ' ' || spam FROM author WHERE " +
                      here());
  };
  decide(id, {1}, Decision::approve);
  EXPECT_EQ(history(), "1 0 0");
  decide(id, {2}, Decision::reject);
  EXPECT_EQ(history(), "0 1 0");
  decide(id, {3}, Decision::spam);
  EXPECT_EQ(history(), "0 0 1");
}

TEST_F(DecisionRowsTest, AHundredAreOneTransaction) {
  const auto ids = add_many(100);
  std::vector<DecisionRequest> requests;
  for (const auto id : ids) requests.push_back({id, {1}, Decision::approve, {}, "seen"});
  DecisionRows decisions{pool_};
  const auto decided = decide_comments(requests, moderator_, noon, {decisions, chain_});
  for (const auto& result : decided.results) EXPECT_EQ(result.status, DecisionStatus::done);
  const std::string batch = " batch = " + std::to_string(decided.batch.value) + " AND " + here();
  EXPECT_EQ(
      owner_sees("SELECT count(*) || ' ' || count(DISTINCT xmin::text) FROM audit_entry WHERE" +
                 batch),
      "100 1");
  EXPECT_EQ(count("audit_unsealed WHERE " + here()), "100");
  EXPECT_EQ(count("audit_detail WHERE " + here()), "100");
  EXPECT_EQ(owner_sees("SELECT count(DISTINCT salt) FROM audit_detail WHERE " + here()), "100");
  EXPECT_EQ(owner_sees("SELECT count(DISTINCT xid::text) FROM change WHERE " + here()), "1");
}

TEST_F(DecisionRowsTest, BatchesThatCrossDoNotDeadlock) {
  auto ids = add_many(100);
  const auto rounds = [this](std::vector<CommentId> mine, Decision first, Decision second) {
    DecisionRows decisions{pool_};
    for (int round = 0; round < 10; ++round) {
      std::vector<DecisionRequest> requests;
      for (const auto& standing : decisions.find(site_, mine))
        requests.push_back(
            {standing.id, standing.version, round % 2 == 0 ? first : second, {}, {}});
      std::reverse(requests.begin(), requests.end());
      decide_comments(requests, moderator_, noon, {decisions, chain_});
    }
  };
  std::vector<CommentId> backwards(ids.rbegin(), ids.rend());
  std::thread rival{[&] { rounds(backwards, Decision::reject, Decision::approve); }};
  EXPECT_NO_THROW(rounds(ids, Decision::approve, Decision::spam));
  rival.join();
  EXPECT_EQ(count("comment c WHERE " + here() +
                  " AND version - 1 <> (SELECT count(*) FROM "
                  "audit_entry e WHERE e.site_id = c.site_id AND e.comment_id = c.id)"),
            "0");
}

TEST_F(DecisionRowsTest, OfSeveralWhoDecideTheSameBatchesEachCommentHasOne) {
  constexpr int moderators = 4;
  for (int round = 0; round < 5; ++round) {
    const auto ids = add_many(60);
    std::array<DecidedBatch, moderators> decided;
    const auto decide_some = [&](int number) {
      std::vector<DecisionRequest> requests;
      for (std::size_t i = 0; i < ids.size();
           ++i) {  // each leaves others out, in an order of her own
        const CommentId id = ids[(i * 7 + static_cast<std::size_t>(number) * 13) % ids.size()];
        if (id.value % (moderators + 1) != number)
          requests.push_back(
              {id, {1}, number % 2 == 0 ? Decision::approve : Decision::spam, {}, {}});
      }
      DecisionRows decisions{pool_};
      auto& mine = decided.at(static_cast<std::size_t>(number));
      EXPECT_NO_THROW(mine = decide_comments(requests, moderator_, noon, {decisions, chain_}));
    };
    std::vector<std::thread> all;
    for (int number = 0; number < moderators; ++number) all.emplace_back(decide_some, number);
    for (auto& one : all) one.join();

    std::map<CommentId, int> done;
    for (const auto& batch : decided) {
      for (const auto& result : batch.results) {
        EXPECT_EQ(result.standing->version, Version{2});
        EXPECT_EQ(result.standing->decided_by, "Mo");
        done[result.id] += result.status == DecisionStatus::done ? 1 : 0;
      }
    }
    EXPECT_EQ(done.size(), ids.size());
    for (const auto& [id, times] : done) EXPECT_EQ(times, 1) << id.value;
  }
  EXPECT_EQ(count("queue WHERE " + here()), "0");
  EXPECT_EQ(count("audit_entry WHERE " + here()), "300");
  EXPECT_EQ(count("change WHERE " + here()), "300");
  EXPECT_EQ(owner_sees("SELECT sum(approved + spam) FROM author WHERE " + here()), "300");
}

/// Behind a pooler a statement that was prepared may be gone at any time.
TEST_F(DecisionRowsTest, ADecisionFindsItsStatementsGone) {
  pqxx::connection* lent = nullptr;
  pool_.with([&](Connection& connection) { lent = &connection; });
  const auto first = add("held");
  decide(first, {1}, Decision::approve);
  pool_.with([&](Connection& connection) {
    ASSERT_EQ(&connection, lent) << "the one that has them";
    pqxx::nontransaction{connection}.exec("DEALLOCATE ALL");
  });
  const auto second = add("held, too");
  EXPECT_EQ(decide(second, {1}, Decision::approve).results.at(0).status, DecisionStatus::done);
  EXPECT_EQ(decide(first, {2}, Decision::reject).results.at(0).status, DecisionStatus::done);
  EXPECT_EQ(decide(first, {3}, Decision::reject).results.at(0).status, DecisionStatus::done);
  EXPECT_EQ(count("audit_entry WHERE " + here()), "3") << "the last one changed nothing";
}

/// Sealed again with another key, say: what does so moves nobody's version. The statement has
/// waited for it and goes on with the row as it is then.
TEST_F(DecisionRowsTest, ADecisionWaitsForWhoWritesTheSameVersion) {
  const auto id = add("held");
  const std::string row = "comment WHERE " + here() + " AND id = " + std::to_string(id.value);
  pqxx::connection owner{database().owner_conninfo()};
  pqxx::work other{owner};
  other.exec("UPDATE comment SET author_index = 'another' WHERE id = " + std::to_string(id.value));
  DecidedBatch decided;
  std::thread deciding{[&] { decided = decide(id, {1}, Decision::approve); }};
  while (count("pg_stat_activity WHERE datname = current_database() AND wait_event_type = "
               "'Lock'") == "0")
    std::this_thread::sleep_for(1ms);
  other.commit();
  deciding.join();
  EXPECT_EQ(decided.results.at(0).status, DecisionStatus::done);
  EXPECT_EQ(count(row + " AND version = 2 AND state = 1 AND author_index = 'another'"), "1");
  EXPECT_EQ(count("queue WHERE " + here()), "0");
  EXPECT_EQ(count("author WHERE approved = 1 AND author_index = 'another' AND " + here()), "1");
}

/// The link is cut while the statement waits for a lock: nothing was written, and it is done at
/// the second try.
TEST_F(DecisionRowsTest, ADecisionWhoseLinkIsCutIsSettled) {
  const auto id = add("held");
  pqxx::connection owner{database().owner_conninfo()};
  auto lock = std::make_unique<pqxx::work>(owner);
  lock->exec("SELECT FROM comment WHERE id = " + std::to_string(id.value) + " FOR UPDATE");
  DecidedBatch decided;
  std::thread deciding{[&] { decided = decide(id, {1}, Decision::approve); }};
  const std::string waiting =
      "FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
  while (count("pg_stat_activity WHERE datname = current_database() AND wait_event_type = "
               "'Lock'") == "0")
    std::this_thread::sleep_for(1ms);
  owner_sees("SELECT pg_terminate_backend(pid) " + waiting);
  lock.reset();
  deciding.join();
  EXPECT_EQ(decided.results.at(0).status, DecisionStatus::done);
  EXPECT_EQ(count("audit_entry WHERE " + here()), "1");
  EXPECT_EQ(owner_sees("SELECT batch FROM audit_entry WHERE " + here()),
            std::to_string(decided.batch.value));
}

/// Whoever has been told it by the decision must be able to know it again in the feed.
TEST_F(DecisionRowsTest, ADecisionTellsWhatTheChangeFeedTells) {
  ChangeRows feed{pool_};
  const auto before = feed.changes_from(0).settled;
  const auto first = add("held");
  const auto second = add("held, too");
  DecisionRows decisions{pool_};
  const std::vector<DecisionRequest> requests{{first, {1}, Decision::approve, {}, {}},
                                              {second, {1}, Decision::spam, {}, {}}};
  const auto told = decide_comments(requests, moderator_, noon, {decisions, chain_}).changes;
  ASSERT_TRUE(told);
  ASSERT_EQ(told->size(), 2U);
  auto found = feed.changes_from(before).changes;
  std::erase_if(found, [&](const Change& one) noexcept { return one.site != moderator_.site; });
  ASSERT_EQ(found.size(), 2U);
  for (const Change& one : *told) {
    const auto same = std::ranges::find(found, one.id, &Change::id);
    ASSERT_NE(same, found.end());
    EXPECT_EQ(one.transaction, same->transaction);
    EXPECT_EQ(one.site, same->site);
    EXPECT_EQ(one.article, same->article);
    EXPECT_EQ(one.comment->id, same->comment->id);
    EXPECT_EQ(one.comment->version, same->comment->version);
    EXPECT_EQ(one.comment->state, same->comment->state);
  }
}

/// The commit went through and its answer did not.
TEST_F(DecisionRowsTest, ADecisionWhoseAnswerIsLostIsFoundByItsBatch) {
  class LosesAnswers final : public DecisionStore {
   public:
    explicit LosesAnswers(Pool& pool) : rows_(pool) {}
    BatchId new_batch() override { return rows_.new_batch(); }
    std::vector<Standing> find(SiteId site, std::span<const CommentId> ids) override {
      return rows_.find(site, ids);
    }
    std::vector<CommentId> outside_of(SiteId site, std::span<const std::string> sections,
                                      std::span<const CommentId> ids) override {
      return rows_.outside_of(site, sections, ids);
    }
    void keep(const Batch& batch, std::span<const KeptComment> kept, Instant now) override {
      rows_.keep(batch, kept, now);
    }
    Recorded record(const Batch& batch, std::span<const Move> moves, Instant now) override {
      rows_.record(batch, moves, now);
      throw InDoubt{"lost"};
    }
    Recorded record_waiting(const Batch& batch, std::span<const Move> moves, Instant now) override {
      if (auto recorded = rows_.record_waiting(batch, moves, now); recorded.moved.empty())
        return recorded;
      throw InDoubt{"lost"};
    }
    std::vector<MadeMove> moves_of(SiteId site, BatchId batch) override {
      return rows_.moves_of(site, batch);
    }
    std::vector<CommentId> moved_by(const Batch& batch, std::span<const CommentId> ids) override {
      return rows_.moved_by(batch, ids);
    }

   private:
    DecisionRows rows_;
  } losing{pool_};
  const auto taken = add("taken by somebody else");
  const auto id = add("held");
  const std::vector<DecisionRequest> requests{{taken, {2}, Decision::spam, {}, {}},
                                              {id, {1}, Decision::approve, {}, {}}};
  const auto decided = decide_comments(requests, moderator_, noon, {losing, chain_});
  EXPECT_EQ(decided.results.at(0).status, DecisionStatus::conflict);
  EXPECT_EQ(decided.results.at(1).status, DecisionStatus::done);
  EXPECT_EQ(count("audit_entry WHERE " + here()), "1");
  const auto waiting = add("waits");
  const std::vector<DecisionRequest> alone{{waiting, {1}, Decision::approve, {}, {}}};
  EXPECT_EQ(decide_comments(alone, moderator_, noon, {losing, chain_}).results.at(0).status,
            DecisionStatus::done);
  EXPECT_EQ(count("audit_entry WHERE " + here()), "2");
}

TEST_F(DecisionRowsTest, AnUndoGivesBackPlaceStateAndHistory) {
  const auto first = add_one({.text = "first", .at = noon - 1h});
  add_one({.text = "second", .at = noon});
  const auto batch = decide(first, {1}, Decision::reject).batch;
  DecisionRows decisions{pool_};
  const auto outcome = undo_batch(batch, moderator_, noon + 1h, {decisions, chain_});
  const auto& undone = std::get<DecidedBatch>(outcome);
  EXPECT_EQ(undone.results.at(0).status, DecisionStatus::done);
  EXPECT_EQ(undone.results.at(0).standing->version, Version{3});

  QueueQuery query;
  query.site = site_;
  const auto waiting = QueueRows{pool_}.list_queue(query).comments;
  ASSERT_EQ(waiting.size(), 2U);
  EXPECT_EQ(waiting[0].comment.id, first) << "in its old place";
  EXPECT_EQ(count("comment WHERE decided_at IS NULL AND decided_by IS NULL AND " + here()), "2");
  EXPECT_EQ(
      owner_sees("SELECT rejected || ' ' || (last_refused_at IS NULL) FROM author WHERE " + here()),
      "0 true");
  EXPECT_EQ(owner_sees("SELECT decision || ' ' || from_state || ' ' || to_state FROM audit_entry "
                       "WHERE batch = " +
                       std::to_string(undone.batch.value) + " AND " + here()),
            "undo 2 0");
  EXPECT_EQ(count("change WHERE state = 0 AND version = 3 AND " + here()), "1");
  EXPECT_EQ(count("audit_unsealed WHERE " + here()), "2");
  EXPECT_TRUE(std::holds_alternative<NoSuchBatch>(
      undo_batch({batch.value + 1000}, moderator_, noon, {decisions, chain_})));
}

TEST_F(DecisionRowsTest, AnUndoAndADecisionAtOnceLeaveOneOfThem) {
  DecisionRows decisions{pool_};
  for (int round = 0; round < 20; ++round) {
    const auto id = add("undone " + std::to_string(round));
    const auto batch = decide(id, {1}, Decision::approve).batch;
    DecisionStatus other{};
    std::thread rival{[&] { other = decide(id, {2}, Decision::spam).results.at(0).status; }};
    const auto mine = undo_batch(batch, moderator_, noon, {decisions, chain_});
    rival.join();
    EXPECT_NE(std::get<DecidedBatch>(mine).results.at(0).status, other);
  }
  EXPECT_EQ(count("queue q WHERE " + here() +
                  " AND NOT EXISTS (SELECT FROM comment c WHERE c.site_id = q.site_id AND "
                  "c.id = q.comment_id AND c.state = 0)"),
            "0");
}

TEST_F(DecisionRowsTest, CountsFollowWhatIsDecidedAndTakenBack) {
  QueueRows queue{pool_};
  put_article("s", "sport");
  const auto oldest = add_one({.text = "oldest", .at = noon - 2h});
  const auto sport = add_one({.text = "sport", .article = "s", .at = noon - 1h});
  const auto newest = add_one({.text = "newest", .at = noon});
  QueueCounts counts = queue.count_queue(site_, noon);
  EXPECT_EQ(counts.waiting, 3);
  EXPECT_EQ(counts.oldest_at, noon - 2h);
  EXPECT_EQ(counts.sections, (std::map<std::string, std::int64_t>{{"", 2}, {"sport", 1}}));
  EXPECT_EQ(queue.newest_waiting(site_, 2), (std::vector<QueuedId>{{newest, {1}}, {sport, {1}}}));

  decide(oldest, {1}, Decision::approve, noon);
  const auto batch = decide(sport, {1}, Decision::spam, noon).batch;
  counts = queue.count_queue(site_, noon + 1min);
  EXPECT_EQ(counts.waiting, 1);
  EXPECT_EQ(counts.oldest_at, noon);
  EXPECT_EQ(counts.approved, 1);
  EXPECT_EQ(counts.spam, 1);
  DecisionRows decisions{pool_};
  const auto undone = undo_batch(batch, moderator_, noon + 1min, {decisions, chain_});
  counts = queue.count_queue(site_, noon + 1min);
  EXPECT_EQ(counts.waiting, 2);
  EXPECT_EQ(counts.spam, 0) << "it was taken back";
  const auto again = undo_batch(std::get<DecidedBatch>(undone).batch, moderator_, noon + 1min,
                                {decisions, chain_});
  counts = queue.count_queue(site_, noon + 1min);
  EXPECT_EQ(counts.spam, 1) << "and that, too";
  undo_batch(std::get<DecidedBatch>(again).batch, moderator_, noon + 1min, {decisions, chain_});
  decide(oldest, {2}, Decision::reject, noon + 1min);
  counts = queue.count_queue(site_, noon + 1min);
  EXPECT_EQ(counts.approved, 0) << "a change of mind counts once";
  EXPECT_EQ(counts.rejected, 1);
  counts = queue.count_queue(site_, noon + 24h + 30s);
  EXPECT_EQ(counts.rejected, 1);
  EXPECT_EQ(counts.spam, 0);
  EXPECT_EQ(queue.count_queue(site_, noon + 24h + 1min).rejected, 0) << "that was yesterday";
  EXPECT_EQ(queue.count_queue(ensure_sites(pool_, {"empty"}).at("empty"), noon), QueueCounts{});
}

}  // namespace
}  // namespace copytaster::postgres::testing
