// The audit for people: chosen entries the newest first, all of a time, and numbers that add up.

#include "copytaster/app/appeal.hpp"
#include "postgres/audit_report_store.hpp"
#include "postgres/purge.hpp"
#include "postgres/receipt_store.hpp"
#include "tests/postgres/people_test.hpp"

namespace copytaster::postgres::testing {
namespace {

class AuditReportTest : public PeopleTest {
 protected:
  using Decisions = std::vector<std::string>;

  AuditQuery query(std::size_t limit = 50) const {
    AuditQuery query;
    query.site = site_;
    query.limit = limit;
    return query;
  }
  static Decisions told(const NewestEntries& page) {
    Decisions told;
    for (const ListedEntry& one : page.entries)
      told.push_back(one.entry.decision + " " + std::to_string(one.entry.comment.value));
    return told;
  }
  Decisions newest(const AuditQuery& query) { return told(reports_.newest(query)); }
  std::string act(const char* decision, CommentId id) const {
    return std::string{decision} + " " + std::to_string(id.value);
  }
  /// Entries as an old site has them, one a second from `from` on.
  void add_entries(int count, const std::string& decision, Instant from) {
    owner_sees(
        "WITH made AS (INSERT INTO audit_entry (site_id, batch, comment_id, decision, "
        "from_state, to_state, version, at) SELECT " +
        std::to_string(site_.value) + ", n, 1000000 + n, '" + decision + "', 0, 1, 2, '" +
        timestamp(from) + "'::timestamptz + n * interval '1 second' FROM generate_series(1, " +
        std::to_string(count) + ") AS n RETURNING 1) SELECT count(*) FROM made");
  }
  AuditNumbers numbers(Instant from = noon - 24h, Instant to = noon + 24h) {
    return reports_.count(site_, from, to);
  }
  CommentId judged(State state, const std::string& hits, const std::string& by_rules,
                   Instant at = noon) {
    const auto id = add_one({.text = "judged " + number(), .state = state, .at = at});
    const std::string verdict = "{\"state\":\"" + std::string{name_of(state)} +
                                "\",\"score\":3,\"rules_version\":\"v\",\"by_rules\":\"" +
                                by_rules + "\",\"hits\":[" + hits + "],\"facts\":{}}";
    owner_sees("UPDATE comment SET verdict = '" + verdict +
               "' WHERE id = " + std::to_string(id.value) + " RETURNING 1");
    return id;
  }

  /// Of this state, each some time after the one before; what became of them on arrival by turns.
  struct Many {
    int count;
    State state;
    std::vector<std::string> arrived;  ///< as the verdict says it
  };
  void add_judged(const Many& many, Instant from, std::chrono::seconds apart) {
    for (int left = many.count; left > 0; left -= 250) add_many(std::min(left, 250));
    std::string verdicts = "ARRAY[";
    for (const std::string& state : many.arrived)
      verdicts += (verdicts.back() == '[' ? "'" : ",'") + std::string{R"({"state":")"} + state +
                  R"(","score":3,"by_rules":")" + state + R"(","hits":[]}')";
    owner_sees("WITH newest AS (SELECT id FROM comment WHERE " + here() +
               " ORDER BY id DESC LIMIT " + std::to_string(many.count) + "), " +
               "fresh AS (SELECT id, row_number() OVER (ORDER BY id) - 1 AS n FROM newest), " +
               "placed AS (UPDATE comment c SET state = " +
               std::to_string(static_cast<int>(many.state)) + ", verdict = (" + verdicts +
               "])[1 + n % " + std::to_string(many.arrived.size()) + "], created_at = '" +
               timestamp(from) + "'::timestamptz + n * interval '" + std::to_string(apart.count()) +
               " seconds' FROM fresh f WHERE c.id = f.id "
               "RETURNING 1) SELECT count(*) FROM placed");
    owner_sees("DELETE FROM queue q USING comment c WHERE q.site_id = c.site_id AND c." + here() +
               " AND c.id = q.comment_id AND c.state <> 0 RETURNING 1");
  }
  AuditNumbers numbers_by(const NumbersBounds& bounds) {
    AuditReportRows small{pool_, database().service_conninfo(), bounds};
    return small.count(site_, noon - 24h, noon + 24h);
  }

