#pragma once
// Brings a database's schema to what this binary was built with: numbered files, forward only,
// each in one transaction, each recorded with its SHA-256; then the roles' grants.

#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "embedded_files.hpp"

namespace copytaster::postgres {

/// Why the schema was left as it is, in one line that names the file.
struct MigrationRefused : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct Migration {
  int number = 0;
  std::string name;  ///< "0001_first_tables.sql"
  std::string sql;
};

struct Schema {
  std::vector<Migration> migrations;  ///< numbers 1, 2, 3 …
  std::string roles;                  ///< sql/roles.sql: may be run any number of times
};

/// Picks sql/migrations/NNNN_name.sql and sql/roles.sql. Throws MigrationRefused for another name,
/// a gap, a number used twice, a first line that is no comment, a NUL, or missing roles.
Schema schema_from(std::span<const EmbeddedFile> files);

struct MigrateResult {
  std::vector<std::string> applied;  ///< names of files, in order
  bool roles_applied = false;
};

/// Runs with the owner's login. Roles follow whenever a migration or their own text is new. Any
/// number of instances may do this at once: each file is applied exactly once. Throws
/// MigrationRefused when a recorded file has changed, is unknown here (the database is newer than
/// this binary) or fails, with nothing of that file left behind; StoreUnavailable as any store.
MigrateResult apply_migrations(const std::string& owner_conninfo, const Schema& schema);

/// Grants again, as after a restore into a cluster where the service's role was missing.
void apply_roles(const std::string& owner_conninfo, const Schema& schema);

/// The names of files that `copytaster migrate` would apply, for a login that may only look (it
/// needs SELECT on schema_migration). Throws as apply_migrations.
std::vector<std::string> missing_migrations(const std::string& conninfo, const Schema& schema);

}  // namespace copytaster::postgres
