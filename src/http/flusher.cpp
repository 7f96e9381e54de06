#include "http/flusher.hpp"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <ctime>
#include <new>
#include <span>
#include <system_error>
#include <utility>

#include "http/connection.hpp"

namespace copytaster::http {
namespace {

constexpr int look_every_ms = 250;
constexpr std::uint64_t wake_id = 0;  // connections count from 1

int opened(int descriptor) {
  if (descriptor < 0) throw std::system_error(errno, std::generic_category(), "flusher");
  return descriptor;
}

}  // namespace

std::int64_t coarse_now_ms() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
  return std::int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1'000'000;
}

Flusher::Flusher(const std::atomic<std::size_t>& unsent, std::size_t unsent_max)
    : unsent_(unsent),
      unsent_max_(unsent_max),
      epoll_(opened(epoll_create1(EPOLL_CLOEXEC))),
      wake_(opened(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC))) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = wake_id;
  opened(epoll_ctl(epoll_, EPOLL_CTL_ADD, wake_, &event));
  thread_ = std::thread([this] { run(); });
}

Flusher::~Flusher() {
  stop();
  close(wake_);
  close(epoll_);
}

void Flusher::watch(std::uint64_t id, std::shared_ptr<Connection> connection) {
  const std::lock_guard lock(mutex_);
  watched_.emplace(id, std::move(connection));
}

void Flusher::forget(std::uint64_t id) {
  std::shared_ptr<Connection> last;  // let go after the lock: it may be the last one
  const std::lock_guard lock(mutex_);
  const auto found = watched_.find(id);
  if (found == watched_.end()) return;
  last = std::move(found->second);
  watched_.erase(found);
  if (watched_.empty()) emptied_.notify_all();
}

bool Flusher::when_writable(std::uint64_t id, int descriptor, bool first_time) const {
  epoll_event event{};
  event.events = EPOLLOUT | EPOLLONESHOT;
  event.data.u64 = id;
  return epoll_ctl(epoll_, first_time ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, descriptor, &event) == 0;
}

void Flusher::unwatch(int descriptor) const {
  epoll_event unused{};
  epoll_ctl(epoll_, EPOLL_CTL_DEL, descriptor, &unused);
}

void Flusher::soon(std::function<void()> work) {
  {
    const std::lock_guard lock(mutex_);
    soon_.push_back(std::move(work));
  }
  wake();
}

std::vector<std::shared_ptr<Connection>> Flusher::connections() const {
  std::vector<std::shared_ptr<Connection>> all;
  const std::lock_guard lock(mutex_);
  all.reserve(watched_.size());
  for (const auto& [id, connection] : watched_) all.push_back(connection);
  return all;
}

bool Flusher::wait_until_empty(std::chrono::milliseconds patience) const {
  std::unique_lock lock(mutex_);
  return emptied_.wait_for(lock, patience, [this] { return watched_.empty(); });
}

void Flusher::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake();
  if (thread_.joinable()) thread_.join();
}

void Flusher::run() {
  while (true) {
    serve_writable();
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) break;
    }
    serve_soon();
    try {
      serve_overdue();
    } catch (const std::bad_alloc&) {  // who is overdue stays so until the next look
    }
  }
  serve_soon();  // what waits holds on to its connection
}

void Flusher::serve_writable() const {
  std::array<epoll_event, 64> events{};
  const int ready =
      epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), look_every_ms);
  for (const epoll_event& event :
       std::span(events).first(ready > 0 ? static_cast<std::size_t>(ready) : 0)) {
    if (event.data.u64 == wake_id) {
      eventfd_t count = 0;
      eventfd_read(wake_, &count);
    } else if (const auto connection = find(event.data.u64)) {
      connection->write_waiting();
    }
  }
}

void Flusher::serve_soon() {
  std::vector<std::function<void()>> works;
  {
    const std::lock_guard lock(mutex_);
    works.swap(soon_);
  }
  for (const auto& work : works) work();
}

void Flusher::serve_overdue() {
  const std::int64_t now = coarse_now_ms();
  if (now < next_look_ms_) return;
  next_look_ms_ = now + look_every_ms;
  std::vector<std::shared_ptr<Connection>> overdue;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [id, connection] : watched_) {
      if (connection->deadline_ms() <= now) overdue.push_back(connection);
    }
  }
  for (const auto& connection : overdue) connection->overdue(now);
  if (unsent_ > unsent_max_) cut_the_slowest();
}

void Flusher::cut_the_slowest() const {
  std::vector<std::pair<std::int64_t, std::shared_ptr<Connection>>> slow;
  for (auto& connection : connections()) {
    const auto backlog = connection->backlog();
    if (backlog.bytes > 0) slow.emplace_back(backlog.since_ms, std::move(connection));
  }
  std::ranges::sort(slow, {}, &std::pair<std::int64_t, std::shared_ptr<Connection>>::first);
  for (const auto& [since, connection] : slow) {
    if (unsent_ <= unsent_max_) return;
    connection->cut_off();
  }
}

std::shared_ptr<Connection> Flusher::find(std::uint64_t id) const {
  const std::lock_guard lock(mutex_);
  const auto found = watched_.find(id);
  return found == watched_.end() ? nullptr : found->second;
}

void Flusher::wake() const { eventfd_write(wake_, 1); }

}  // namespace copytaster::http
