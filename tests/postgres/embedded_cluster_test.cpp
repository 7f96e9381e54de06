#include "postgres/embedded_cluster.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <functional>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pqxx/pqxx>

#include "postgres/connect.hpp"
#include "postgres/postmaster.hpp"
#include "tests/support/test_cluster.hpp"

namespace copytaster::postgres {
namespace {

namespace fs = std::filesystem;
using test::cluster_user;
using test::TestDirectory;
using testing::HasSubstr;

ClusterSettings settings_for(const fs::path& data) {
  return {data, cluster_user(), {}, false, std::chrono::seconds{60}};
}

// Another user of the cluster: a process of its own, which reports that it is ready and stays.
class Neighbour {
 public:
  explicit Neighbour(const std::function<void()>& before_ready) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe");
    pid_ = ::fork();
    if (pid_ == 0) live(before_ready, ends[1]);
    ::close(ends[1]);
    ready_ = ends[0];
  }
  ~Neighbour() {
    kill();
    ::close(ready_);
  }
  Neighbour(const Neighbour&) = delete;
  Neighbour& operator=(const Neighbour&) = delete;

  pid_t pid() const { return pid_; }
  bool is_ready() const {
    char byte = 0;
    return ::read(ready_, &byte, 1) == 1;
  }
  // Lets it go on after "ready": it returns from what it runs, leaves and ends.
  void finish() {
    ::kill(pid_, SIGTERM);
    reap();
  }
  void kill() {
    if (pid_ > 0) ::kill(pid_, SIGKILL);
    reap();
  }

 private:
  void reap() {
    if (pid_ > 0) ::waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }

  // The set of signals is blocked before, so that none is lost between "ready" and the wait.
  [[noreturn]] static void live(const std::function<void()>& before_ready, int ready) {
    sigset_t end;
    sigemptyset(&end);
    sigaddset(&end, SIGTERM);
    ::sigprocmask(SIG_BLOCK, &end, nullptr);
    ready_end_ = ready;
    try {
      before_ready();
    } catch (...) {
      ::_exit(1);
    }
    ::_exit(0);
  }

 public:
  static void say_ready_and_wait() {
    sigset_t end;
    sigemptyset(&end);
    sigaddset(&end, SIGTERM);
    int got = 0;
    if (::write(ready_end_, "r", 1) == 1) ::sigwait(&end, &got);
  }

