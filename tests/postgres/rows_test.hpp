#pragma once
// A database with the schema for a suite, a site of its own for each test, and comments in it.

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <pqxx/pqxx>

#include "postgres/article_store.hpp"
#include "postgres/decision_store.hpp"
#include "postgres/intake_store.hpp"
#include "postgres/site_store.hpp"
#include "postgres/token_store.hpp"
#include "security/audit_chain.hpp"
#include "tests/app/fakes.hpp"
#include "tests/support/test_cluster.hpp"

namespace copytaster::postgres::testing {

using namespace std::chrono_literals;

constexpr Instant noon{std::chrono::sys_days{std::chrono::year{2026} / 11 / 23} + 12h};

/// What one comment of a test is about.
struct Wanted {
  std::string text = "I read this twice and still disagree.";
  State state = State::pending;
  std::string article = "1";
  std::optional<std::int64_t> parent = std::nullopt;
  std::string email = "ann@example.com";
  std::string key = "";  ///< empty: one of its own
  Instant at = noon;
  std::int64_t campaign = 0;
};

class RowsTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { database_ = std::make_unique<test::TestDatabase>(); }
  static void TearDownTestSuite() { database_.reset(); }

  RowsTest() {
    site_ = ensure_sites(pool_, {site_name_}).at(site_name_);
    put_article("1");
    TokenRows tokens{pool_};
    const NewToken token{site_, Role::moderator, "Mo", false, {}, std::string(28, 't') + number()};
    moderator_ = {tokens.create_token(token, noon), site_, Role::moderator, false, "Mo"};
  }

  static const test::TestDatabase& database() { return *database_; }

  Article put_article(const std::string& key, const std::string& section = "") {
    ArticleChange change;
    change.url = "https://news.example/" + key;
    change.section = section;
    ArticleRows articles{pool_};
    articles.put_article(site_, ArticleKey::parse(key).value(), change, noon);
    return articles.find_article(site_, ArticleKey::parse(key).value()).value();
  }

  WaitingComment waiting(const Wanted& wanted) const {
    test::FormParts parts;
    parts.text = wanted.text;
    parts.email = wanted.email;
    parts.parent = wanted.parent;
    WaitingComment waiting = test::a_waiting(parts, wanted.key, wanted.article);
    if (wanted.key.empty()) waiting.key = {test::digest_of("random " + number())};
    waiting.site = site_;
    return waiting;
  }

  struct Added {
    CommentId id;
    std::optional<EarlierAnswer> earlier;
  };
  /// All in one batch.
  std::vector<Added> add_all(const std::vector<Wanted>& all) {
    std::vector<WaitingComment> waiting;
    for (const Wanted& one : all) waiting.push_back(this->waiting(one));
    const auto facts = intake_.facts_for(waiting, all.front().at);
    const auto ids = intake_.take_ids(all.size());
    std::vector<NewComment> comments;
    for (std::size_t i = 0; i < all.size(); ++i) {
      Verdict verdict;
      verdict.state = all[i].state;
      Facts seen = facts[i].facts;
      if (all[i].campaign != 0) seen.campaign = CampaignId{all[i].campaign};
      comments.push_back(
          {&waiting[i], ids[i], facts[i].article.value().id, verdict, seen, {"sealed"}});
    }
    const auto earlier = intake_.add(comments, all.front().at);
    std::vector<Added> added;
    for (std::size_t i = 0; i < all.size(); ++i) added.push_back({ids[i], earlier[i]});
    return added;
  }
  std::vector<CommentId> add_many(int count) {
    std::vector<Wanted> all(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
      all[static_cast<std::size_t>(i)].text = "comment " + std::to_string(i);
      all[static_cast<std::size_t>(i)].email = "ann" + std::to_string(i % 7) + "@example.com";
    }
    std::vector<CommentId> ids;
    for (const Added& one : add_all(all)) ids.push_back(one.id);
    return ids;
  }
  CommentId add_one(const Wanted& wanted) { return add_all({wanted}).front().id; }
  CommentId add(const std::string& text, State state = State::pending) {
    return add_one({.text = text, .state = state});
  }

  DecidedBatch decide(CommentId id, Version version, Decision decision, Instant at = noon) {
    const DecisionRequest request{id, version, decision, "reason", "note"};
    DecisionRows decisions{pool_};
    return decide_comments(std::span{&request, 1}, moderator_, at, {decisions, chain_});
  }

  /// What an operator sees who looks into the database.
  std::string owner_sees(const std::string& sql) const {
    pqxx::connection connection{database().owner_conninfo()};
    pqxx::nontransaction look{connection};
    const auto rows = look.exec(sql);
    return rows.empty() || rows[0][0].is_null() ? "" : rows[0][0].c_str();
  }
  std::string count(const std::string& table_and_where) const {
    return owner_sees("SELECT count(*) FROM " + table_and_where);
  }
  std::string here() const { return "site_id = " + std::to_string(site_.value); }

  static std::string number() {
    const std::string digits = std::to_string(++numbers_);
    return std::string(4 - std::min<std::size_t>(4, digits.size()), '0') + digits;
  }

 private:
  static inline std::unique_ptr<test::TestDatabase> database_;
  static inline int numbers_ = 0;

 protected:
  Pool pool_{{database_->service_conninfo(), 4}};
  const std::string site_name_ = "site" + number();
  SiteId site_;
  Principal moderator_;
  IntakeRows intake_{pool_};
  security::SodiumAuditChain chain_{security::MasterKey{7}};
};

}  // namespace copytaster::postgres::testing
