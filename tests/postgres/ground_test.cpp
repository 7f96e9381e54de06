// Articles, tokens, sites, roles and plans: what everything else stands on.

#include <thread>

#include "postgres/migrate.hpp"
#include "postgres/purge.hpp"
#include "tests/postgres/rows_test.hpp"

namespace copytaster::postgres::testing {
namespace {

using GroundTest = RowsTest;

TEST_F(GroundTest, AnArticleKeepsWhatAChangeDoesNotName) {
  ArticleRows articles{pool_};
  const auto key = ArticleKey::parse("a").value();
  ArticleChange change;
  change.url = "https://news.example/a";
  change.title = "A";
  change.section = "politics";
  change.closes_at = noon;
  change.premoderation = Premoderation::rules;
  EXPECT_EQ(articles.put_article(site_, key, change, noon), ArticlePut::created);
  ArticleChange closing;
  closing.url = "https://news.example/b";
  closing.state = ArticleState::closed;
  EXPECT_EQ(articles.put_article(site_, key, closing, noon), ArticlePut::changed);
  const auto article = articles.find_article(site_, key).value();
  EXPECT_EQ(article.url, "https://news.example/b");
  EXPECT_EQ(article.section, "politics");
  EXPECT_EQ(article.state, ArticleState::closed);
  EXPECT_EQ(article.closes_at, noon);
  EXPECT_EQ(article.premoderation, Premoderation::rules);
  ArticleChange back;
  back.url = "https://news.example/b";
  back.never_closes = true;
  back.site_premoderation = true;
  articles.put_article(site_, key, back, noon);
  EXPECT_FALSE(articles.find_article(site_, key)->closes_at);
  EXPECT_FALSE(articles.find_article(site_, key)->premoderation);
  EXPECT_FALSE(articles.find_article(site_, ArticleKey::parse("b").value()));
}

TEST_F(GroundTest, ATokenIsFoundUntilItExpiresOrIsRevoked) {
  TokenRows tokens{pool_};
  const auto hash = [](char c) { return std::string(32, c); };
  tokens.create_token({site_, Role::editor, "Ed", true, noon + 1h, hash('e')}, noon);
  const auto found = tokens.find_token(hash('e'), noon);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->role, Role::editor);
  EXPECT_EQ(found->name, "Ed");
  EXPECT_EQ(found->site, site_);
  EXPECT_TRUE(found->see_email);
  EXPECT_FALSE(tokens.find_token(hash('e'), noon + 1h));
  EXPECT_FALSE(tokens.find_token(hash('x'), noon));
  pqxx::connection owner{database().owner_conninfo()};
  pqxx::nontransaction{owner}.exec("UPDATE api_token SET revoked_at = now() WHERE name = 'Ed'");
  EXPECT_FALSE(tokens.find_token(hash('e'), noon));
}

TEST_F(GroundTest, SitesKeepTheirNumbers) {
  const auto first = ensure_sites(pool_, {"b1", "a1"});
  const auto again = ensure_sites(pool_, {"a1", "c1"});
  EXPECT_EQ(first.at("a1"), again.at("a1"));
  EXPECT_NE(again.at("a1"), again.at("c1"));
}

TEST_F(GroundTest, TheFirstKeyFileIsTheOne) {
  test::TestDatabase fresh;
  Pool pool{{fresh.service_conninfo(), 1}};
  EXPECT_FALSE(has_key_file(pool));
  EXPECT_TRUE(fits_key_file(pool, std::string(16, 'a')));
  EXPECT_TRUE(has_key_file(pool));
  EXPECT_TRUE(fits_key_file(pool, std::string(16, 'a')));
  EXPECT_FALSE(fits_key_file(pool, std::string(16, 'b')));
}

TEST_F(GroundTest, AMoveToAnotherClusterBeginsAnotherEpoch) {
  test::TestDatabase fresh;
  Pool pool{{fresh.service_conninfo(), 1}};
  pqxx::connection owner{fresh.owner_conninfo()};
  pqxx::nontransaction look{owner};
  settle_epoch(pool);
  EXPECT_EQ(look.exec1("SELECT epoch FROM installation")[0].as<int>(), 1);
  look.exec("UPDATE installation SET system_id = 7");
  settle_epoch(pool);
  settle_epoch(pool);
  EXPECT_EQ(look.exec1("SELECT epoch FROM installation")[0].as<int>(), 2);
}

/// Each statement as the service's role; what it may not do must fail for want of privilege.
TEST_F(GroundTest, TheServiceMayNotDoMoreThanItsWork) {
  decide(add("held"), {1}, Decision::approve);
  pqxx::connection service{database().service_conninfo()};
  for (const char* forbidden :
       {"CREATE TABLE mine (x int)", "ALTER TABLE comment ADD COLUMN x int", "DROP TABLE comment",
        "CREATE INDEX mine ON comment (id)", "TRUNCATE comment", "CREATE SCHEMA mine",
        "UPDATE audit_entry SET decision = 'spam'", "DELETE FROM audit_entry",
        "TRUNCATE audit_entry", "SELECT sealed FROM comment", "SELECT * FROM comment",
        "UPDATE comment SET id = id", "UPDATE comment SET created_at = now()",
        "UPDATE api_token SET role = 'admin'", "DELETE FROM article", "DELETE FROM site",
        "UPDATE schema_migration SET sha256 = ''", "DELETE FROM installation"}) {
    pqxx::nontransaction statement{service};
    EXPECT_THROW(statement.exec(forbidden), pqxx::insufficient_privilege) << forbidden;
  }
}

TEST_F(GroundTest, TheServicesStatementsAreLimitedInTime) {
  pqxx::connection service{database().service_conninfo()};
  pqxx::nontransaction look{service};
  EXPECT_EQ(look.exec1("SHOW statement_timeout")[0].as<std::string>(), "3s");
  EXPECT_EQ(look.exec1("SHOW lock_timeout")[0].as<std::string>(), "1s");
  EXPECT_EQ(look.exec1("SHOW idle_in_transaction_session_timeout")[0].as<std::string>(), "5s");
}

TEST_F(GroundTest, ReadingIsDoneOnceMoreWhereTheLinkBrokeUnderIt) {
  Pool pool{{database().service_conninfo(), 1}};
  int tries = 0;
  const auto breaking_until = [&](int last) {
    tries = 0;
    return pool.read([&](pqxx::connection& connection) {
      pqxx::nontransaction read{connection};
      if (++tries < last) read.exec_params("SELECT pg_terminate_backend(pg_backend_pid())");
      return read.exec1("SELECT 7")[0].as<int>();
    });
  };
  EXPECT_EQ(breaking_until(2), 7);
  EXPECT_EQ(tries, 2);
  EXPECT_THROW(breaking_until(3), InDoubt);
  EXPECT_EQ(tries, 2);
}

TEST_F(GroundTest, ReadingIsNotDoneOnceMoreAfterASilence) {
  PoolSettings impatient{database().service_conninfo(), 1};
  impatient.wait_max = std::chrono::milliseconds{50};
  impatient.lease_max = std::chrono::milliseconds{100};
  Pool pool{impatient};
  int tries = 0;
  EXPECT_THROW(pool.read([&](pqxx::connection& connection) {
    ++tries;
    pqxx::nontransaction read{connection};
    read.exec_params("SELECT pg_sleep(2)");
  }),
               InDoubt);
  EXPECT_EQ(tries, 1);
}

TEST_F(GroundTest, AClosedPoolLendsNothingAndKeepsNobodyWaiting) {
  Pool pool{{database().service_conninfo(), 1}};
  const auto nothing = [](pqxx::connection&) noexcept {};
  pool.with([&](pqxx::connection&) {
    std::thread waits{[&] { EXPECT_THROW(pool.with(nothing), StoreUnavailable); }};
    pool.close();
    waits.join();
  });
  EXPECT_THROW(pool.with(nothing), StoreUnavailable);
}

/// The schema tells an operator what is personal, and every table what it is for.
TEST_F(GroundTest, EveryTableAndEveryPersonalColumnIsExplained) {
  EXPECT_EQ(owner_sees("SELECT string_agg(c.relname, ' ') FROM pg_class c "
                       "WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace "
                       "AND obj_description(c.oid, 'pg_class') IS NULL"),
            "");
  EXPECT_EQ(owner_sees("SELECT string_agg(a.attrelid::regclass || '.' || a.attname, ' ') "
                       "FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
                       "WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace "
                       "AND a.attname IN ('author', 'url', 'text', 'author_index', 'name_index', "
                       "'pseudonym', 'sealed', 'content_hash', 'saying_hash', 'reason', 'note') "
                       "AND c.relname NOT IN ('article', 'pseudonym_key') "
                       "AND coalesce(col_description(a.attrelid, a.attnum), '') "
                       "NOT LIKE '%personal data%' "
                       "AND coalesce(col_description(a.attrelid, a.attnum), '') "
                       "NOT LIKE 'Personal data%'"),
            "");
}

Schema schema_of(std::initializer_list<EmbeddedFile> files) {
  const std::vector<EmbeddedFile> all{files};
  return schema_from(all);
}

constexpr EmbeddedFile first_file{"sql/migrations/0001_a.sql",
                                  "-- Why: a.\nCREATE TABLE a (x int);"};
constexpr EmbeddedFile second_file{"sql/migrations/0002_b.sql",
                                   "-- Why: b.\nCREATE TABLE b (x int);"};
constexpr EmbeddedFile no_roles{"sql/roles.sql", "-- Why: none.\nSELECT 1;"};

std::string refusal_of(const test::TestDatabase& database, const Schema& schema) {
  try {
    apply_migrations(database.owner_conninfo(), schema);
    return "";
  } catch (const MigrationRefused& refused) {
    return refused.what();
  }
}

TEST(Migrate, AppliesEachFileOnce) {
  test::TestDatabase database{test::Content::nothing};
  const auto schema = schema_of({first_file, second_file, no_roles});
  EXPECT_EQ(apply_migrations(database.owner_conninfo(), schema).applied,
            (std::vector<std::string>{"0001_a.sql", "0002_b.sql"}));
  const auto again = apply_migrations(database.owner_conninfo(), schema);
  EXPECT_TRUE(again.applied.empty());
  EXPECT_FALSE(again.roles_applied);
}

TEST(Migrate, StopsAtAChangedOrUnknownFileAndNamesIt) {
  test::TestDatabase database{test::Content::nothing};
  apply_migrations(database.owner_conninfo(), schema_of({first_file, second_file, no_roles}));
  const EmbeddedFile changed{"sql/migrations/0001_a.sql", "-- Why: a.\nCREATE TABLE a (x bigint);"};
  EXPECT_EQ(refusal_of(database, schema_of({changed, second_file, no_roles})),
            "0001_a.sql was changed after it had been applied");
  const auto older = refusal_of(database, schema_of({first_file, no_roles}));
  EXPECT_NE(older.find("0002_b.sql"), std::string::npos) << older;
}

TEST(Migrate, AFileThatFailsLeavesNothingBehind) {
  test::TestDatabase database{test::Content::nothing};
  const EmbeddedFile half{"sql/migrations/0002_b.sql",
                          "-- Why: b.\nCREATE TABLE half (x int);\nSELECT nonsense;"};
  const auto said = refusal_of(database, schema_of({first_file, half, no_roles}));
  EXPECT_NE(said.find("0002_b.sql failed and was undone"), std::string::npos) << said;
  pqxx::connection owner{database.owner_conninfo()};
  pqxx::nontransaction look{owner};
  EXPECT_TRUE(look.exec1("SELECT to_regclass('half') IS NULL")[0].as<bool>());
  EXPECT_EQ(look.exec1("SELECT max(number) FROM schema_migration")[0].as<int>(), 1);
  EXPECT_EQ(refusal_of(database, schema_of({first_file, second_file, no_roles})), "");
}

TEST(Migrate, TwoInstancesAtOnceApplyEachFileOnce) {
  test::TestDatabase database{test::Content::nothing};
  const auto schema = schema_of({first_file, second_file, no_roles});
  std::vector<std::size_t> applied(4);
  std::vector<std::thread> instances;
  for (auto& count : applied)
    instances.emplace_back(
        [&] { count = apply_migrations(database.owner_conninfo(), schema).applied.size(); });
  for (auto& instance : instances) instance.join();
  std::size_t all = 0;
  for (const auto count : applied) all += count;
  EXPECT_EQ(all, 2U);
}

TEST(Migrate, RefusesAListWithAGapOrAStrangeName) {
  const EmbeddedFile third{"sql/migrations/0003_c.sql", "-- Why: c.\nSELECT 1;"};
  const EmbeddedFile strange{"sql/migrations/first.sql", "-- Why: c.\nSELECT 1;"};
  const EmbeddedFile silent{"sql/migrations/0002_b.sql", "SELECT 1;"};
  EXPECT_THROW(schema_of({first_file, third, no_roles}), MigrationRefused);
  EXPECT_THROW(schema_of({strange, no_roles}), MigrationRefused);
  EXPECT_THROW(schema_of({first_file, silent, no_roles}), MigrationRefused);
  EXPECT_THROW(schema_of({first_file}), MigrationRefused);
}

TEST(Durability, IsRefusedWhenItIsOff) {
  test::TestDatabase database;
  pqxx::connection owner{database.owner_conninfo()};
  const auto run = [&owner](const std::string& sql) {
    pqxx::nontransaction statement{owner};
    const auto rows = statement.exec(sql);
    return rows.empty() ? std::string{} : std::string{rows[0][0].c_str()};
  };
  // A server takes its new settings up in its own time.
  const auto reload_until = [&run](const std::string& setting, const std::string& value) {
    run("SELECT pg_reload_conf()");
    for (int i = 0; i < 500 && run("SHOW " + setting) != value; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds{20});
    ASSERT_EQ(run("SHOW " + setting), value);
  };
  for (const std::string setting : {"fsync", "full_page_writes", "synchronous_commit"}) {
    const bool of_session = setting == "synchronous_commit";
    run(of_session ? "SET synchronous_commit = off" : "ALTER SYSTEM SET " + setting + " = off");
    reload_until(setting, "off");
    try {
      refuse_unsafe_durability(owner);
      ADD_FAILURE() << setting << " was let pass";
    } catch (const UnsafeDurability& unsafe) {
      EXPECT_NE(std::string{unsafe.what()}.find(setting), std::string::npos) << unsafe.what();
    }
    run(of_session ? "SET synchronous_commit = on" : "ALTER SYSTEM RESET " + setting);
    reload_until(setting, "on");
  }
}

/// With many rows every request path finds its way by an index.
TEST_F(GroundTest, NoRequestPathReadsAWholeTable) {
  pqxx::connection owner{database().owner_conninfo()};
  pqxx::nontransaction look{owner};
  const std::string site = std::to_string(site_.value);
  look.exec(
      "INSERT INTO comment (site_id, id, article_id, state, author, text, author_index, "
      "name_index, sealed, verdict, created_at, published_at) SELECT " +
      site +
      ", 1000000 + n, n % 500, (n % 4), 'A', 'T', decode(md5(n::text), 'hex'), "
      "decode(md5(n::text), 'hex'), 's', '{}', now() - n * interval '1 second', "
      "CASE WHEN n % 4 = 1 THEN now() END FROM generate_series(1, 50000) n");
  look.exec(
      "INSERT INTO queue SELECT site_id, id, article_id, created_at FROM comment "
      "WHERE state = 0 AND site_id = " +
      site + " ON CONFLICT DO NOTHING");
  look.exec(
      "INSERT INTO intake SELECT site_id, decode(md5(id::text), 'hex'), "
      "decode(md5(id::text), 'hex'), decode(md5(id::text), 'hex'), id, state, created_at "
      "FROM comment WHERE site_id = " +
      site + " ON CONFLICT DO NOTHING");
  look.exec(
      "INSERT INTO audit_entry (site_id, batch, comment_id, token_id, decision, from_state, "
      "to_state, version, at) SELECT " +
      site + ", n, n, n % 1000, 'approve', 0, 1, 2, now() FROM generate_series(1, 10000) n");
  look.exec("ANALYZE");
  const auto plan = [&](const std::string& sql) {
    std::string text;
    for (const auto& row : look.exec("EXPLAIN " + sql)) text += std::string{row[0].c_str()} + "\n";
    return text;
  };
  const std::string statements[] = {
      "SELECT * FROM queue WHERE site_id = " + site + " ORDER BY created_at, comment_id LIMIT 51",
      "SELECT * FROM comment WHERE site_id = " + site +
          " AND article_id = 7 AND published_at IS NOT NULL ORDER BY created_at, id LIMIT 51",
      "SELECT * FROM comment WHERE site_id = " + site +
          " AND state = 3 ORDER BY created_at, id LIMIT 51",
      "SELECT * FROM comment WHERE site_id = " + site +
          " AND article_id = 7 AND state = 3 ORDER BY created_at, id LIMIT 51",
      "SELECT * FROM audit_entry WHERE token_id = 7",
      "SELECT * FROM comment WHERE site_id = " + site +
          " AND published_at IS NOT NULL AND (change_xid, id) > ('5', 5) "
          "ORDER BY change_xid, id LIMIT 100",
      "SELECT * FROM intake WHERE site_id = " + site + " AND key = 'x'",
      "SELECT * FROM comment WHERE site_id = " + site +
          " AND author_index = decode(md5('7'), 'hex') AND state <> 0",
      "SELECT * FROM intake WHERE created_at < now() - interval '48 hours' "
      "ORDER BY created_at LIMIT 1000"};
  for (const std::string& sql : statements) {
    const auto text = plan(sql);
    EXPECT_EQ(text.find("Seq Scan"), std::string::npos) << sql << "\n" << text;
  }
}

}  // namespace
}  // namespace copytaster::postgres::testing
