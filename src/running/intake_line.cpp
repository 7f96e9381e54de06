#include "running/intake_line.hpp"

#include <pthread.h>

#include <algorithm>
#include <iterator>

#include <spdlog/spdlog.h>

#include "copytaster/app/faults.hpp"

namespace copytaster::running {

IntakeLine::IntakeLine(IntakeLimits limits, FloodLimits flood, Tools tools)
    : limits_(limits), tools_(tools), flood_(flood) {
  admit_ = [this](const Pseudonym& reader, const AuthorIndex& author, Instant now) {
    const std::lock_guard lock{flood_mutex_};
    return flood_.admit(reader, author, now);
  };
  for (int i = 0; i < limits_.writers; ++i) writers_.emplace_back([this] { write(); });
}

void IntakeLine::change(FloodLimits flood) {
  const std::lock_guard lock{flood_mutex_};
  flood_.change(flood);
}

bool IntakeLine::offer(WaitingComment comment, OnAnswer answer) {
  const std::size_t bytes = comment.bytes();
  {
    const std::lock_guard lock{mutex_};
    if (stopping_ || waiting_.size() >= limits_.waiting_max ||
        waiting_bytes_ + bytes > limits_.waiting_bytes_max)
      return false;
    waiting_bytes_ += bytes;
    waiting_.push_back({std::move(comment), std::move(answer)});
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
  for (auto& writer : writers_) {
    if (writer.joinable()) writer.join();
  }
}

std::size_t IntakeLine::waiting() const {
  const std::lock_guard lock{mutex_};
  return waiting_.size();
}

/// The front of the line, in order, up to a batch. One comment always fits.
IntakeLine::Batch IntakeLine::take(std::unique_lock<std::mutex>& lock) {
  arrived_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
  Batch batch;
  std::size_t bytes = 0;
  auto next = waiting_.begin();
  for (; next != waiting_.end() && batch.comments.size() < limits_.batch_max; ++next) {
    const std::size_t more = next->comment.bytes();
    if (!batch.comments.empty() && bytes + more > limits_.batch_bytes_max) break;
    bytes += more;
    batch.comments.push_back(std::move(next->comment));
    batch.answers.push_back(std::move(next->answer));
  }
  waiting_.erase(waiting_.begin(), next);
  waiting_bytes_ -= bytes;
  return batch;
}

void IntakeLine::write() {
  ::pthread_setname_np(::pthread_self(), "writer");
  for (;;) {
    std::unique_lock lock{mutex_};
    Batch batch = take(lock);
    const bool more = !waiting_.empty();
    lock.unlock();
    if (batch.comments.empty()) return;
    if (more) arrived_.notify_one();
    submit(batch);
  }
}

void IntakeLine::submit(Batch& batch) {
  std::vector<SubmitOutcome> outcomes;
  try {
    outcomes =
        submit_comments(batch.comments, tools_.clock.now(), {tools_.store, tools_.vault, admit_});
  } catch (const InDoubt&) {
    return settle(batch);
  } catch (const StoreUnavailable& fault) {
    spdlog::warn("intake: {} comments answered 503: {}", batch.comments.size(), fault.what());
    for (auto& answer : batch.answers) answer(StoreAway{});
    return;
  } catch (...) {
    return submit_one_by_one(batch);
  }
  for (std::size_t i = 0; i < outcomes.size(); ++i) batch.answers[i](std::move(outcomes[i]));
}

/// The link broke under the commit. Asked again, each comment finds its first answer by its key
/// if that was stored, and is stored now if it was not.
void IntakeLine::settle(Batch& batch) {
  spdlog::warn("intake: a commit of {} comments was in doubt, asking again", batch.comments.size());
  submit_one_by_one(batch);
}

/// One bad row never fails its neighbours: each is tried by itself, unless the store is away.
void IntakeLine::submit_one_by_one(Batch& batch) {
  bool away = false;
  for (std::size_t i = 0; i < batch.comments.size(); ++i) {
    SubmitAnswer answer = Broken{};
    try {
      if (away) throw StoreUnavailable("the store was away a moment ago");
      auto outcomes = submit_comments(std::span{&batch.comments[i], 1}, tools_.clock.now(),
                                      {tools_.store, tools_.vault, admit_});
      answer = std::move(outcomes.at(0));
    } catch (const StoreUnavailable&) {
      away = true;
      answer = StoreAway{};
    } catch (...) {
      spdlog::error("intake: a comment could not be stored");
    }
    batch.answers[i](std::move(answer));
  }
}

}  // namespace copytaster::running
