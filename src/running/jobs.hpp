#pragma once
// Work that is due now and then, on one thread of its own.

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace copytaster::running {

class Jobs {
 public:
  Jobs() = default;
  ~Jobs() { stop(); }
  Jobs(const Jobs&) = delete;
  Jobs& operator=(const Jobs&) = delete;

  /// Before start(). The first time is right at the start. One that throws is due again in its
  /// turn, and costs one line in the log however often it does so in a row.
  void every(std::chrono::milliseconds period, std::string name, std::function<void()> job);
  void start();
  void stop();

 private:
  struct Job {
    std::chrono::milliseconds period;
    std::string name;
    std::function<void()> work;
    std::chrono::steady_clock::time_point due;
    bool fails = false;
  };
  static void work_on(Job& job);
  void run();

  std::vector<Job> jobs_;
  std::mutex mutex_;
  std::condition_variable stopped_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace copytaster::running
