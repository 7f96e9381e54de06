#include "postgres/migrate.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include <pqxx/pqxx>

#include "postgres/connect.hpp"
#include "postgres/translate_faults.hpp"

namespace copytaster::postgres {
namespace {

constexpr auto server_version_min = 150000;

// Roles are recorded like a migration, so that new text is noticed; a migration removes the record,
// so that a runner that dies between the two leaves the grants due and not forgotten.
constexpr auto roles_number = 0;
constexpr auto roles_name = "roles.sql";

// Any constant will do as long as nothing else in this database uses it ("copytast" in ASCII).
constexpr auto lock_sql = "SELECT pg_advisory_xact_lock(7165069199115645812)";

constexpr auto ledger_sql = R"sql(
  CREATE TABLE schema_migration (
    number     integer PRIMARY KEY,
    name       text NOT NULL,
    sha256     text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
  );
  COMMENT ON TABLE schema_migration IS
    'Which numbered SQL files made this schema, and their content; 0 is roles.sql. No personal data.'
)sql";

constexpr auto record_sql = R"sql(
  INSERT INTO schema_migration (number, name, sha256) VALUES ($1, $2, $3)
  ON CONFLICT (number) DO UPDATE
    SET name = excluded.name, sha256 = excluded.sha256, applied_at = excluded.applied_at
)sql";

struct Due {
  Migration file;
  std::string sha256;
};

using Ledger = std::map<int, std::pair<std::string, std::string>>;  // number → name, sha256

std::string sha256(pqxx::transaction_base& step, const std::string& text) {
  return step.exec_params1("SELECT encode(sha256(convert_to($1, 'UTF8')), 'hex')", text)[0].c_str();
}

// Everything the binary brings, in the order of application; roles last.
std::vector<Due> files_of(pqxx::transaction_base& step, const Schema& schema) {
  std::vector<Due> files;
  for (const Migration& migration : schema.migrations)
    files.push_back({migration, sha256(step, migration.sql)});
  files.push_back({{roles_number, roles_name, schema.roles}, sha256(step, schema.roles)});
  return files;
}

bool has_ledger(pqxx::transaction_base& step) {
  return step.exec1("SELECT to_regclass('schema_migration') IS NOT NULL")[0].as<bool>();
}

Ledger read_ledger(pqxx::transaction_base& step) {
  Ledger ledger;
  if (!has_ledger(step)) return ledger;
  for (const auto& row : step.exec("SELECT number, name, sha256 FROM schema_migration"))
    ledger[row[0].as<int>()] = {row[1].c_str(), row[2].c_str()};
  return ledger;
}

void refuse_unknown(const Ledger& ledger, const std::vector<Due>& files) {
  for (const auto& [number, recorded] : ledger) {
    const bool known = std::any_of(files.begin(), files.end(), [&recorded](const Due& due) {
      return due.file.name == recorded.first;
    });
    if (!known)
      throw MigrationRefused("the database knows " + recorded.first + " (number " +
                             std::to_string(number) +
                             "), this copytaster does not: it is older than the database");
  }
}

// What is still to be applied. Applied files are never edited: correct one with a new one.
std::vector<Due> still_due(const Ledger& ledger, std::vector<Due> files) {
  refuse_unknown(ledger, files);
  std::vector<Due> due;
  for (Due& file : files) {
    const auto found = ledger.find(file.file.number);
    const bool is_recorded = found != ledger.end();
    const bool is_roles = file.file.number == roles_number;
    if (is_recorded && found->second.second == file.sha256 && !(is_roles && !due.empty())) continue;
    if (is_recorded && !is_roles)
      throw MigrationRefused(file.file.name + " was changed after it had been applied");
    if (!is_roles && !ledger.empty() && ledger.rbegin()->first > file.file.number)
      throw MigrationRefused(file.file.name + " was never applied, but later ones were");
    due.push_back(std::move(file));
  }
  return due;
}

// Class 42 (syntax, names, privileges) speaks of the file's own words; other texts may quote rows.
std::string reason(const pqxx::sql_error& error) {
  const std::string& sqlstate = error.sqlstate();
  std::string text = "SQLSTATE " + (sqlstate.empty() ? "none" : sqlstate);
  const std::string words = error.what();
  if (sqlstate.substr(0, 2) == "42") text += ", " + words.substr(0, words.find('\n'));
  if (sqlstate == "55P03") text += ", something else holds a lock: try again";
  return text;
}

// The limit of the first wait is for another runner's whole work, that of the second for a table
// lock: behind a waiting ALTER TABLE every reader queues up.
void begin_step(pqxx::work& step) {
  step.exec("SET LOCAL statement_timeout = 0");
  step.exec("SET LOCAL lock_timeout = '10min'");
  step.exec(lock_sql);
  step.exec("SET LOCAL lock_timeout = '5s'");
}

void run_file(pqxx::work& step, const Due& due) {
  try {
    step.exec(due.file.sql);
  } catch (const pqxx::sql_error& error) {
    throw MigrationRefused(due.file.name + " failed and was undone: " + reason(error));
  }
  if (due.file.number != roles_number)
    step.exec("DELETE FROM schema_migration WHERE number = " + std::to_string(roles_number));
  step.exec_params0(record_sql, due.file.number, due.file.name, due.sha256);
}

void require_suitable(pqxx::connection& connection) {
  if (connection.server_version() < server_version_min)
    throw MigrationRefused("this database is older than PostgreSQL 15");
  pqxx::nontransaction statements{connection};
  const std::string encoding = statements.exec1("SHOW server_encoding")[0].c_str();
  if (encoding != "UTF8")
    throw MigrationRefused("this database's encoding is " + encoding + " and must be UTF8");
}

// One transaction: the first file that is due, or none. The lock is taken before looking, so two
// runners never see the same file as due.
std::vector<Due> apply_next(pqxx::connection& connection, const Schema& schema) {
  pqxx::work step{connection};
  begin_step(step);
  if (!has_ledger(step)) step.exec(ledger_sql);
  std::vector<Due> due = still_due(read_ledger(step), files_of(step, schema));
  if (!due.empty()) run_file(step, due.front());
  step.commit();
  return due;
}

MigrateResult apply_all(pqxx::connection& connection, const Schema& schema) {
  MigrateResult result;
  std::vector<Due> due = apply_next(connection, schema);
  while (!due.empty()) {  // each turn leaves one less
    if (due.front().file.number == roles_number)
      result.roles_applied = true;
    else
      result.applied.push_back(due.front().file.name);
    due = apply_next(connection, schema);
  }
  return result;
}

}  // namespace

MigrateResult apply_migrations(const std::string& owner_conninfo, const Schema& schema) {
  const std::unique_ptr<Connection> connection = connect(owner_conninfo);
  return with_translated_faults([&] {
    require_suitable(*connection);
    return apply_all(*connection, schema);
  });
}

void apply_roles(const std::string& owner_conninfo, const Schema& schema) {
  const std::unique_ptr<Connection> connection = connect(owner_conninfo);
  with_translated_faults([&] {
    pqxx::work step{*connection};
    begin_step(step);
    run_file(step, files_of(step, schema).back());
    step.commit();
  });
}

std::vector<std::string> missing_migrations(const std::string& conninfo, const Schema& schema) {
  const std::unique_ptr<Connection> connection = connect(conninfo);
  return with_translated_faults([&] {
    pqxx::work step{*connection};
    std::vector<std::string> names;
    for (const Due& due : still_due(read_ledger(step), files_of(step, schema)))
      names.push_back(due.file.name);
    return names;
  });
}

}  // namespace copytaster::postgres
