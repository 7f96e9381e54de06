#include "postgres/embedded_cluster.hpp"

#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <thread>
#include <utility>

#include <libpq-fe.h>
#include <pqxx/pqxx>

#include "postgres/connect.hpp"
#include "postgres/connection_settings.hpp"
#include "postgres/postmaster.hpp"

namespace copytaster::postgres {
namespace {

namespace fs = std::filesystem;

uid_t cluster_user(const ClusterSettings& settings) {
  const uid_t user = settings.run_as ? settings.run_as->user : ::geteuid();
  if (user != 0) return user;
  throw ClusterRefused("PostgreSQL does not run as root: run copytaster as another user");
}

std::vector<std::string> mapped_users(const ClusterSettings& settings) {
  std::vector<std::string> names;
  for (const uid_t user : {::geteuid(), cluster_user(settings), uid_t{0}}) {
    const passwd* entry = ::getpwuid(user);
    if (entry == nullptr)
      throw ClusterRefused("user id " + std::to_string(user) +
                           " has no name in /etc/passwd, and "
                           "PostgreSQL will not run for it");
    if (std::find(names.begin(), names.end(), entry->pw_name) == names.end())
      names.emplace_back(entry->pw_name);
  }
  return names;
}

std::string first_line(const fs::path& file) {
  std::ifstream text{file};
  std::string line;
  std::getline(text, line);
  return line;
}

// pg_upgradecluster knows only Debian's own clusters. Our next start writes the files that the
// new cluster lacks.
std::string upgrade_command(const ClusterPlace& place, const std::string& major,
                            const fs::path& binaries) {
  const std::string old = place.postgres.string() + "." + major;
  const std::string here = "'" + place.data.string() + "'";
  return "cd " + here + " && mv postgres 'postgres." + major + "' && " +
         (binaries / "initdb").string() + " -D postgres -U " + owner_role +
         " -A trust -E UTF8 --locale=C.UTF-8 --data-checksums && " +
         (binaries / "pg_upgrade").string() + " -U " + owner_role + " -b /usr/lib/postgresql/" +
         major + "/bin -B " + binaries.string() + " -d '" + old + "' -D '" +
         place.postgres.string() + "'";
}

}  // namespace

EmbeddedCluster::EmbeddedCluster(ClusterSettings settings)
    : EmbeddedCluster(Prepared{}, std::move(settings)) {
  join();  // from here on a failure runs the destructor, which leaves again
}

EmbeddedCluster::EmbeddedCluster(Prepared, ClusterSettings settings)
    : settings_(std::move(settings)),
      place_(cluster_place(settings_.data, cluster_user(settings_))),
      binaries_(postgres_binaries()) {
  make_directory(place_.data, settings_.run_as);
  users_ = std::make_unique<FileLock>(place_.data / "cluster.users.lock");
}

EmbeddedCluster::~EmbeddedCluster() {
  try {
    close();
  } catch (const std::exception&) {
    // Nobody is left to tell, and nothing is lost: the next user takes the running cluster over.
  }
}

void EmbeddedCluster::close() {
  if (!users_) return;
  const std::unique_ptr<FileLock> users = std::move(users_);
  const std::unique_ptr<FileLock> starting = start_lock();
  if (!users->try_lock(FileLock::Kind::exclusive)) return;  // somebody else stays
  if (running_postmaster(place_.postgres) == 0) return;
  if (!succeeds("pg_ctl", {"-D", place_.postgres.string(), "-m", "fast", "-w", "-t",
                           std::to_string(settings_.limit.count()), "stop"}))
    throw refusal("pg_ctl stop");
}

std::string EmbeddedCluster::conninfo_for(ClusterRole role, std::string_view database) const {
  const char* user = role == ClusterRole::owner ? owner_role : service_role;
  return "host=" + conninfo_value(place_.sockets.string()) + " port=5432 user=" + user +
         " dbname=" + conninfo_value(database);
}

// Everybody comes and goes under this lock, so nobody joins a cluster that is being stopped.
std::unique_ptr<FileLock> EmbeddedCluster::start_lock() const {
  auto lock = std::make_unique<FileLock>(place_.data / "cluster.start.lock");
  if (!lock->lock_within(FileLock::Kind::exclusive, 2 * settings_.limit))
    throw ClusterRefused("another process has been starting or stopping the database in " +
                         place_.data.string() + " for too long");
  return lock;
}

void EmbeddedCluster::join() {
  const std::unique_ptr<FileLock> starting = start_lock();
  if (!users_->try_lock(FileLock::Kind::shared))
    throw ClusterRefused((place_.data / "cluster.users.lock").string() +
                         " is locked by a stranger");
  if (!fs::exists(place_.postgres / "PG_VERSION")) initialise(*starting);
  require_major();
  await_answer();
  make_database();
}

// A cluster that is only half made never bears the name of a whole one. Should we be killed, initdb
// still holds the start lock until it ends, so nobody clears its directory under it.
void EmbeddedCluster::initialise(const FileLock& starting) {
  if (fs::exists(place_.postgres) && !fs::is_empty(place_.postgres))
    throw ClusterRefused(place_.postgres.string() + " is in the way: it is no PostgreSQL cluster");
  fs::remove_all(place_.forming);
  std::vector<std::string> arguments{"-D",
                                     place_.forming.string(),
                                     "-U",
                                     owner_role,
                                     "-E",
                                     "UTF8",
                                     "--locale=C.UTF-8",
                                     "--data-checksums",
                                     "-A",
                                     "reject"};
  if (!settings_.sync_initdb) arguments.emplace_back("--no-sync");
  if (!succeeds("initdb", std::move(arguments), starting.descriptor())) throw refusal("initdb");
  fs::rename(place_.forming, place_.postgres);
}

void EmbeddedCluster::require_major() const {
  const std::string major = first_line(place_.postgres / "PG_VERSION");
  if (major == cluster_major) return;
  throw ClusterRefused("the database in " + place_.postgres.string() + " is of PostgreSQL " +
                       major + ", this copytaster uses " + cluster_major +
                       "; to upgrade it: " + upgrade_command(place_, major, binaries_));
}

// Three beginnings: it runs, it is still recovering (or stopping) without a user, or it must be
// started.
void EmbeddedCluster::await_answer() {
  const auto deadline = std::chrono::steady_clock::now() + settings_.limit;
  // A server that was killed leaves processes behind that hold its memory for a moment.
  int attempts = fs::exists(place_.postgres / "postmaster.pid") ? 6 : 1;
  while (!answers()) {
    if (running_postmaster(place_.postgres) == 0 && !start()) {
      if (--attempts == 0) throw refusal("pg_ctl start");
      std::this_thread::sleep_for(std::chrono::milliseconds{500});
    }
    if (std::chrono::steady_clock::now() >= deadline)
      throw ClusterRefused("the database in " + place_.postgres.string() +
                           " did not answer within " + std::to_string(settings_.limit.count()) +
                           " s");
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
  }
}

bool EmbeddedCluster::answers() const {
  const std::string conninfo = conninfo_for(ClusterRole::owner, "postgres") + " connect_timeout=3";
  return ::PQping(conninfo.c_str()) == PQPING_OK;
}

bool EmbeddedCluster::start() {
  const uid_t user = cluster_user(settings_);
  make_directory(place_.sockets, settings_.run_as);
  require_private(place_.sockets, user);
  write_settings();
  forget_dead_postmaster(place_.postgres);
  const bool started = succeeds("pg_ctl", {"-D", place_.postgres.string(), "-w", "-t",
                                           std::to_string(settings_.limit.count()), "start"});
  // One that a killed user had begun to start may have come first: that will do as well.
  return started || running_postmaster(place_.postgres) != 0;
}

void EmbeddedCluster::write_settings() const {
  const auto put = [this](const char* name, const std::string& text) {
    replace_file(place_.postgres / name, text, settings_.run_as);
  };
  put("postgresql.conf", postgresql_conf(place_, settings_.extra));
  put("pg_hba.conf", pg_hba_conf());
  put("pg_ident.conf", pg_ident_conf(mapped_users(settings_)));
}

void EmbeddedCluster::make_database() const {
  const auto connection = connect(conninfo_for(ClusterRole::owner, "postgres"));
  pqxx::nontransaction statements{*connection};  // CREATE DATABASE takes no transaction
  if (statements.exec_params("SELECT FROM pg_roles WHERE rolname = $1", service_role).empty())
    statements.exec("CREATE ROLE " + std::string{service_role} + " LOGIN");
  if (statements.exec_params("SELECT FROM pg_database WHERE datname = $1", cluster_database)
          .empty())
    statements.exec("CREATE DATABASE " + std::string{cluster_database});
}

bool EmbeddedCluster::succeeds(const std::string& program, std::vector<std::string> arguments,
                               std::optional<int> inherits) const {
  fs::remove(place_.output);
  return run_program({binaries_ / program, std::move(arguments), place_.output, settings_.run_as,
                      settings_.limit + std::chrono::seconds{10}, inherits}) == 0;
}

ClusterRefused EmbeddedCluster::refusal(const std::string& program) const {
  return ClusterRefused(program + " failed (all it said is in " + place_.output.string() +
                        "): " + last_words(place_.output));
}

}  // namespace copytaster::postgres
