#pragma once
// A real PostgreSQL for tests: one private cluster per test process, made when first asked for and
// gone when the process ends, however it ends. As root it runs as the system user `copytaster`.

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>

#include "postgres/run_program.hpp"

namespace copytaster::test {

/// Who runs PostgreSQL: `copytaster` when we are root (script/install makes that user), else we.
std::optional<postgres::SystemUser> cluster_user();

/// A directory under /tmp that belongs to the cluster's user. When this object or the process goes,
/// even killed, a cluster that still runs in `postgres` below is stopped and all is removed.
class TestDirectory {
 public:
  TestDirectory();
  ~TestDirectory();
  TestDirectory(const TestDirectory&) = delete;
  TestDirectory& operator=(const TestDirectory&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  pid_t cleaner_ = 0;
  int pipe_ = -1;
};

enum class Content {
  schema,   ///< all embedded migrations and roles
  nothing,  ///< for tests of migrations
};

/// A fresh database in the process's cluster, dropped at the end with whoever is still connected.
class TestDatabase {
 public:
  explicit TestDatabase(Content content = Content::schema);
  ~TestDatabase();
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  const std::string& name() const { return name_; }
  std::string owner_conninfo() const;
  std::string service_conninfo() const;

 private:
  std::string name_;
};

}  // namespace copytaster::test
