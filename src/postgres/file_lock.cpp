#include "postgres/file_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <thread>

namespace copytaster::postgres {

FileLock::FileLock(const std::filesystem::path& file)
    : file_(file), descriptor_(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
  if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), file.string());
}

FileLock::~FileLock() { ::close(descriptor_); }

bool FileLock::try_lock(Kind kind) {
  const int operation = (kind == Kind::shared ? LOCK_SH : LOCK_EX) | LOCK_NB;
  int outcome = ::flock(descriptor_, operation);
  while (outcome != 0 && errno == EINTR) outcome = ::flock(descriptor_, operation);
  if (outcome == 0) return true;
  if (errno == EWOULDBLOCK) return false;
  throw std::system_error(errno, std::generic_category(), "lock " + file_.string());
}

bool FileLock::lock_within(Kind kind, std::chrono::milliseconds limit) {
  const auto deadline = std::chrono::steady_clock::now() + limit;
  while (!try_lock(kind)) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds{10});
  }
  return true;
}

}  // namespace copytaster::postgres