  AuditReportRows reports_{pool_, database().service_conninfo()};
};

TEST_F(AuditReportTest, TheNewestComeFirstAPageAtATime) {
  const auto first = add("first");
  const auto second = add("second");
  decide(first, {1}, Decision::approve, noon);
  decide(second, {1}, Decision::reject, noon + 1h);
  decide(first, {2}, Decision::spam, noon + 2h);
  auto page = reports_.newest(query(2));
  EXPECT_EQ(told(page), (Decisions{act("spam", first), act("reject", second)}));
  EXPECT_EQ(page.entries[1].by_name, "Mo");
  EXPECT_EQ(page.entries[1].detail.value().note, "note");
  auto next = query(2);
  next.before = page.next;
  page = reports_.newest(next);
  EXPECT_EQ(told(page), Decisions{act("approve", first)});
  EXPECT_FALSE(page.next);
  EXPECT_FALSE(reports_.newest(query(3)).next);
}

TEST_F(AuditReportTest, TheyAreChosenByWhoWhatAndWhen) {
  const auto one = add("one");
  decide(one, {1}, Decision::approve, noon);
  decide(one, {2}, Decision::reject, noon + 1h);
  erase("ann@example.com");
  auto asked = query();
  asked.decision = "reject";
  EXPECT_EQ(newest(asked), Decisions{act("reject", one)});
  asked.by = "Mo";
  EXPECT_EQ(newest(asked), Decisions{act("reject", one)});
  asked.by = "Flo";
  EXPECT_TRUE(newest(asked).empty());
  asked = query();
  asked.when = {noon, noon + 1h};
  EXPECT_EQ(newest(asked), Decisions{act("approve", one)});
  asked.when = {noon + 1us, {}};
  EXPECT_EQ(newest(asked).front(), act("reject", one));
  asked.when = {noon + 30h, {}};
  EXPECT_TRUE(newest(asked).empty());
  asked.when = {{}, noon - 30h};
  EXPECT_TRUE(newest(asked).empty());
  asked.site = {site_.value + 1};
  asked.when = {noon, noon + 1h};
  EXPECT_TRUE(newest(asked).empty());
}

TEST_F(AuditReportTest, ATimeIsFoundAmongManyWithoutLookingThroughThem) {
  add_entries(30'000, "approve", noon - 30h);
  auto asked = query(2);
  asked.when = {noon - 30h + 2s, noon - 30h + 4s};
  const auto page = reports_.newest(asked);
  EXPECT_EQ(told(page), (Decisions{"approve 1000003", "approve 1000002"}));
}

TEST_F(AuditReportTest, WhoLooksForSomethingRareGoesOnAfterAWhile) {
  const auto one = add("one");
  decide(one, {1}, Decision::reject, noon - 40h);
  add_entries(audit_looked_at_max, "approve", noon - 30h);
  auto asked = query();
  asked.decision = "reject";
  auto page = reports_.newest(asked);
  EXPECT_TRUE(page.entries.empty());
  ASSERT_TRUE(page.next);
  asked.before = page.next;
  page = reports_.newest(asked);
  EXPECT_EQ(told(page), Decisions{act("reject", one)});
  EXPECT_FALSE(page.next);
}

TEST_F(AuditReportTest, AReadingHasAllOfATimeOnceTheOldestFirst) {
  const auto one = add("one");
  decide(one, {1}, Decision::approve, noon);
  decide(one, {2}, Decision::reject, noon + 1h);
  const auto read = [&](const TimeSpan& when) {
    Decisions told;
    const auto reading = reports_.open_reading(site_, when);
    while (const ListedEntry* entry = reading->next())
      told.push_back(entry->entry.decision + " " + entry->by_name.value_or("") + " " +
                     entry->detail->note.value_or(""));
    return told;
  };
  EXPECT_EQ(read({}), (Decisions{"approve Mo note", "reject Mo note"}));
  EXPECT_EQ(read({noon, noon + 1h}), Decisions{"approve Mo note"});
  EXPECT_TRUE(read({noon + 2h, {}}).empty());
}

TEST_F(AuditReportTest, NoMoreReadingsAreOpenThanMayBe) {
  std::vector<std::unique_ptr<AuditReading>> open;
  for (int i = 0; i < AuditReportRows::open_max; ++i)
    open.push_back(reports_.open_reading(site_, {}));
  EXPECT_THROW(reports_.open_reading(site_, {}), StoreBusy);
  open.pop_back();
  EXPECT_NE(reports_.open_reading(site_, {}), nullptr);
}

TEST_F(AuditReportTest, WhatCameInIsCountedByItsState) {
  add("waits");
  const auto refused = add("refused");
  decide(refused, {1}, Decision::reject);
  add("spam", State::spam);
  add("shown", State::approved);
  add_one({.text = "of another day", .at = noon - 48h});
  const auto found = numbers();
  EXPECT_EQ(found.received, (StateCounts{1, 1, 1, 1, 0}));
  EXPECT_EQ(found.received.total(), 4);
  EXPECT_EQ(numbers(noon, noon + 1s).received.total(), 4);
  EXPECT_EQ(numbers(noon + 1us, noon + 1s).received.total(), 0);
}

TEST_F(AuditReportTest, WhatWasMadeOfThemOnArrivalIsCountedByTheVerdict) {
  const std::string learned = R"({"rule":"learned","score":3,"explanation":"","spans":[]})";
  const std::string other = R"({"rule":"many_links","score":3,"explanation":"","spans":[]})";
  const std::string quoting =
      R"({"rule":"learned","score":3,"explanation":"says \"rule\":\"x\"","spans":[]})";
  judged(State::pending, learned, "pending");
  judged(State::pending, quoting, "pending");
  judged(State::pending, learned + "," + other, "pending");
  judged(State::pending, learned, "approved");
  judged(State::pending, "", "approved");
  judged(State::spam, other, "spam");
  judged(State::rejected, other, "rejected");
  judged(State::approved, "", "approved");
  decide(judged(State::pending, other, "pending"), {1}, Decision::approve);
  const auto found = numbers().arrived;
  EXPECT_EQ(found, (ArrivalCounts{1, 4, 2, 1, 1, 0, false}));
}

