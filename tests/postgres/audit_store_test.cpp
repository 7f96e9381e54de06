#include "postgres/audit_store.hpp"

#include <thread>

#include "copytaster/app/verify_audit.hpp"
#include "tests/postgres/rows_test.hpp"

namespace copytaster::postgres::testing {
namespace {

class AuditRowsTest : public RowsTest {
 protected:
  /// So many decisions, each sealed by itself.
  void decide_and_seal(int times) {
    for (int i = 0; i < times; ++i) {
      decide(add("sealed " + number()), {1}, Decision::approve);
      ASSERT_EQ(seal(), 1U);
    }
  }
  /// As a bulk: one seal for all.
  void decide_all(const std::vector<CommentId>& ids) {
    std::vector<DecisionRequest> requests;
    for (const auto id : ids) requests.push_back({id, {1}, Decision::approve, "r", {}});
    DecisionRows decisions{pool_};
    decide_comments(requests, moderator_, noon, {decisions, chain_});
  }
  std::size_t seal(Instant at = noon + 1s) { return audit_.seal(site_, at, chain_); }

  AuditVerification verify(const std::optional<AuditHead>& noted = std::nullopt) {
    return verify_audit(site_, noon + 2s, {audit_, chain_}, noted);
  }
  AuditVerified verified() {
    const auto verification = verify();
    const auto* broken = std::get_if<AuditBroken>(&verification);
    EXPECT_EQ(broken, nullptr) << broken->why;
    return broken == nullptr ? std::get<AuditVerified>(verification) : AuditVerified{};
  }
  AuditBroken broken() {
    const auto verification = verify();
    const auto* broken = std::get_if<AuditBroken>(&verification);
    return broken == nullptr ? AuditBroken{"nothing is broken", {}, {}} : *broken;
  }

  /// In a transaction of its own making, as a decision does.
  AuditId insert_entry(pqxx::work& transaction) const {
    const auto id = transaction.exec(
        "INSERT INTO audit_entry (site_id, batch, comment_id, decision, from_state, to_state, "
        "version, at) VALUES (" +
        std::to_string(site_.value) +
        ", 1, 1, 'erase', 1, 1, 1, '2026-11-23 12:00Z') RETURNING id");
    transaction.exec("INSERT INTO audit_unsealed VALUES (" + std::to_string(site_.value) + ", " +
                     id[0][0].c_str() + ")");
    return {id[0][0].as<std::int64_t>()};
  }
  std::vector<AuditId> listed(const AuditPlace& after) {
    std::vector<AuditId> ids;
    for (const auto& listed : audit_.sealed_after(site_, after, 100).entries)
      ids.push_back(listed.entry.id);
    return ids;
  }

  /// What somebody does who owns the database and not the key.
  void tamper(const std::string& sql) const {
    pqxx::connection connection{database().owner_conninfo()};
    pqxx::nontransaction{connection}.exec(sql);
  }
  /// The n-th entry of this site, from 1.
  std::string entry(int n) const {
    return owner_sees("SELECT id FROM audit_entry WHERE " + here() + " ORDER BY id OFFSET " +
                      std::to_string(n - 1) + " LIMIT 1");
  }
  std::string with_id(const std::string& id) const { return here() + " AND id = " + id; }

