#include "running/workers.hpp"

#include <pthread.h>

#include <utility>

#include <spdlog/spdlog.h>

namespace copytaster::running {

Workers::Workers(const std::string& name, int threads, std::size_t waiting_max)
    : waiting_max_(waiting_max) {
  try {
    for (int i = 0; i < threads; ++i)
      threads_.emplace_back([this, thread = name + "-" + std::to_string(i)] { work(thread); });
  } catch (...) {  // no more threads to be had: those that run must not outlive us
    stop();
    throw;
  }
}

bool Workers::offer(std::function<void()> job) {
  {
    const std::lock_guard lock{mutex_};
    if (stopping_ || waiting_.size() >= waiting_max_) return false;
    waiting_.push_back(std::move(job));
  }
  arrived_.notify_one();
  return true;
}

bool Workers::offer(std::function<void()> job, std::chrono::milliseconds patience,
                    std::function<void()> late) {
  const auto until = std::chrono::steady_clock::now() + patience;
  return offer([job = std::move(job), late = std::move(late), until] {
    (std::chrono::steady_clock::now() > until ? late : job)();
  });
}

bool Workers::go_on(std::function<void()> job) {
  {
    const std::lock_guard lock{mutex_};
    if (stopping_) return false;
    waiting_.push_back(std::move(job));
  }
  arrived_.notify_one();
  return true;
}

bool Workers::go_first(std::function<void()> job) {
  {
    const std::lock_guard lock{mutex_};
    if (stopping_) return false;
    waiting_.push_front(std::move(job));
  }
  arrived_.notify_one();
  return true;
}

void Workers::abandon() {
  std::deque<std::function<void()>> forgotten;  // goes without the lock: a job may end a call
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
    forgotten.swap(waiting_);
  }
  forgotten.clear();
  stop();
}

void Workers::stop() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  arrived_.notify_all();
  for (auto& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

void Workers::work(const std::string& thread_name) {
  ::pthread_setname_np(::pthread_self(), thread_name.substr(0, 15).c_str());
  std::unique_lock lock{mutex_};
  for (;;) {
    arrived_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    auto job = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    try {
      job();
    } catch (...) {
      // Jobs answer for themselves; this only keeps a bug in one from ending the service.
      spdlog::error("a job of {} threw", thread_name);
    }
    job = nullptr;  // what it held goes now, not when the next one comes
    lock.lock();
  }
}

}  // namespace copytaster::running