 private:
  static inline int ready_end_ = -1;
  pid_t pid_ = 0;
  int ready_ = -1;
};

void use_cluster(const fs::path& data) {
  const EmbeddedCluster cluster{settings_for(data)};
  Neighbour::say_ready_and_wait();
}

std::string text_of(const fs::path& file) {
  std::ifstream stream{file, std::ios::binary};
  return {std::istreambuf_iterator<char>{stream}, {}};
}

std::string server_log(const fs::path& data) {
  std::string all;
  for (const auto& file : fs::directory_iterator(data / "postgres/log"))
    all += text_of(file.path());
  return all;
}

std::size_t count(const std::string& text, std::string_view what) {
  std::size_t found = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

std::string refused(const ClusterSettings& settings) {
  try {
    const EmbeddedCluster cluster{settings};
  } catch (const ClusterRefused& refusal) {
    return refusal.what();
  }
  return "it started";
}

TEST(EmbeddedCluster, MakesDatabaseAndBothRolesOnASocketAlone) {
  const TestDirectory directory;
  const fs::path data = directory.path() / "in a directory, with 5 % more";
  const EmbeddedCluster cluster{settings_for(data)};
  for (const ClusterRole role : {ClusterRole::owner, ClusterRole::service}) {
    const auto connection = connect(cluster.conninfo_for(role));
    pqxx::nontransaction look{*connection};
    const auto row = look.exec1(
        "SELECT current_user, current_database(), current_setting('listen_addresses'),"
        " current_setting('data_checksums'), current_setting('server_encoding'),"
        " current_setting('fsync'), usesuper FROM pg_user WHERE usename = current_user");
    EXPECT_STREQ(row[0].c_str(), role == ClusterRole::owner ? owner_role : service_role);
    EXPECT_STREQ(row[1].c_str(), cluster_database);
    EXPECT_STREQ(row[2].c_str(), "");
    EXPECT_STREQ(row[3].c_str(), "on");
    EXPECT_STREQ(row[4].c_str(), "UTF8");
    EXPECT_STREQ(row[5].c_str(), "on");
    EXPECT_EQ(row[6].as<bool>(), role == ClusterRole::owner);
  }
  struct stat seen {};
  ASSERT_EQ(::stat((data / "postgres").c_str(), &seen), 0);
  EXPECT_EQ(seen.st_mode & 0777U, 0700U);
}

TEST(EmbeddedCluster, LastOneOutStopsIt) {
  const TestDirectory directory;
  EmbeddedCluster first{settings_for(directory.path())};
  const pid_t postmaster = running_postmaster(directory.path() / "postgres");
  ASSERT_NE(postmaster, 0);
  Neighbour neighbour{[&] { use_cluster(directory.path()); }};
  ASSERT_TRUE(neighbour.is_ready());
  first.close();
  EXPECT_EQ(running_postmaster(directory.path() / "postgres"), postmaster);
  neighbour.finish();
  EXPECT_EQ(running_postmaster(directory.path() / "postgres"), 0);
}

TEST(EmbeddedCluster, TakesOverWhatAKilledUserLeftRunning) {
  const TestDirectory directory;
  Neighbour neighbour{[&] { use_cluster(directory.path()); }};
  ASSERT_TRUE(neighbour.is_ready());
  const pid_t postmaster = running_postmaster(directory.path() / "postgres");
  ASSERT_NE(postmaster, 0);
  neighbour.kill();

  EmbeddedCluster next{settings_for(directory.path())};
  EXPECT_EQ(running_postmaster(directory.path() / "postgres"), postmaster);
  EXPECT_TRUE(connect(next.conninfo_for(ClusterRole::service))->is_open());
  next.close();
  EXPECT_EQ(running_postmaster(directory.path() / "postgres"), 0);
}

TEST(EmbeddedCluster, StartersAtOnceStartItOnce) {
  const TestDirectory directory;
  std::vector<std::unique_ptr<Neighbour>> neighbours;
  for (int i = 0; i < 4; ++i)
    neighbours.push_back(std::make_unique<Neighbour>([&] { use_cluster(directory.path()); }));
  for (const auto& neighbour : neighbours) EXPECT_TRUE(neighbour->is_ready());
  EXPECT_EQ(count(server_log(directory.path()), "starting PostgreSQL"), 1U);
  for (const auto& neighbour : neighbours) neighbour->finish();
  EXPECT_EQ(running_postmaster(directory.path() / "postgres"), 0);
}

TEST(EmbeddedCluster, ComesBackAfterItsServerWasKilled) {
  const TestDirectory directory;
  EmbeddedCluster{settings_for(directory.path())}.close();
  EmbeddedCluster first{settings_for(directory.path())};
  const pid_t postmaster = running_postmaster(directory.path() / "postgres");
  ASSERT_EQ(::kill(postmaster, SIGKILL), 0);
  // Its pid file stays; the process is gone once /proc no longer shows it in the directory.
  for (int i = 0; i < 1000 && running_postmaster(directory.path() / "postgres") != 0; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  ASSERT_EQ(running_postmaster(directory.path() / "postgres"), 0);
  ASSERT_TRUE(fs::exists(directory.path() / "postgres/postmaster.pid"));

  const EmbeddedCluster next{settings_for(directory.path())};
  EXPECT_NE(running_postmaster(directory.path() / "postgres"), 0);
}

// In a container the numbers begin anew, so a dead server's number soon belongs to someone else.
TEST(EmbeddedCluster, IsNotFooledByAPidFileThatNamesAnotherProgram) {
  const TestDirectory directory;
  EmbeddedCluster{settings_for(directory.path())}.close();
  const Neighbour stranger{[&] {
    if (const auto user = cluster_user(); user && ::setuid(user->user) != 0) ::_exit(1);
    Neighbour::say_ready_and_wait();
  }};
  ASSERT_TRUE(stranger.is_ready());
  std::ofstream{directory.path() / "postgres/postmaster.pid"}
      << stranger.pid() << "\n"
      << (directory.path() / "postgres").string() << "\n1\n5432\n\n\n\n";
  const EmbeddedCluster cluster{settings_for(directory.path())};
  EXPECT_NE(running_postmaster(directory.path() / "postgres"), 0);
}

TEST(EmbeddedCluster, RedoesAnInitdbThatWasCutOff) {
  const TestDirectory directory;
  Neighbour neighbour{[&] { use_cluster(directory.path()); }};
  for (int i = 0; i < 1000 && !fs::exists(directory.path() / "postgres.new/base"); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  ASSERT_TRUE(fs::exists(directory.path() / "postgres.new")) << "waited 5 s for initdb to begin";
  neighbour.kill();
  ASSERT_FALSE(fs::exists(directory.path() / "postgres"));

  const EmbeddedCluster cluster{settings_for(directory.path())};
  EXPECT_TRUE(connect(cluster.conninfo_for(ClusterRole::owner))->is_open());
  EXPECT_FALSE(fs::exists(directory.path() / "postgres.new"));
}

TEST(EmbeddedCluster, HidesItsServerFromOurTerminal) {
  const TestDirectory directory;
  const EmbeddedCluster cluster{settings_for(directory.path())};
  const pid_t postmaster = running_postmaster(directory.path() / "postgres");
  EXPECT_NE(::getpgid(postmaster), ::getpgrp());
  EXPECT_NE(::getsid(postmaster), ::getsid(0));
}

TEST(EmbeddedCluster, LeavesItsServerNoDescriptorOfOurs) {
  const TestDirectory directory;
  const int inherited = ::open("/dev/zero", O_RDONLY);  // deliberately not close-on-exec
  const EmbeddedCluster cluster{settings_for(directory.path())};
  ::close(inherited);
  const pid_t postmaster = running_postmaster(directory.path() / "postgres");
  for (const auto& open : fs::directory_iterator("/proc/" + std::to_string(postmaster) + "/fd")) {
    const std::string target = fs::read_symlink(open.path()).string();
    EXPECT_NE(target, "/dev/zero");
    EXPECT_EQ(target.find(".lock"), target.find(".s.PGSQL")) << target;
  }
}

TEST(EmbeddedCluster, FollowsADataDirectoryThatMoved) {
  const TestDirectory directory;
  EmbeddedCluster{settings_for(directory.path() / "old")}.close();
  fs::rename(directory.path() / "old", directory.path() / "new");
  const EmbeddedCluster cluster{settings_for(directory.path() / "new")};
  EXPECT_TRUE(connect(cluster.conninfo_for(ClusterRole::service))->is_open());
}

TEST(EmbeddedCluster, UsesAShortSocketDirectoryForALongPath) {
  const TestDirectory directory;
  const fs::path data = directory.path() / std::string(100, 'd');
  fs::path sockets;
  {
    const EmbeddedCluster cluster{settings_for(data)};
    sockets = cluster_place(data, cluster_user() ? cluster_user()->user : ::geteuid()).sockets;
    EXPECT_TRUE(sockets.string().starts_with("/tmp/copytaster-"));
    EXPECT_THAT(cluster.conninfo_for(ClusterRole::owner), HasSubstr(sockets.string()));
    EXPECT_TRUE(connect(cluster.conninfo_for(ClusterRole::service))->is_open());
  }
  fs::permissions(sockets, fs::perms::others_read, fs::perm_options::add);
  EXPECT_THAT(refused(settings_for(data)), HasSubstr("mode 0700"));
  fs::remove_all(sockets);
}

TEST(EmbeddedCluster, RefusesAnotherMajorVersionAndNamesTheCommand) {
  const TestDirectory directory;
  EmbeddedCluster{settings_for(directory.path())}.close();
  std::ofstream{directory.path() / "postgres/PG_VERSION"} << "14\n";
  const std::string why = refused(settings_for(directory.path()));
  EXPECT_THAT(why, HasSubstr("PostgreSQL 14"));
  EXPECT_THAT(why, HasSubstr("pg_upgrade -U copytaster_owner -b /usr/lib/postgresql/14/bin"));
  EXPECT_EQ(why.find('\n'), std::string::npos);
}

TEST(EmbeddedCluster, RefusesADirectoryThatIsNoCluster) {
  const TestDirectory directory;
  fs::create_directory(directory.path() / "postgres");
  std::ofstream{directory.path() / "postgres/letter.txt"} << "dear editor";
  EXPECT_THAT(refused(settings_for(directory.path())), HasSubstr("is no PostgreSQL cluster"));
  EXPECT_TRUE(fs::exists(directory.path() / "postgres/letter.txt"));
}

TEST(EmbeddedCluster, RefusesToRunAsRoot) {
  const TestDirectory directory;
  ClusterSettings settings = settings_for(directory.path());
  settings.run_as = SystemUser{0, 0};
  EXPECT_THAT(refused(settings), HasSubstr("does not run as root"));
}

TEST(EmbeddedCluster, SaysWhatPostgresSaidWhenItCannotStart) {
  const TestDirectory directory;
  ClusterSettings settings = settings_for(directory.path());
  settings.extra = {"max_connections = many"};
  const std::string why = refused(settings);
  EXPECT_THAT(why, HasSubstr("max_connections"));
  EXPECT_EQ(why.find('\n'), std::string::npos);
}

// A reader's words can stand in any value that an error quotes.
TEST(EmbeddedCluster, WritesNothingOfAQueryIntoItsLog) {
  const TestDirectory directory;
  EmbeddedCluster cluster{settings_for(directory.path())};
  {
    const auto connection = connect(cluster.conninfo_for(ClusterRole::owner));
    pqxx::nontransaction run{*connection};
    run.exec("CREATE TABLE reader (email text PRIMARY KEY)");
    const std::string canary = "canary@reader.example";
    run.exec_params("INSERT INTO reader VALUES ($1)", canary);
    EXPECT_THROW(run.exec_params("INSERT INTO reader VALUES ($1)", canary), pqxx::unique_violation);
    EXPECT_THROW(run.exec_params("SELECT $1::int", canary), pqxx::data_exception);
    EXPECT_THROW(run.exec("SELECT 'canary@reader.example'::int"), pqxx::data_exception);
    EXPECT_THROW(run.exec("SELECT \"canary@reader.example\""), pqxx::undefined_column);
    EXPECT_THROW(run.exec("SET statement_timeout = 1; SELECT 'canary@reader.example', pg_sleep(9)"),
                 pqxx::sql_error);
    run.exec("DO $$BEGIN RAISE WARNING 'canary@reader.example'; END$$");
  }
  cluster.close();
  EXPECT_EQ(
      count(server_log(directory.path()) + text_of(directory.path() / "cluster.log"), "canary"),
      0U);
  EXPECT_EQ(count(server_log(directory.path()), "starting PostgreSQL"), 1U);
}

}  // namespace
}  // namespace copytaster::postgres