  AuditRows audit_{pool_};
};

TEST_F(AuditRowsTest, NothingIsAChainAsWell) {
  const auto none = verified();
  EXPECT_EQ(none.head.number, 0);
  EXPECT_EQ(none.entries, 0);
  EXPECT_EQ(seal(), 0U);
}

TEST_F(AuditRowsTest, DecisionsAreSealedInOrderAndVerified) {
  decide_and_seal(3);
  const auto held = verified();
  EXPECT_EQ(held.entries, 3);
  EXPECT_EQ(held.head.number, 3);
  EXPECT_EQ(held.head.hash.size(), 64U);
  EXPECT_EQ(held.unsealed + held.unsealed_late + held.sealed_late, 0);
  EXPECT_EQ(count("audit_unsealed WHERE " + here()), "0");
}

TEST_F(AuditRowsTest, ABulkIsOneSealAndTheSitesDoNotMeet) {
  decide_all(add_many(100));
  const SiteId elsewhere = ensure_sites(pool_, {"elsewhere"}).at("elsewhere");
  EXPECT_EQ(audit_.seal(elsewhere, noon, chain_), 0U);
  EXPECT_GE(seal_audit(noon + 1s, {audit_, chain_}), 100U);
  EXPECT_EQ(verified().entries, 100);
  EXPECT_EQ(verified().head.number, 1);
}

TEST_F(AuditRowsTest, WhatWaitsIsCountedAndWhatWaitsLongIsTold) {
  decide(add("young"), {1}, Decision::approve, noon + 1s);
  decide(add("old"), {1}, Decision::approve, noon - 1h);
  auto waiting = verified();
  EXPECT_EQ(waiting.unsealed, 2);
  EXPECT_EQ(waiting.unsealed_late, 1);
  seal(noon + 1s);
  waiting = verified();
  EXPECT_EQ(waiting.unsealed, 0);
  EXPECT_EQ(waiting.sealed_late, 1) << "who puts it back to have it sealed anew is seen";
}

TEST_F(AuditRowsTest, ATransactionThatCommitsLateIsSealedLater) {
  pqxx::connection late{database().owner_conninfo()};
  pqxx::work transaction{late};
  insert_entry(transaction);
  decide_and_seal(2);
  EXPECT_EQ(verified().entries, 2);
  transaction.commit();
  EXPECT_EQ(verified().unsealed, 1);
  EXPECT_EQ(seal(), 1U);
  EXPECT_EQ(verified().entries, 3);
  EXPECT_EQ(verified().head.number, 3);
}

// The lower id is committed last: by their ids it would be behind a page that was read.
TEST_F(AuditRowsTest, AListSkipsNothingThatCommitsLate) {
  pqxx::connection one{database().owner_conninfo()};
  pqxx::connection other{database().owner_conninfo()};
  pqxx::work lower{one};
  pqxx::work higher{other};
  const AuditId first = insert_entry(lower);
  const AuditId second = insert_entry(higher);
  ASSERT_LT(first, second);
  higher.commit();
  EXPECT_TRUE(audit_.sealed_after(site_, {}, 10).entries.empty()) << "not sealed yet";
  seal();
  EXPECT_EQ(listed({}), (std::vector{second}));
  decide_and_seal(1);
  const auto page = audit_.sealed_after(site_, {}, 1);
  EXPECT_EQ(page.entries.at(0).entry.id, second);
  ASSERT_TRUE(page.next);
  lower.commit();
  seal();
  EXPECT_EQ(listed(*page.next).at(1), first);
}

TEST_F(AuditRowsTest, AListGoesOnWithinASeal) {
  decide_all(add_many(5));
  seal();
  decide_and_seal(1);
  std::vector<AuditId> ids;
  std::optional<AuditPlace> place = AuditPlace{};
  while (place) {
    const auto page = audit_.sealed_after(site_, *place, 2);
    EXPECT_EQ(page.entries.size(), 2U);
    for (const auto& listed : page.entries) ids.push_back(listed.entry.id);
    place = page.next;
  }
  EXPECT_EQ(ids, listed({}));
  EXPECT_EQ(ids.size(), 6U);
  tamper("DELETE FROM audit_entry WHERE " + with_id(entry(2)));
  EXPECT_EQ(listed({}).size(), 5U) << "what is gone ends no list";
}

TEST_F(AuditRowsTest, SealersAtOnceMakeOneChain) {
  std::atomic<bool> deciding = true;
  const auto sealing = [&] {
    while (deciding) seal_audit(noon + 1s, {audit_, chain_});
  };
  std::thread one{sealing};
  std::thread another{sealing};
  for (int i = 0; i < 60; ++i) {
    decide(add("busy"), {1}, Decision::approve);
    const auto meanwhile = verify();
    const auto* broken = std::get_if<AuditBroken>(&meanwhile);
    EXPECT_EQ(broken, nullptr) << broken->why;
  }
  deciding = false;
  one.join();
  another.join();
  seal();
  EXPECT_EQ(verified().entries, 60);
}

TEST_F(AuditRowsTest, AChangedColumnIsFound) {
  decide_and_seal(3);
  const std::string id = entry(2);
  for (const char* change :
       {"decision = 'reject'", "to_state = 2", "from_state = 99", "token_id = NULL",
        "token_id = token_id + 1", "comment_id = comment_id + 1", "version = 9", "batch = 1",
        "at = at + interval '1 microsecond'", "at = 'infinity'", "detail_digest = '\\x00'",
        "detail_digest = NULL"}) {
    tamper("CREATE TABLE kept AS SELECT * FROM audit_entry WHERE " + with_id(id));
    tamper(std::string{"UPDATE audit_entry SET "} + change + " WHERE " + with_id(id));
    const auto found = broken();
    EXPECT_NE(found.why.find("entry " + id), std::string::npos) << change << ": " << found.why;
    EXPECT_EQ(found.entry, AuditId{std::stoll(id)});
    tamper("DELETE FROM audit_entry WHERE " + with_id(id));
    tamper("INSERT INTO audit_entry OVERRIDING SYSTEM VALUE SELECT * FROM kept");
    tamper("DROP TABLE kept");
    EXPECT_EQ(verified().entries, 3);
  }
}

TEST_F(AuditRowsTest, AChangeInABulkIsFoundWithItsSeal) {
  decide_all(add_many(5));
  seal();
  tamper("UPDATE audit_entry SET version = 7 WHERE " + with_id(entry(3)));
  EXPECT_EQ(broken().seal, 1);
  EXPECT_EQ(broken().why, "one of the 5 entries from " + entry(1) + " to " + entry(5) +
                              ", or seal 1 which covers it, was changed");
}

TEST_F(AuditRowsTest, ADeletedEntryIsFound) {
  decide_and_seal(3);
  const std::string id = entry(3);
  tamper("DELETE FROM audit_entry WHERE " + with_id(id));
  EXPECT_EQ(broken().why, "entry " + id + " was sealed and is gone");
  EXPECT_EQ(broken().seal, 3);
}

TEST_F(AuditRowsTest, ADeletedEntryThatWaitedIsFound) {
  decide(add("waits"), {1}, Decision::approve);
  const std::string id = entry(1);
  tamper("DELETE FROM audit_entry WHERE " + with_id(id));
  EXPECT_EQ(broken().why, "entry " + id + " waited for its seal and is gone");
}

TEST_F(AuditRowsTest, AnInsertedEntryIsFound) {
  decide_and_seal(2);
  tamper(
      "INSERT INTO audit_entry (site_id, batch, comment_id, token_id, decision, from_state, "
      "to_state, version, at) SELECT site_id, batch, comment_id, token_id, 'spam', 1, 3, 3, at "
      "FROM audit_entry WHERE " +
      with_id(entry(1)));
  EXPECT_EQ(broken().why, "entry " + entry(3) + " is in no seal and does not wait for one");
  decide_and_seal(1);
  EXPECT_EQ(broken().why, "entry " + entry(3) + " is in no seal and does not wait for one");
}

TEST_F(AuditRowsTest, ADeletedSealIsFound) {
  decide_and_seal(4);
  const std::string seal = "audit_seal WHERE " + here() + " AND number = ";
  tamper("DELETE FROM " + seal + "2");
  EXPECT_EQ(broken().why, "seal 2 is missing");
  tamper("UPDATE audit_seal SET number = number - 1 WHERE " + here() + " AND number > 2");
  EXPECT_EQ(broken().seal, 2) << "closing the gap does not help";
  tamper("DELETE FROM audit_seal WHERE " + here());
  EXPECT_EQ(broken().why, "entry " + entry(1) + " is in no seal and does not wait for one");
}

TEST_F(AuditRowsTest, ACutTailIsFoundByItsEntriesOrByANotedHead) {
  decide_and_seal(3);
  const AuditHead noted = verified().head;
  tamper("DELETE FROM audit_seal WHERE number = 3 AND " + here());
  EXPECT_EQ(broken().why, "entry " + entry(3) + " is in no seal and does not wait for one");
  tamper("DELETE FROM audit_entry WHERE " + with_id(entry(3)));
  EXPECT_EQ(verified().head.number, 2) << "the chain alone cannot know";
  const auto compared = verify(noted);
  ASSERT_TRUE(std::holds_alternative<AuditBroken>(compared));
  EXPECT_EQ(std::get<AuditBroken>(compared).why,
            "the chain ends with seal 2, before the head that was noted");
  decide_and_seal(2);
  const auto rewritten = verify(noted);
  ASSERT_TRUE(std::holds_alternative<AuditBroken>(rewritten));
  EXPECT_EQ(std::get<AuditBroken>(rewritten).why, "seal 3 is not the one that was noted");
  EXPECT_TRUE(std::holds_alternative<AuditVerified>(verify(verified().head)));
}

TEST_F(AuditRowsTest, SwappedEntriesAndSealsAreFound) {
  decide_and_seal(3);
  const std::string first = entry(1);
  const std::string second = entry(2);
  const std::string swap_entries =
      "UPDATE audit_entry a SET batch = b.batch, comment_id = b.comment_id, "
      "detail_digest = b.detail_digest FROM audit_entry b WHERE a.site_id = b.site_id AND "
      "a.id IN (" +
      first + ", " + second + ") AND b.id = " + first + " + " + second + " - a.id";
  tamper(swap_entries);
  tamper("DELETE FROM audit_detail WHERE " + here());
  EXPECT_EQ(broken().seal, 1);
  tamper(swap_entries);
  EXPECT_EQ(verified().entries, 3);
  tamper(
      "UPDATE audit_seal a SET entry_ids = b.entry_ids, hash = b.hash, at = b.at FROM audit_seal b "
      "WHERE a.site_id = b.site_id AND a.number IN (2, 3) AND b.number = 5 - a.number AND a." +
      here());
  EXPECT_EQ(broken().seal, 2);
}

TEST_F(AuditRowsTest, AChangedSealIsFound) {
  decide_and_seal(2);
  const std::string other = std::to_string(std::stoll(entry(2)));
  for (const std::string& change : std::vector<std::string>{
           "at = at + interval '1 second'", "at = '-infinity'", "hash = '\\x00'",
           "entry_ids = '{}'", "entry_ids = array_append(entry_ids, NULL)",
           "entry_ids = entry_ids || entry_ids", "entry_ids = ARRAY[" + other + "]",
           "entry_ids = array_append(entry_ids, 9223372036854775807)",
           "entry_ids = array_fill(1, ARRAY[10001])"}) {
    tamper("CREATE TABLE kept AS SELECT * FROM audit_seal WHERE number = 1 AND " + here());
    tamper("UPDATE audit_seal SET " + change + " WHERE number = 1 AND " + here());
    EXPECT_EQ(broken().seal, 1) << change << ": " << broken().why;
    tamper("DELETE FROM audit_seal WHERE number = 1 AND " + here());
    tamper("INSERT INTO audit_seal SELECT * FROM kept");
    tamper("DROP TABLE kept");
    EXPECT_EQ(verified().entries, 2);
  }
}

TEST_F(AuditRowsTest, AnEntrySealedTwiceIsFound) {
  decide_and_seal(2);
  tamper("INSERT INTO audit_unsealed VALUES (" + std::to_string(site_.value) + ", " + entry(1) +
         ")");
  EXPECT_EQ(seal(), 1U);
  EXPECT_EQ(broken().why, "entry " + entry(1) + " is sealed twice");
  EXPECT_EQ(broken().seal, 3);
}

TEST_F(AuditRowsTest, ErasedWordsLeaveTheChainWholeAndChangedOnesDoNot) {
  decide_and_seal(3);
  const std::string of_second = "entry_id = " + entry(2) + " AND " + here();
  tamper("UPDATE audit_detail SET note = 'another' WHERE " + of_second);
  EXPECT_EQ(broken().why, "the reason or note of entry " + entry(2) + " was changed");
  tamper("UPDATE audit_detail SET note = 'note', reason = NULL WHERE " + of_second);
  EXPECT_EQ(broken().entry, AuditId{std::stoll(entry(2))});
  tamper("DELETE FROM audit_detail WHERE " + here());
  EXPECT_EQ(verified().entries, 3);
}

TEST_F(AuditRowsTest, WordsCannotBeAddedToADecisionWithout) {
  const auto id = add("no words");
  const DecisionRequest request{id, {1}, Decision::approve, {}, {}};
  DecisionRows decisions{pool_};
  decide_comments(std::span{&request, 1}, moderator_, noon, {decisions, chain_});
  seal();
  tamper("INSERT INTO audit_detail (site_id, entry_id, note) VALUES (" +
         std::to_string(site_.value) + ", " + entry(1) + ", 'said nobody')");
  EXPECT_EQ(broken().why, "entry " + entry(1) + " was made without a reason or note and has one");
}

TEST_F(AuditRowsTest, EntriesFromBeforeTheSealsKeepTheirWords) {
  const auto id = add("decided long ago");
  const DecisionRequest request{id, {1}, Decision::approve, {}, {}};
  DecisionRows decisions{pool_};
  decide_comments(std::span{&request, 1}, moderator_, noon - 1h, {decisions, chain_});
  tamper("INSERT INTO audit_detail (site_id, entry_id, note) VALUES (" +
         std::to_string(site_.value) + ", " + entry(1) + ", 'as it was then')");
  EXPECT_EQ(verified().unsealed_late, 1);
  seal();
  EXPECT_EQ(verified().sealed_late, 1);
  tamper("UPDATE audit_entry SET version = 3 WHERE " + with_id(entry(1)));
  EXPECT_EQ(broken().seal, 1);
}

TEST_F(AuditRowsTest, WithoutTheKeyNobodyMakesAChain) {
  decide(add("forged"), {1}, Decision::approve);
  audit_.seal(site_, noon, security::SodiumAuditChain{security::MasterKey{8}});
  EXPECT_EQ(broken().seal, 1);
}

TEST_F(AuditRowsTest, TheServiceCanAddAndTakeNothingAway) {
  decide_and_seal(1);
  pqxx::connection service{database().service_conninfo()};
  for (const char* sql :
       {"UPDATE audit_entry SET version = 9", "DELETE FROM audit_entry", "TRUNCATE audit_entry",
        "UPDATE audit_seal SET number = 9", "DELETE FROM audit_seal", "TRUNCATE audit_seal",
        "DROP TABLE audit_seal", "ALTER TABLE audit_entry DISABLE TRIGGER ALL"}) {
    pqxx::nontransaction statement{service};
    EXPECT_THROW(statement.exec(sql), pqxx::insufficient_privilege) << sql;
  }
  EXPECT_EQ(verified().entries, 1);
}

/// More than a page of seals and of entries.
TEST_F(AuditRowsTest, ALongChainIsWalkedInPages) {
  tamper(
      "WITH made AS (INSERT INTO audit_entry (site_id, batch, comment_id, decision, from_state, "
      "to_state, version, at) SELECT " +
      std::to_string(site_.value) +
      ", n, n, 'approve', 0, 1, 2, '2026-11-23 12:00Z' FROM generate_series(1, 12000) n RETURNING "
      "id) INSERT INTO audit_unsealed SELECT " +
      std::to_string(site_.value) + ", id FROM made");
  EXPECT_EQ(seal_audit(noon + 1s, {audit_, chain_}), 12'000U);
  EXPECT_EQ(verified().head.number, 2);
  for (int i = 0; i < 120; ++i) {
    decide(add("more"), {1}, Decision::approve);
    seal();
  }
  EXPECT_EQ(verified().entries, 12'120);
  EXPECT_EQ(verified().head.number, 122);
  tamper("UPDATE audit_entry SET version = 7 WHERE " + with_id(entry(12'115)));
  EXPECT_EQ(broken().seal, 117);
}

}  // namespace
}  // namespace copytaster::postgres::testing
