#include "postgres/overdue.hpp"

#include <fcntl.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <new>

namespace copytaster::postgres {

Overdue::Overdue(std::chrono::milliseconds limit) : limit_(limit), thread_([this] { run(); }) {}

Overdue::~Overdue() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

// Without a descriptor (-1) or memory to spare a link goes unwatched, which is better than unused.
Overdue::Place Overdue::begin(int socket) noexcept {
  const int copy = ::fcntl(socket, F_DUPFD_CLOEXEC, 0);
  const std::lock_guard lock{mutex_};
  try {
    watched_.push_back({std::chrono::steady_clock::now() + limit_, copy});
  } catch (const std::bad_alloc&) {
    if (copy >= 0) ::close(copy);
    return watched_.end();
  }
  return std::prev(watched_.end());
}

bool Overdue::end(Place place) noexcept {
  const std::lock_guard lock{mutex_};
  if (place == watched_.end()) return false;
  const bool cut = place->cut;
  if (place->socket >= 0) ::close(place->socket);
  watched_.erase(place);
  return cut;
}

void Overdue::run() {
  ::pthread_setname_np(::pthread_self(), "overdue");
  std::unique_lock lock{mutex_};
  while (!stopping_) {
    const auto now = std::chrono::steady_clock::now();
    const auto next =
        std::find_if(watched_.begin(), watched_.end(), [](const Watched& one) { return !one.cut; });
    if (next != watched_.end() && next->deadline <= now) {
      next->cut = true;
      if (next->socket >= 0) ::shutdown(next->socket, SHUT_RDWR);
      continue;
    }
    // Whoever begins meanwhile is not due before this ends, so that nobody need wake us.
    changed_.wait_until(lock, next != watched_.end() ? next->deadline : now + limit_);
  }
}

}  // namespace copytaster::postgres
