// The one thread that writes what a slow reader left waiting, keeps every connection's deadline and
// the budget of all of them, and takes up what had to wait for that.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <vector>

namespace copytaster::http {

class Connection;

/// Milliseconds of a coarse monotonic clock: what deadlines are measured with.
std::int64_t coarse_now_ms();

/// Holds every open connection until it says `forget`. Deadlines are kept within a quarter of a
/// second. Never takes a connection's lock while it holds its own.
class Flusher {
 public:
  /// What all connections have not sent, and how much that may be: above, those whose readers
  /// have taken nothing for longest are cut. Throws std::system_error when no descriptor or thread
  /// is left.
  Flusher(const std::atomic<std::size_t>& unsent, std::size_t unsent_max);
  Flusher(const Flusher&) = delete;
  Flusher& operator=(const Flusher&) = delete;
  ~Flusher();

  void watch(std::uint64_t id, std::shared_ptr<Connection> connection);
  void forget(std::uint64_t id);

  /// One call to `Connection::write_waiting` when `descriptor` takes bytes again. False when the
  /// kernel cannot watch it.
  bool when_writable(std::uint64_t id, int descriptor, bool first_time) const;
  void unwatch(int descriptor) const;

  /// `work` on this thread, once. It must be short.
  void soon(std::function<void()> work);

  std::vector<std::shared_ptr<Connection>> connections() const;
  bool wait_until_empty(std::chrono::milliseconds patience) const;

  /// Ends the thread; must not be called on it.
  void stop();

 private:
  void run();
  void serve_writable() const;
  void serve_soon();
  void serve_overdue();
  void cut_the_slowest() const;
  std::shared_ptr<Connection> find(std::uint64_t id) const;
  void wake() const;

  const std::atomic<std::size_t>& unsent_;
  const std::size_t unsent_max_;
  int epoll_ = -1;
  int wake_ = -1;
  mutable std::mutex mutex_;
  mutable std::condition_variable emptied_;
  std::unordered_map<std::uint64_t, std::shared_ptr<Connection>> watched_;
  std::vector<std::function<void()>> soon_;
  bool stopping_ = false;
  std::int64_t next_look_ms_ = 0;
  std::thread thread_;
};

}  // namespace copytaster::http
