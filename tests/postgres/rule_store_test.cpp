#include "postgres/rule_store.hpp"

#include <thread>

#include "copytaster/app/verify_audit.hpp"
#include "postgres/audit_store.hpp"
#include "postgres/change_store.hpp"
#include "tests/app/rule_fakes.hpp"
#include "tests/postgres/rows_test.hpp"

namespace copytaster::postgres::testing {
namespace {

class RuleRowsTest : public RowsTest {
 protected:
  RuleActivation by_ann(Instant at = noon) const {
    return {{RuleSource::desk, "Ann", moderator_.token}, at, std::nullopt};
  }
  RuleActivation with_entry(const std::string& hash, Instant at = noon) const {
    auto activation = by_ann(at);
    activation.bound = chain_.bind(std::nullopt, hash);
    return activation;
  }
  RuleVersion add(const std::string& hash, RuleSource source = RuleSource::http,
                  const std::optional<RuleActivation>& activation = std::nullopt) {
    return std::get<RuleVersion>(
        rows_.add(site_, {{"words/a.txt", hash}}, {0, hash, noon, "Ann", source, {}}, activation));
  }
  std::vector<std::int64_t> numbers(std::optional<std::int64_t> before, std::size_t limit) {
    std::vector<std::int64_t> found;
    for (const RuleVersion& version : rows_.versions(site_, before, limit))
      found.push_back(version.number);
    return found;
  }
  AuditVerification verification(Instant at = noon + 2s) {
    return verify_audit(site_, at, {audit_, chain_});
  }

