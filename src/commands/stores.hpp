#pragma once
// A subcommand's way to the database: opened, checked, and left again when the command ends.

#include <map>
#include <string>

#include "commands/database.hpp"
#include "copytaster/domain/ids.hpp"
#include "postgres/pool.hpp"
#include "settings.hpp"

namespace copytaster::commands {

class Stores {
 public:
  /// Throws Refused when the schema is not this binary's.
  explicit Stores(const Settings& settings);

  postgres::Pool& pool() { return pool_; }
  const std::string& conninfo() const { return database_.service(); }
  SiteId site(const std::string& name);
  /// All that the database knows, also those that the settings have given up.
  std::map<std::string, SiteId> sites();
  /// The database's time.
  Instant now();
  void close() { database_.close(); }

 private:
  Database database_;
  postgres::Pool pool_;
};

}  // namespace copytaster::commands