TEST_F(AuditReportTest, WhatPeopleDecidedIsEachCommentOnceAsTheLastLeftIt) {
  const auto one = add("one");
  const auto two = add("two");
  decide(one, {1}, Decision::approve, noon);
  decide(one, {2}, Decision::spam, noon + 1h);
  const auto batch = decide(two, {1}, Decision::reject, noon).batch;
  auto found = numbers();
  EXPECT_EQ(found.approved, 0);
  EXPECT_EQ(found.rejected, 1);
  EXPECT_EQ(found.spam, 1);
  DecisionRows decisions{pool_};
  undo_batch(batch, moderator_, noon + 2h, {decisions, chain_});
  found = numbers();
  EXPECT_EQ(found.rejected, 0);
  EXPECT_EQ(found.spam, 1);
  EXPECT_EQ(numbers(noon, noon + 30min).approved, 1);
}

TEST_F(AuditReportTest, ReasonsAreCountedByTheirCodes) {
  DecisionRows decisions{pool_};
  const auto reject = [&](const std::optional<std::string>& reason) {
    const DecisionRequest request{add("words " + number()), {1}, Decision::reject, reason, {}};
    decide_comments(std::span{&request, 1}, moderator_, noon, {decisions, chain_});
  };
  reject("hate_speech");
  reject("hate_speech");
  reject("ad");
  reject("in my own words");
  reject({});
  EXPECT_EQ(numbers().reasons,
            (std::map<std::string, std::int64_t>{{"", 2}, {"ad", 1}, {"hate_speech", 2}}));
}

