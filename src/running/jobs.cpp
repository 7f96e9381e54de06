#include "running/jobs.hpp"

#include <pthread.h>

#include <algorithm>

#include <spdlog/spdlog.h>

namespace copytaster::running {

void Jobs::every(std::chrono::milliseconds period, std::string name, std::function<void()> job) {
  jobs_.push_back({period, std::move(name), std::move(job), std::chrono::steady_clock::now()});
}

void Jobs::start() {
  thread_ = std::thread{[this] { run(); }};
}

void Jobs::stop() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  stopped_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Jobs::work_on(Job& job) {
  try {
    job.work();
    if (job.fails) spdlog::info("the job '{}' is done again", job.name);
    job.fails = false;
  } catch (...) {
    if (!job.fails) spdlog::warn("the job '{}' failed and will be tried again", job.name);
    job.fails = true;
  }
}

void Jobs::run() {
  ::pthread_setname_np(::pthread_self(), "jobs");
  std::unique_lock lock{mutex_};
  while (!stopping_ && !jobs_.empty()) {
    Job& next = *std::min_element(jobs_.begin(), jobs_.end(),
                                  [](const Job& a, const Job& b) { return a.due < b.due; });
    if (stopped_.wait_until(lock, next.due, [this] { return stopping_; })) return;
    lock.unlock();
    work_on(next);
    next.due = std::chrono::steady_clock::now() + next.period;
    lock.lock();
  }
}

}  // namespace copytaster::running
