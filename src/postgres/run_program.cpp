#include "postgres/run_program.hpp"

#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <thread>

namespace copytaster::postgres {
namespace {

constexpr int not_executed = 127;
constexpr int first_other = STDERR_FILENO + 1;

std::system_error failed(const std::string& what) { return {errno, std::generic_category(), what}; }

// What the child needs, made before the fork: after it, in a program with threads, nothing may
// allocate.
struct Prepared {
  std::vector<char*> arguments;
  std::vector<char*> environment;
  int input;
  int output;
  int errors;
  const Program& program;
};

bool become(const SystemUser& user) {
  const gid_t group = user.group;
  return ::setgroups(1, &group) == 0 && ::setgid(group) == 0 && ::setuid(user.user) == 0;
}

// Blocked and ignored signals survive exec; a postmaster must not inherit the service's.
void reset_signals() {
  sigset_t none;
  sigemptyset(&none);
  for (int number = 1; number < NSIG; ++number) ::signal(number, SIG_DFL);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

// Ours are close-on-exec; the rest is what we have inherited ourselves.
bool close_others(const std::optional<int>& kept) {
  if (!kept) return ::close_range(first_other, ~0U, 0) == 0;
  const bool moved = *kept == first_other ? ::fcntl(*kept, F_SETFD, 0) == 0
                                          : ::dup2(*kept, first_other) == first_other;
  return moved && ::close_range(first_other + 1, ~0U, 0) == 0;
}

[[noreturn]] void execute(const Prepared& prepared) {
  ::setpgid(0, 0);
  reset_signals();
  ::umask(077);
  if (prepared.program.ends_with_us) ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  const bool ready = ::dup2(prepared.input, STDIN_FILENO) >= 0 &&
                     ::dup2(prepared.output, STDOUT_FILENO) >= 0 &&
                     ::dup2(prepared.errors, STDERR_FILENO) >= 0 && ::chdir("/") == 0 &&
                     (!prepared.program.run_as || become(*prepared.program.run_as)) &&
                     close_others(prepared.program.inherits);
  if (!ready) ::_exit(not_executed);
  ::execve(prepared.arguments[0], prepared.arguments.data(), prepared.environment.data());
  ::_exit(not_executed);
}

int exit_status(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int wait_for(pid_t child, const Program& program) {
  const auto deadline = std::chrono::steady_clock::now() + program.limit;
  int status = 0;
  while (true) {
    const pid_t ended = ::waitpid(child, &status, WNOHANG);
    if (ended == child) return exit_status(status);
    if (ended < 0 && errno != EINTR) throw failed("wait for " + program.path.string());
    if (std::chrono::steady_clock::now() >= deadline) break;
    if (program.meanwhile) program.meanwhile();
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
  ::kill(child, SIGKILL);
  ::waitpid(child, &status, 0);
  throw std::runtime_error(program.path.string() + " did not end within " +
                           std::to_string(program.limit.count()) + " s");
}

class Descriptor {
 public:
  Descriptor(const std::filesystem::path& path, int flags)
      : number_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {
    if (number_ < 0) throw failed(path.string());
  }
  ~Descriptor() { ::close(number_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

}  // namespace

int run_program(const Program& program) {
  std::string path = program.path.string();
  std::vector<std::string> words = program.arguments;
  std::vector<char*> arguments{path.data()};
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);

  // Nothing of ours: PGDATA, PGPORT or PGOPTIONS of the caller would disturb.
  std::vector<std::string> settings = program.environment;
  settings.push_back("PATH=" + program.path.parent_path().string() + ":/usr/bin:/bin");
  settings.emplace_back("LC_ALL=C");
  std::vector<char*> environment;
  for (std::string& setting : settings) environment.push_back(setting.data());
  environment.push_back(nullptr);

  const Descriptor nothing{"/dev/null", O_RDONLY};
  const Descriptor output{program.output, O_WRONLY | O_CREAT | O_APPEND};
  const Prepared prepared{std::move(arguments),
                          std::move(environment),
                          program.reads.value_or(nothing.number()),
                          program.writes.value_or(output.number()),
                          output.number(),
                          program};

  const pid_t child = ::fork();
  if (child < 0) throw failed("fork for " + path);
  if (child == 0) execute(prepared);
  return wait_for(child, program);
}

}  // namespace copytaster::postgres
