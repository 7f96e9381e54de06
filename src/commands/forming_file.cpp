#include "commands/forming_file.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <iostream>

#include "commands/startup.hpp"

namespace copytaster::commands {
namespace {

std::filesystem::path real_path(const std::string& path) {
  std::error_code unknown;
  // Of a path that begins with nothing that is there, weakly_canonical leaves what is relative so.
  const auto real = std::filesystem::weakly_canonical(std::filesystem::absolute(path), unknown);
  return unknown ? std::filesystem::absolute(path) : real;
}

bool is_written_as_it_is(const std::filesystem::path& path) {
  std::error_code unknown;
  const auto status = std::filesystem::status(path, unknown);
  return std::filesystem::exists(status) && !std::filesystem::is_regular_file(status);
}

int child_that_does(const std::function<void()>& work) {
  try {
    work();
    return 0;
  } catch (const std::exception& fault) {
    std::cerr << "copytaster: " << fault.what() << '\n';
    return 1;
  }
}

}  // namespace

FormingFile::FormingFile(const std::string& path, mode_t mode)
    : path_(real_path(path)), maker_(::getpid()) {
  if (is_written_as_it_is(path_)) {
    file_ = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC);
  } else {
    forming_ = path_.string() + ".new-" + std::to_string(maker_);
    file_ = ::open(forming_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  }
  if (file_ < 0) fail("make");
}

FormingFile::~FormingFile() {
  ::close(file_);
  if (::getpid() == maker_ && !forming_.empty()) ::unlink(forming_.c_str());
}

bool FormingFile::has_anything() const {
  struct stat state {};
  return ::fstat(file_, &state) == 0 && state.st_size > 0;
}

void FormingFile::put_in_place() const {
  if (forming_.empty()) return;
  if (::fsync(file_) != 0) fail("sync");
  if (::rename(forming_.c_str(), path_.c_str()) != 0) fail("name");
  const int folder = ::open(path_.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool synced = folder >= 0 && ::fsync(folder) == 0;
  if (folder >= 0) ::close(folder);
  if (!synced) fail("sync the folder of");
}

void FormingFile::fail(const char* what) const {
  throw Refused("cannot " + std::string{what} + " " + path_.string() + ": " + std::strerror(errno));
}

bool done_by_child(const std::function<void()>& work) {
  const pid_t child = ::fork();
  if (child < 0) throw Refused(std::string{"cannot start: "} + std::strerror(errno));
  if (child == 0) std::exit(child_that_does(work));  // the log is written out
  ::signal(SIGINT, SIG_IGN);  // the child ends by it, and the file is cleared away
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  if (WIFSIGNALED(status)) std::cerr << "copytaster: ended by signal " << WTERMSIG(status) << '\n';
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace copytaster::commands