TEST_F(AuditReportTest, AppealsAreToldByHowTheyEnded) {
  ReceiptRows receipts{pool_};
  std::string token;
  const auto appealed = [&] {
    const auto id = submit({.text = "words " + number()});
    decide(id, {1}, Decision::reject, noon);
    token = vault_.receipt(site_, id);
    appeal({site_, id, token, 300s, {}, true}, {"It was a quotation."}, noon + 1h,
           {receipts, vault_});
    return id;
  };
  const Principal chief{{moderator_.token.value + 1'000'000}, site_, Role::admin, false, "Flo"};
  const auto answer = [&](CommentId id, Decision decision) {
    const DecisionRequest request{id, {3}, decision, {}, {}};
    DecisionRows decisions{pool_};
    decide_comments(std::span{&request, 1}, chief, noon + 2h, {decisions, chain_});
  };
  answer(appealed(), Decision::approve);
  answer(appealed(), Decision::reject);
  appealed();
  EXPECT_EQ(numbers().appeals, (AppealCounts{3, 1, 1, 0, 1}));
  EXPECT_EQ(numbers(noon + 2h, noon + 3h).appeals, AppealCounts{});
}

TEST_F(AuditReportTest, WaitingIsFromArrivalToTheFirstDecision) {
  for (int minutes = 1; minutes <= 9; ++minutes) {
    const auto id = add("words " + number());
    decide(id, {1}, Decision::approve, noon + std::chrono::minutes{minutes});
    decide(id, {2}, Decision::spam, noon + 10h);
  }
  auto waiting = numbers().waiting;
  EXPECT_EQ(waiting.decisions, 9);
  EXPECT_EQ(waiting.looked_at, 9);
  EXPECT_FALSE(waiting.is_estimate());
  EXPECT_DOUBLE_EQ(waiting.median_s, 300);
  EXPECT_NEAR(waiting.p90_s, 492, 0.001);
  owner_sees("DELETE FROM comment WHERE " + here() + " AND text LIKE 'words %' RETURNING 1");
  waiting = numbers().waiting;
  EXPECT_EQ(waiting.looked_at, 0);
  EXPECT_TRUE(waiting.is_estimate());
}

TEST_F(AuditReportTest, WhatIsPurgedStaysCounted) {
  judged(State::spam, "", "spam");
  decide(judged(State::pending, "", "pending"), {1}, Decision::reject, noon);
  const auto before = numbers();
  EXPECT_GE(purge({pool_, noon + 24h * 31}, 30).comments, 2U);
  EXPECT_EQ(count("comment WHERE " + here()), "0");
  const auto after = numbers(noon - 12h, noon + 12h);
  EXPECT_EQ(after.received, before.received);
  EXPECT_EQ(after.arrived, before.arrived);
  EXPECT_EQ(after.deleted, 2);
  EXPECT_EQ(after.rejected, 1);
  EXPECT_EQ(numbers(noon + 12h, noon + 36h).deleted, 0);

  judged(State::spam, "", "spam");
  purge({pool_, noon + 24h * 31}, 30);
  EXPECT_EQ(numbers(noon - 12h, noon + 12h).received.spam, 2);
}

