#include "running/intake_line.hpp"

#include <pthread.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <new>
#include <utility>

#include <spdlog/spdlog.h>

#include "copytaster/app/faults.hpp"

namespace copytaster::running {

IntakeLine::IntakeLine(IntakeLimits limits, Tools tools)
    : limits_(limits), tools_(std::move(tools)) {
  try {
    for (int i = 0; i < limits_.writers; ++i) writers_.emplace_back([this] { write(); });
    usher_ = std::thread{[this] { turn_away(); }};
  } catch (...) {
    stop();  // where no thread can be had, those that could be must not be left behind
    throw;
  }
}

void IntakeLine::hold_back(HeldBack held_back) {
  const std::lock_guard lock{mutex_};
  held_back_ = std::move(held_back);
}

bool IntakeLine::has_room(SiteId site) const {
  constexpr std::size_t common_bytes = 2048;
  const std::lock_guard lock{mutex_};
  return has_room(site, common_bytes);
}

/// Asked with the lock held.
bool IntakeLine::has_room(SiteId site, std::size_t bytes) const {
  return !stopping_ && !held_back_.all && !held_back_.sites.contains(site) &&
         waiting_.size() < limits_.waiting_max &&
         waiting_bytes_ + bytes <= limits_.waiting_bytes_max;
}

bool IntakeLine::offer(WaitingComment comment, OnAnswer answer) {
  const std::size_t bytes = comment.bytes();
  Line one;
  one.push_back({std::move(comment), std::move(answer), std::chrono::steady_clock::now()});
  {
    const std::lock_guard lock{mutex_};
    if (!has_room(one.front().comment.site, bytes)) return false;
    waiting_bytes_ += bytes;
    waiting_.splice(waiting_.end(), one);
  }
  arrived_.notify_one();
  return true;
}

void IntakeLine::stop() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  arrived_.notify_all();
  stopped_.notify_all();
  for (auto& writer : writers_) {
    if (writer.joinable()) writer.join();
  }
  if (usher_.joinable()) usher_.join();
}

std::size_t IntakeLine::waiting() const {
  const std::lock_guard lock{mutex_};
  return waiting_.size();
}

/// The front of the line, in order, up to a batch. One comment always fits. Memory is had before
/// anything is moved, so that a comment is in the line or in the batch.
IntakeLine::BatchPtr IntakeLine::take() {
  auto batch = std::make_shared<Batch>();
  const std::size_t count_max = std::min(limits_.batch_max, waiting_.size());
  batch->comments.reserve(count_max);
  batch->answers.reserve(count_max);
  batch->outcomes.resize(count_max);
  std::size_t bytes = 0;
  auto next = waiting_.begin();
  for (; batch->comments.size() < count_max; ++next) {
    const std::size_t more = next->comment.bytes();
    if (!batch->comments.empty() && bytes + more > limits_.batch_bytes_max) break;
    bytes += more;
    batch->comments.push_back(std::move(next->comment));
    batch->answers.push_back(std::move(next->answer));
  }
  waiting_.erase(waiting_.begin(), next);
  waiting_bytes_ -= bytes;
  return batch;
}

/// False when the line has been stopped and is empty.
bool IntakeLine::write_batch() {
  std::unique_lock lock{mutex_};
  arrived_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
  if (waiting_.empty()) return false;
  const BatchPtr batch = take();
  const bool more = !waiting_.empty();
  lock.unlock();
  if (more) arrived_.notify_one();
  submit(batch, 0, batch->comments.size());
  return true;
}

void IntakeLine::write() {
  ::pthread_setname_np(::pthread_self(), "writer");
  for (bool more = true; more;) {
    try {
      more = write_batch();
    } catch (const std::bad_alloc&) {
      spdlog::warn("intake: out of memory");
    }
  }
}

/// A writer may be held up by a database that does not answer; who stands behind it learns so in
/// time, and nothing of hers is stored.
void IntakeLine::turn_away() {
  ::pthread_setname_np(::pthread_self(), "usher");
  std::unique_lock lock{mutex_};
  while (!stopping_) {
    stopped_.wait_for(lock, limits_.patience / 10);
    const auto late = take_late();
    if (late.empty()) continue;
    lock.unlock();
    spdlog::warn("intake: {} comments waited too long and were answered 503", late.size());
    for (const auto& waiting : late) waiting.answer(StoreAway{});
    lock.lock();
  }
}

/// Moved from one list to the other, which needs no memory.
IntakeLine::Line IntakeLine::take_late() {
  const auto too_early = std::chrono::steady_clock::now() - limits_.patience;
  Line late;
  auto end = waiting_.begin();
  for (; end != waiting_.end() && end->since < too_early; ++end)
    waiting_bytes_ -= end->comment.bytes();
  late.splice(late.begin(), waiting_, waiting_.begin(), end);
  return late;
}

/// One bad row never fails its neighbours: a batch that cannot be stored is halved until the row
/// stands alone.
void IntakeLine::submit(const BatchPtr& batch, std::size_t first, std::size_t end) {
  const auto some = std::span{batch->comments}.subspan(first, end - first);
  const auto answer_all = [&](const SubmitAnswer& same) {
    for (std::size_t i = first; i < end; ++i) batch->answers[i](same);
  };
  try {
    auto outcomes =
        submit_comments(some, tools_.clock.now(), {tools_.store, tools_.vault, tools_.lately});
    std::move(outcomes.begin(), outcomes.end(),
              batch->outcomes.begin() + static_cast<std::ptrdiff_t>(first));
  } catch (const StoreUnavailable& fault) {
    spdlog::warn("intake: {} comments answered 503: {}", some.size(), fault.what());
    return answer_all(StoreAway{});
  } catch (const std::bad_alloc&) {
    spdlog::warn("intake: {} comments answered 503: out of memory", some.size());
    return answer_all(StoreAway{});
  } catch (...) {
    if (some.size() == 1) {
      spdlog::error("intake: a comment could not be stored");
      return answer_all(Broken{});
    }
    const std::size_t middle = first + some.size() / 2;
    submit(batch, first, middle);
    return submit(batch, middle, end);
  }
  answer(batch, first, end);
}

/// Saying the answers takes as long as writing the batch: while more waits, somebody else does it.
void IntakeLine::answer(const BatchPtr& batch, std::size_t first, std::size_t end) const {
  const auto say = [batch, first, end] {
    for (std::size_t i = first; i < end; ++i) batch->answers[i](std::move(batch->outcomes[i]));
  };
  try {
    if (waiting() > 0 && tools_.hand_over && tools_.hand_over(say)) return;
  } catch (const std::bad_alloc&) {  // nobody has taken it
  }
  say();
}

}  // namespace copytaster::running
