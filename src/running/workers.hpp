#pragma once
// A few threads and a bounded line of jobs before them.

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace copytaster::running {

class Workers {
 public:
  /// `name`: up to 11 bytes, as the threads are called in `ps`.
  Workers(const std::string& name, int threads, std::size_t waiting_max);
  ~Workers() { stop(); }
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  /// False: the line is full or stopped, and the job was not taken. A job must not throw; one that
  /// does costs a line in the log and nothing else.
  bool offer(std::function<void()> job);
  /// The same; a job whose turn comes after more than `patience` is not done, but `late`.
  bool offer(std::function<void()> job, std::chrono::milliseconds patience,
             std::function<void()> late);
  /// The next piece of a job that was taken before: the line's bound does not hold it up. False:
  /// stopped.
  bool go_on(std::function<void()> job);
  /// The same, before all that waits.
  bool go_first(std::function<void()> job);
  /// Does what waits, then ends the threads. May be called twice.
  void stop();
  /// Forgets what waits, then stops: for work that nobody waits for any more.
  void abandon();

 private:
  void work(const std::string& thread_name);

  const std::size_t waiting_max_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<std::function<void()>> waiting_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace copytaster::running
