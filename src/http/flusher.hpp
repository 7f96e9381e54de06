// The one thread that writes what a slow reader left waiting, keeps every connection's deadline
// and takes up pipelined requests that had to wait.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
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
  Flusher();  // throws std::system_error when no descriptor or thread is left
  Flusher(const Flusher&) = delete;
  Flusher& operator=(const Flusher&) = delete;
  ~Flusher();

  void watch(std::uint64_t id, std::shared_ptr<Connection> connection);
  void forget(std::uint64_t id);

  /// One call to `Connection::write_waiting` when `descriptor` takes bytes again. False when the
  /// kernel cannot watch it.
  bool when_writable(std::uint64_t id, int descriptor, bool first_time) const;
  void unwatch(int descriptor) const;

  /// `Connection::take_up` on this thread.
  void resume(std::uint64_t id);

  std::vector<std::shared_ptr<Connection>> connections() const;
  bool wait_until_empty(std::chrono::milliseconds patience) const;

  /// Ends the thread; must not be called on it.
  void stop();

 private:
  void run();
  void serve_writable() const;
  void serve_resumed();
  void serve_overdue();
  std::shared_ptr<Connection> find(std::uint64_t id) const;
  void wake() const;

  int epoll_ = -1;
  int wake_ = -1;
  mutable std::mutex mutex_;
  mutable std::condition_variable emptied_;
  std::unordered_map<std::uint64_t, std::shared_ptr<Connection>> watched_;
  std::vector<std::uint64_t> resumed_;
  bool stopping_ = false;
  std::int64_t next_look_ms_ = 0;
  std::thread thread_;
};

}  // namespace copytaster::http