  RuleRows rows_{pool_};
  AuditRows audit_{pool_};
};

using Numbers = std::vector<std::int64_t>;

TEST_F(RuleRowsTest, AVersionIsKeptAsItWasMade) {
  const RuleFiles files{{"rules.d/a.toml", "a = '{\"x\"}, \\ NULL'\n"},
                        {"words/b.txt", "\xC3\xA9"},
                        {"words/empty.txt", ""}};
  const auto made = std::get<RuleVersion>(
      rows_.add(site_, files, {0, "h1", noon + 1us, "Ann Editor", RuleSource::desk, {}}, {}));
  EXPECT_EQ(made.number, 1);
  const auto found = rows_.find(site_, 1);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->hash, "h1");
  EXPECT_EQ(found->made_at, noon + 1us);
  EXPECT_EQ(found->made_by, "Ann Editor");
  EXPECT_EQ(found->source, RuleSource::desk);
  EXPECT_FALSE(found->active_since);
  EXPECT_EQ(rows_.files_of(site_, 1), files);
  EXPECT_FALSE(rows_.find(site_, 2));
  EXPECT_FALSE(rows_.files_of(site_, 2));
  EXPECT_FALSE(rows_.active(site_));
}

TEST_F(RuleRowsTest, ASetMayBeAsLargeAsTheLimitAllows) {
  RuleFiles files;
  for (std::size_t i = 0; i < rule_files_max; ++i)
    files.emplace("words/" + std::to_string(i), std::string(rule_files_bytes_max / 200, 'x'));
  rows_.add(site_, files, {0, "large", noon, "", RuleSource::http, {}}, {});
  EXPECT_EQ(rows_.files_of(site_, 1), files);
}

TEST_F(RuleRowsTest, NumbersCountWithoutAGapAndTheNewestWithTheSameHashIsTaken) {
  EXPECT_EQ(add("h1").number, 1);
  EXPECT_EQ(add("h2").number, 2);
  EXPECT_EQ(add("h2").number, 2);
  EXPECT_EQ(add("h1").number, 3) << "not the newest";
  EXPECT_EQ(rows_.find_hash(site_, "h1")->number, 3);
  EXPECT_FALSE(rows_.find_hash(site_, "h9"));
  const SiteId elsewhere = ensure_sites(pool_, {"elsewhere"}).at("elsewhere");
  const auto there =
      rows_.add(elsewhere, {{"a", "a"}}, {0, "h1", noon, "", RuleSource::http, {}}, {});
  EXPECT_EQ(std::get<RuleVersion>(there).number, 1);
}

TEST_F(RuleRowsTest, WhatFilesSayIsOnRecordAlsoWhereAnEditorHasSaidIt) {
  EXPECT_FALSE(rows_.newest_of_files(site_));
  add("h1", RuleSource::shipped);
  add("h2", RuleSource::http);
  EXPECT_EQ(rows_.newest_of_files(site_)->number, 1);
  EXPECT_EQ(add("h2", RuleSource::files).number, 3);
  EXPECT_EQ(add("h2", RuleSource::files).number, 3);
  EXPECT_EQ(add("h2", RuleSource::http).number, 3);
  EXPECT_EQ(rows_.newest_of_files(site_)->number, 3);
}

TEST_F(RuleRowsTest, VersionsAreListedNewestFirst) {
  for (const char* hash : {"h1", "h2", "h3", "h4"}) add(hash);
  EXPECT_EQ(numbers({}, 10), (Numbers{4, 3, 2, 1}));
  EXPECT_EQ(numbers({}, 2), (Numbers{4, 3}));
  EXPECT_EQ(numbers(3, 2), (Numbers{2, 1}));
  EXPECT_EQ(numbers(1, 2), Numbers{});
}

TEST_F(RuleRowsTest, OneJudgesAndItsTimeIsKept) {
  add("h1");
  add("h2", RuleSource::http, by_ann(noon + 1s));
  EXPECT_EQ(rows_.active(site_)->number, 2);
  EXPECT_EQ(rows_.active(site_)->active_since, noon + 1s);
  const auto back = rows_.activate(site_, 1, by_ann(noon + 2s));
  EXPECT_EQ(std::get<RuleVersion>(back).active_since, noon + 2s);
  EXPECT_EQ(rows_.active(site_)->number, 1);
  EXPECT_FALSE(rows_.find(site_, 2)->active_since);
  EXPECT_TRUE(std::holds_alternative<NoSuchRules>(rows_.activate(site_, 3, by_ann(noon + 3s))));
  EXPECT_EQ(rows_.active(site_)->number, 1);
  const auto everywhere = rows_.active_everywhere();
  const auto found = std::ranges::find(everywhere, site_, &ActiveRules::site);
  ASSERT_NE(found, everywhere.end());
  EXPECT_EQ(found->number, 1);
}

TEST_F(RuleRowsTest, WhoActivatedIsKeptBesideWhoMadeIt) {
  add("h1", RuleSource::files, RuleActivation{{RuleSource::files}, noon, std::nullopt});
  EXPECT_EQ(rows_.active(site_)->activated_by, "");
  EXPECT_EQ(rows_.active(site_)->activation_source, RuleSource::files);
  add("h2", RuleSource::http);
  rows_.activate(site_, 2, {{RuleSource::desk, "Bea", moderator_.token}, noon, std::nullopt});
  EXPECT_EQ(rows_.active(site_)->made_by, "Ann");
  EXPECT_EQ(rows_.active(site_)->activated_by, "Bea");
  EXPECT_EQ(rows_.active(site_)->activation_source, RuleSource::desk);
  EXPECT_EQ(rows_.find(site_, 1)->activated_by, "");
  EXPECT_FALSE(rows_.find(site_, 1)->activation_source);
  rows_.activate(site_, 2, by_ann(noon + 1s));
  EXPECT_EQ(rows_.active(site_)->activated_by, "Bea") << "judged already";
}

TEST_F(RuleRowsTest, OfTwoWhoHaveSeenTheSameOneIsToldOfTheOther) {
  add("h1", RuleSource::http, by_ann());
  auto seen = by_ann(noon + 1s);
  seen.instead_of = {"h1"};
  add("h2", RuleSource::http, seen);
  const auto refused =
      rows_.add(site_, {{"words/a.txt", "h3"}}, {0, "h3", noon, "Bea", RuleSource::desk, {}}, seen);
  EXPECT_EQ(std::get<OthersJudge>(refused).active.number, 2);
  EXPECT_EQ(numbers({}, 10), (Numbers{2, 1})) << "nothing was written";
  add("h3");
  const auto switched = rows_.activate(site_, 3, seen);
  EXPECT_EQ(std::get<OthersJudge>(switched).active.activated_by, "Ann");
  EXPECT_EQ(rows_.active(site_)->number, 2);
  EXPECT_TRUE(std::holds_alternative<RuleVersion>(rows_.activate(site_, 2, seen)))
      << "it judges already";
  seen.instead_of = {"h9", "h2"};
  EXPECT_TRUE(std::holds_alternative<RuleVersion>(rows_.activate(site_, 3, seen)));
}

TEST_F(RuleRowsTest, AnActivationIsToldToTheInstances) {
  ChangeRows changes{pool_};
  const auto before = changes.changes_from(1).settled;
  add("h1", RuleSource::http, by_ann());
  rows_.activate(site_, 1, by_ann());
  std::vector<Change> here;
  for (const Change& change : changes.changes_from(before).changes) {
    if (change.site == site_) here.push_back(change);
  }
  ASSERT_EQ(here.size(), 1U) << "what judges already is no change";
  EXPECT_TRUE(here[0].is_of_site);
  EXPECT_FALSE(here[0].comment);
  put_article("1");
  for (const Change& change : changes.changes_from(before).changes)
    EXPECT_EQ(change.is_of_site, change.article.empty());
}

TEST_F(RuleRowsTest, TheAuditSaysWhoLetWhichRulesJudge) {
  add("h1", RuleSource::files, RuleActivation{{RuleSource::files}, noon, std::nullopt});
  EXPECT_EQ(count("audit_entry WHERE " + here()), "0") << "nobody did it";
  add("h2", RuleSource::http, with_entry("h2"));
  rows_.activate(site_, 1, with_entry("h1", noon + 1s));
  rows_.activate(site_, 1, with_entry("h1", noon + 2s));
  EXPECT_EQ(
      owner_sees("SELECT string_agg(comment_id || ' ' || decision || ' ' || version || ' ' || "
                 "token_id, ', ' ORDER BY id) FROM audit_entry WHERE " +
                 here()),
      "0 rules 2 " + std::to_string(moderator_.token.value) + ", 0 rules 1 " +
          std::to_string(moderator_.token.value));
  EXPECT_EQ(std::get<AuditVerified>(verification()).unsealed, 2);
  audit_.seal(site_, noon + 2s, chain_);
  const auto page = audit_.sealed_after(site_, {}, 10);
  ASSERT_EQ(page.entries.size(), 2U);
  EXPECT_EQ(page.entries[0].detail->note, "h2");
  EXPECT_EQ(page.entries[0].by_name, "Mo");
}

TEST_F(RuleRowsTest, TheChainHoldsOverDecisionsAndActivationsAndTellsWhatWasChanged) {
  const auto comment = RowsTest::add("held");
  decide(comment, {1}, Decision::approve);
  add("h1", RuleSource::http, with_entry("h1"));
  decide(comment, {2}, Decision::reject);
  audit_.seal(site_, noon + 1s, chain_);
  EXPECT_EQ(std::get<AuditVerified>(verification()).entries, 3);
  const auto tamper = [&](const std::string& sql) {
    pqxx::connection owner{database().owner_conninfo()};
    pqxx::nontransaction{owner}.exec(sql);
  };
  const std::string of_rules = " WHERE decision = 'rules' AND " + here();
  tamper("UPDATE audit_entry SET version = 2" + of_rules);
  EXPECT_TRUE(std::holds_alternative<AuditBroken>(verification()));
  tamper("UPDATE audit_entry SET version = 1" + of_rules);
  EXPECT_TRUE(std::holds_alternative<AuditVerified>(verification()));
  tamper("UPDATE audit_detail SET note = 'h9' WHERE note = 'h1' AND " + here());
  EXPECT_TRUE(std::holds_alternative<AuditBroken>(verification()));
}

TEST_F(RuleRowsTest, ManyAtOnceGetNumbersOfTheirOwn) {
  std::vector<std::thread> makers;
  for (int i = 0; i < 4; ++i) {
    makers.emplace_back([&, i] {
      for (int n = 0; n < 10; ++n) {
        const std::string hash = std::to_string(i) + "-" + std::to_string(n);
        add(hash, RuleSource::http, with_entry(hash));
      }
    });
  }
  for (auto& maker : makers) maker.join();
  EXPECT_EQ(numbers({}, 100).size(), 40U);
  EXPECT_EQ(numbers({}, 100).front(), 40);
  EXPECT_EQ(count("active_rule_set WHERE " + here()), "1");
  EXPECT_EQ(count("audit_entry WHERE " + here()), "40");
}

TEST_F(RuleRowsTest, TheServiceChangesNoVersion) {
  add("h1", RuleSource::http, by_ann());
  for (const char* sql : {"UPDATE rule_set SET made_by = 'x'", "DELETE FROM rule_set",
                          "UPDATE rule_file SET name = 'x'", "DELETE FROM rule_file",
                          "DELETE FROM active_rule_set", "TRUNCATE rule_set CASCADE"}) {
    pqxx::connection service{database().service_conninfo()};
    pqxx::nontransaction statement{service};
    EXPECT_THROW(statement.exec(sql), pqxx::insufficient_privilege) << sql;
  }
}

}  // namespace
}  // namespace copytaster::postgres::testing
