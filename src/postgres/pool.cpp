#include "postgres/pool.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "postgres/connection_settings.hpp"

namespace copytaster::postgres {
namespace {

using Clock = std::chrono::steady_clock;

PoolSettings checked(PoolSettings settings) {
  settings.conninfo = completed_conninfo(settings.conninfo);
  settings.connections_max = std::max<std::size_t>(settings.connections_max, 1);
  return settings;
}

}  // namespace

Pool::Pool(PoolSettings settings) : settings_(checked(std::move(settings))) {
  idle_.reserve(settings_.connections_max);  // so that giving one back cannot fail
}

Pool::Counts Pool::counts() const {
  const std::lock_guard lock{mutex_};
  return {open_, open_ - idle_.size()};
}

void Pool::close() {
  {
    const std::lock_guard lock{mutex_};
    closed_ = true;
  }
  changed_.notify_all();
}

// A free connection first, then a new one, then waiting for either until the caller's limit.
std::unique_ptr<Connection> Pool::take() {
  const Clock::time_point deadline = Clock::now() + settings_.wait_max;
  std::unique_lock lock{mutex_};
  while (!closed_) {
    if (auto idle = take_idle()) return idle;
    if (may_open(Clock::now())) {
      if (auto fresh = open(lock, deadline)) return fresh;
      continue;  // the lock was given up meanwhile: look again
    }
    if (Clock::now() >= deadline) break;
    const bool attempt_first = open_ < settings_.connections_max;
    changed_.wait_until(lock, attempt_first ? std::min(deadline, next_attempt_) : deadline);
  }
  if (closed_) throw StoreUnavailable("the service is stopping");
  if (backoff_.count() > 0) throw StoreUnavailable("the database cannot be reached");
  throw StoreBusy("all " + std::to_string(settings_.connections_max) +
                  " database connections are in use");
}

// The most recently used first; those that died while idle are dropped on the way.
std::unique_ptr<Connection> Pool::take_idle() {
  while (!idle_.empty()) {
    std::unique_ptr<Connection> connection = std::move(idle_.back());
    idle_.pop_back();
    if (is_idle_and_alive(*connection)) return connection;
    --open_;
  }
  return nullptr;
}

bool Pool::may_open(Clock::time_point now) const {
  return open_ < settings_.connections_max && (backoff_.count() == 0 || now >= next_attempt_);
}

// Connects without the lock. None when it failed and there is time for another attempt.
std::unique_ptr<Connection> Pool::open(std::unique_lock<std::mutex>& lock,
                                       Clock::time_point deadline) {
  ++open_;
  if (backoff_.count() > 0) next_attempt_ = Clock::now() + backoff_;  // one prober at a time
  lock.unlock();
  std::unique_ptr<Connection> fresh;
  std::exception_ptr failure;
  try {
    fresh = connect(settings_.conninfo);
  } catch (...) {  // whatever it was, the place must be given back
    failure = std::current_exception();
  }
  lock.lock();
  note_attempt(fresh != nullptr);
  if (fresh) return fresh;
  --open_;
  changed_.notify_one();
  if (next_attempt_ >= deadline) std::rethrow_exception(failure);
  return nullptr;
}

void Pool::note_attempt(bool succeeded) {
  if (succeeded) {
    backoff_ = std::chrono::milliseconds{0};
    changed_.notify_all();
    return;
  }
  const Clock::time_point now = Clock::now();
  if (backoff_.count() > 0 && now < next_attempt_) return;  // one of several that failed together
  backoff_ = std::clamp(backoff_ * 2, settings_.backoff_first, settings_.backoff_max);
  next_attempt_ = now + backoff_;
}

// Where one link had to be cut, the idle ones lead to the same silence: each would cost its next
// user the whole limit again, and a fresh one says within its connect_timeout how things stand.
void Pool::put_back(std::unique_ptr<Connection> connection, bool was_cut) {
  {
    const std::lock_guard lock{mutex_};
    if (was_cut) {
      open_ -= idle_.size() + 1;
      idle_.clear();
    } else if (connection->is_open())
      idle_.push_back(std::move(connection));
    else
      --open_;
  }
  changed_.notify_one();
}

}  // namespace copytaster::postgres