TEST_F(AuditReportTest, DecisionsThatAreSortedInSharesAreAllCounted) {
  const auto ids = add_many(40);
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto at = noon + std::chrono::minutes{i};
    decide(ids[i], {1}, Decision::reject, at);
    if (i % 2 == 0) decide(ids[i], {2}, Decision::approve, at + 1h);
    if (i % 4 == 0) decide(ids[i], {3}, Decision::spam, at + 2h);
  }
  const auto whole = numbers();
  EXPECT_EQ(whole.rejected, 20);
  EXPECT_EQ(whole.approved, 10);
  EXPECT_EQ(whole.spam, 10);
  for (const std::int64_t sorted : {69, 10, 1}) {
    const auto shared = numbers_by({.sorted = sorted});
    EXPECT_EQ(shared.rejected, whole.rejected) << sorted;
    EXPECT_EQ(shared.approved, whole.approved) << sorted;
    EXPECT_EQ(shared.spam, whole.spam) << sorted;
    EXPECT_EQ(shared.reasons, whole.reasons) << sorted;
  }
}

TEST_F(AuditReportTest, OfManyThatCameInAShareOfEachStateStandsForIt) {
  add_judged({1200, State::spam, {"spam", "pending"}}, noon - 24h, 144s);
  add_judged({300, State::approved, {"approved"}}, noon - 24h, 576s);
  add_judged({30, State::pending, {"pending"}}, noon - 24h, 60s);
  const ArrivalCounts exact{300, 630, 0, 0, 600, 0, false};
  const auto whole = numbers();
  EXPECT_EQ(whole.received, (StateCounts{30, 300, 0, 1200, 0}));
  EXPECT_EQ(whole.arrived, exact);
  EXPECT_EQ(numbers_by({.looked_at = 1530}).arrived, exact) << "as many as may be";

  // Two of the twelve of a slice: one was spam on arrival, one was held.
  const auto some = numbers_by({.looked_at = 1000});
  EXPECT_EQ(some.received, whole.received) << "is never estimated";
  EXPECT_TRUE(some.arrived.is_estimate);
  auto estimate = some.arrived;
  estimate.is_estimate = false;
  EXPECT_EQ(estimate, exact);
  EXPECT_FALSE(numbers_by({.looked_at = 1000}).waiting.is_estimate());
}

TEST_F(AuditReportTest, OfManyDecisionsTheWaitingOfSomeIsTold) {
  constexpr int decided = 400;
  add_many(250);
  add_many(decided - 250);
  owner_sees(
      "WITH made AS (INSERT INTO audit_entry (site_id, batch, comment_id, decision, from_state, "
      "to_state, version, at) SELECT site_id, 1, id, 'approve', 0, 1, 2, created_at + "
      "row_number() OVER (ORDER BY id) * interval '1 minute' FROM comment WHERE " +
      here() + " RETURNING 1) SELECT count(*) FROM made");
  EXPECT_DOUBLE_EQ(numbers().waiting.median_s, 60 * 200.5);
  EXPECT_FALSE(numbers().waiting.is_estimate());
  EXPECT_FALSE(numbers_by({.looked_at = decided + 1}).waiting.is_estimate()) << "all of them";

  const auto some = numbers_by({.looked_at = 40}).waiting;
  EXPECT_EQ(some.decisions, decided);
  EXPECT_TRUE(some.is_estimate());
  EXPECT_GE(some.looked_at, 5);
  EXPECT_LE(some.looked_at, 40);
  EXPECT_GT(some.median_s, 60 * 40) << "chosen by chance, and neither the first";
  EXPECT_LT(some.median_s, 60 * 360) << "nor the last";
  EXPECT_EQ(numbers_by({.looked_at = 40}).waiting.median_s, some.median_s) << "the same each time";
}

TEST_F(AuditReportTest, BansAreThoseThatWereMadeThen) {
  add_entries(3, "ban", noon);
  EXPECT_EQ(numbers().bans, 3);
  EXPECT_EQ(numbers(noon - 24h, noon).bans, 0);
}

TEST_F(AuditReportTest, ACountThatTakesTooLongIsAFaultOfNow) {
  pqxx::connection locker{database().owner_conninfo()};
  pqxx::work work{locker};
  work.exec("LOCK TABLE audit_entry IN ACCESS EXCLUSIVE MODE");
  EXPECT_THROW(numbers(), StoreUnavailable);
}

}  // namespace
}  // namespace copytaster::postgres::testing
