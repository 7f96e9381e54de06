#pragma once
// The private PostgreSQL of `copytaster serve` without a database setting: it lives in the data
// directory, listens on a unix socket alone and runs for as long as somebody uses it.

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "postgres/cluster_files.hpp"
#include "postgres/file_lock.hpp"
#include "postgres/run_program.hpp"

namespace copytaster::postgres {

struct ClusterSettings {
  std::filesystem::path data;        ///< made, for its user alone, when missing
  std::optional<SystemUser> run_as;  ///< who runs PostgreSQL; none: the effective user, never root
  std::vector<std::string> extra;    ///< lines for the end of postgresql.conf
  bool sync_initdb = true;           ///< off for tests: their cluster need not survive a power cut
  std::chrono::seconds limit{120};   ///< for start, crash recovery and stop each
};

enum class ClusterRole {
  owner,    ///< superuser: migrates, then disconnects
  service,  ///< no DDL; what it may do is granted in sql/roles.sql
};

/// Holding one keeps the cluster running, among any number of processes: the first makes and
/// starts it, the last one out stops it. One whose users were all killed is taken over as it runs.
class EmbeddedCluster {
 public:
  /// Returns when the cluster answers and holds the database and both roles. Throws ClusterRefused.
  explicit EmbeddedCluster(ClusterSettings settings);

  /// As close(), but silent: a cluster that would not stop is taken over by the next user.
  ~EmbeddedCluster();
  EmbeddedCluster(const EmbeddedCluster&) = delete;
  EmbeddedCluster& operator=(const EmbeddedCluster&) = delete;

  /// Leaves, and stops the cluster if nobody else uses it. Throws ClusterRefused when it does not
  /// stop in time. Nothing happens the second time.
  void close();

  /// What libpq needs to connect.
  std::string conninfo_for(ClusterRole role, std::string_view database = cluster_database) const;

 private:
  struct Prepared {};
  EmbeddedCluster(Prepared, ClusterSettings settings);

  void join();
  void initialise(const FileLock& starting);
  void require_major() const;
  void await_answer();
  bool start();
  void write_settings() const;
  void make_database() const;
  bool succeeds(const std::string& program, std::vector<std::string> arguments,
                std::optional<int> inherits = {}) const;
  ClusterRefused refusal(const std::string& program) const;
  std::unique_ptr<FileLock> start_lock() const;
  bool answers() const;

  ClusterSettings settings_;
  ClusterPlace place_;
  std::filesystem::path binaries_;
  std::unique_ptr<FileLock> users_;
};

}  // namespace copytaster::postgres
