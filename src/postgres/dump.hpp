#pragma once
// A whole database into one archive and back, by PostgreSQL's own pg_dump and pg_restore, and what
// one says about such a database: enough to know later whether all of it came back.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "postgres/connect.hpp"
#include "postgres/migrate.hpp"
#include "postgres/sealing_store.hpp"

namespace copytaster::postgres {

/// Why there is no archive, or why it did not come back; one line, without a reader's words.
struct DumpRefused : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct AppliedMigration {
  int number = 0;
  std::string name;
  std::string sha256;
};

struct Content {
  std::string created_at;  ///< RFC 3339, by the database's clock
  std::string system_id;   ///< of the cluster
  std::vector<AppliedMigration> migrations;
  std::map<std::string, std::int64_t> rows;  ///< by table
  std::string index_fingerprint;             ///< empty: no key file was ever used with it
  std::vector<RecordedKey> sealing_keys;
};

/// One moment of a database, which stays as it is for as long as this lives.
class Snapshot {
 public:
  explicit Snapshot(const std::string& owner_conninfo);
  ~Snapshot();
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

  const std::string& name() const { return name_; }
  Content content();

 private:
  std::unique_ptr<Connection> connection_;
  std::string name_;
};

/// How a program of PostgreSQL's is run for us.
struct Archiving {
  std::string owner_conninfo;
  int file = -1;                 ///< of the archive
  std::filesystem::path errors;  ///< where the program may write what it has to say
  std::function<void()> meanwhile;
};

/// Writes the archive of that moment. Throws DumpRefused.
void write_archive(const Archiving& archiving, const Snapshot& snapshot);

/// Reads it back, all of it or nothing: in one transaction. Privileges are not in it. Throws
/// DumpRefused.
void read_archive(const Archiving& archiving);

/// What stands in the way of a restore.
struct Target {
  bool has_history = false;         ///< comments or audit entries
  std::vector<std::string> tables;  ///< of ours or of anybody
  int services = 0;                 ///< connections of copytaster, from any machine
};
Target look_at_target(const std::string& owner_conninfo);

/// Of every table, in this moment.
std::map<std::string, std::int64_t> rows_by_table(const std::string& owner_conninfo);

/// After a restore: no export cursor of before means anything, nor does an old list of changes.
/// `system_id`: of the cluster that the archive was made in; numbers of another one's transactions
/// are brought into this one's past, in their order, or nothing would be exported for a long time.
void begin_epoch(const std::string& owner_conninfo, const std::string& system_id);

}  // namespace copytaster::postgres
