#include "test_cluster.hpp"

#include <fcntl.h>
#include <pwd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <stdexcept>
#include <system_error>

#include <pqxx/pqxx>

#include "embedded_files.hpp"
#include "postgres/connect.hpp"
#include "postgres/embedded_cluster.hpp"
#include "postgres/migrate.hpp"

namespace copytaster::test {
namespace {

using postgres::ClusterRole;

std::system_error failed(const std::string& what) { return {errno, std::generic_category(), what}; }

// Runs in a process of its own until the test process lets go of the pipe, by its end at the
// latest: then stops what runs in the directory and removes it.
constexpr auto clean_script = R"sh(
  read -r never
  postmaster=$(head -n 1 "$1/postgres/postmaster.pid" 2>/dev/null)
  lives() { [ "$(readlink "/proc/$postmaster/cwd")" = "$1/postgres" ]; }
  if lives "$1"; then
    kill -QUIT "$postmaster"
    tries=100
    while lives "$1" && [ "$tries" -gt 0 ]; do sleep 0.1; tries=$((tries - 1)); done
  fi
  rm -rf "$1"
)sh";

[[noreturn]] void become_cleaner(int pipe, const char* directory) {
  ::setsid();  // Ctrl-C is for the tests
  ::dup2(pipe, STDIN_FILENO);
  ::close_range(STDERR_FILENO + 1, ~0U, 0);
  ::execl("/bin/sh", "sh", "-c", clean_script, "sh", directory, nullptr);
  ::_exit(1);
}

class TestCluster {
 public:
  TestCluster() : cluster_({directory_.path(), cluster_user(), {}, false}) {}

  static TestCluster& of_this_process() {
    static TestCluster cluster;
    return cluster;
  }

  void run(const std::string& sql) const {
    const auto connection = postgres::connect(conninfo(ClusterRole::owner, "postgres"));
    pqxx::nontransaction{*connection}.exec(sql);
  }

  std::string conninfo(ClusterRole role, const std::string& database) const {
    return cluster_.conninfo_for(role, database);
  }

  // Copying a database takes a fraction of the time that migrating an empty one does.
  const std::string& filled_template() {
    if (!filled_.empty()) return filled_;
    run("CREATE DATABASE test_template");
    postgres::apply_migrations(conninfo(ClusterRole::owner, "test_template"), embedded_schema());
    return filled_ = "test_template";
  }

  static postgres::Schema embedded_schema() { return postgres::schema_from(embedded_files()); }

  std::string next_name() { return "test_" + std::to_string(++databases_); }

 private:
  TestDirectory directory_;
  postgres::EmbeddedCluster cluster_;
  std::string filled_;
  int databases_ = 0;
};

}  // namespace

std::optional<postgres::SystemUser> cluster_user() {
  if (::geteuid() != 0) return std::nullopt;
  const passwd* user = ::getpwnam("copytaster");
  if (user == nullptr)
    throw std::runtime_error("as root the tests need the system user copytaster: script/install");
  return postgres::SystemUser{user->pw_uid, user->pw_gid};
}

TestDirectory::TestDirectory() {
  std::string path = "/tmp/copytaster-test-XXXXXX";
  if (::mkdtemp(path.data()) == nullptr) throw failed("mkdtemp");
  path_ = path;
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) throw failed("pipe");
  cleaner_ = ::fork();
  if (cleaner_ < 0) throw failed("fork");
  if (cleaner_ == 0) become_cleaner(ends[0], path.c_str());
  ::close(ends[0]);
  pipe_ = ends[1];
  const std::optional<postgres::SystemUser> user = cluster_user();
  if (user && ::chown(path.c_str(), user->user, user->group) != 0) throw failed(path);
}

TestDirectory::~TestDirectory() {
  ::close(pipe_);
  ::waitpid(cleaner_, nullptr, 0);
}

TestDatabase::TestDatabase(Content content) {
  TestCluster& cluster = TestCluster::of_this_process();
  name_ = cluster.next_name();
  if (content == Content::nothing) {
    cluster.run("CREATE DATABASE " + name_);
    return;
  }
  cluster.run("CREATE DATABASE " + name_ + " TEMPLATE " + cluster.filled_template());
  // A copy lacks what was granted on the database itself.
  postgres::apply_roles(owner_conninfo(), TestCluster::embedded_schema());
}

TestDatabase::~TestDatabase() {
  try {
    TestCluster::of_this_process().run("DROP DATABASE " + name_ + " WITH (FORCE)");
  } catch (const std::exception&) {
    // A destructor must not throw; the whole cluster goes when the process ends.
  }
}

std::string TestDatabase::owner_conninfo() const {
  return TestCluster::of_this_process().conninfo(ClusterRole::owner, name_);
}

std::string TestDatabase::service_conninfo() const {
  return TestCluster::of_this_process().conninfo(ClusterRole::service, name_);
}

}  // namespace copytaster::test

// libpqxx 6.4 loses the result of a statement whose link broke: it asks for the connection's
// encoding, which throws, before anything owns the result. That is 2 KiB for each link lost.
#if defined(__SANITIZE_ADDRESS__)
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() {
  return "leak:pqxx::connection_base::exec_params\nleak:pqxx::connection_base::exec_prepared\n";
}
#endif
