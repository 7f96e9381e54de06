#pragma once
// The bounded line of comments that wait to be written, and its writers. A writer takes everything
// that waits, up to a batch, and does not linger: under load batches grow by themselves.

#include <chrono>
#include <condition_variable>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <set>
#include <span>
#include <thread>
#include <variant>
#include <vector>

#include "copytaster/app/submit_comment.hpp"
#include "running/clock.hpp"

namespace copytaster::running {

struct IntakeLimits {
  std::size_t waiting_max = 20'000;
  std::size_t waiting_bytes_max = std::size_t{32} << 20U;
  std::size_t batch_max = 200;
  std::size_t batch_bytes_max = std::size_t{1} << 20U;
  int writers = 1;
  /// Who has waited this long and is in no writer's hands is told to come again.
  std::chrono::milliseconds patience{2500};
};

/// What is not taken for now.
struct HeldBack {
  bool all = false;
  std::set<SiteId> sites;
};

/// The store could not be reached; nothing is known to be stored, and asking again is right.
struct StoreAway {};
/// A fault that belongs to this comment alone.
struct Broken {};

using SubmitAnswer = std::variant<SubmitOutcome, StoreAway, Broken>;
using OnAnswer = std::function<void(SubmitAnswer)>;

class IntakeLine {
 public:
  /// What the writers work with; all of it outlives the line.
  struct Tools {
    IntakeStore& store;
    const Vault& vault;
    const Clock& clock;
    Lately& lately;
    /// Gives a job to another thread; false: it does not take it. A writer that has more to write
    /// lets others say the answers.
    std::function<bool(std::function<void()>)> hand_over = nullptr;
  };
  IntakeLine(IntakeLimits limits, Tools tools);
  ~IntakeLine() { stop(); }
  IntakeLine(const IntakeLine&) = delete;
  IntakeLine& operator=(const IntakeLine&) = delete;

  /// False: full, held back or stopped, and `answer` will not be called. Otherwise it is called
  /// exactly once, on a thread of the line or one it was handed over to, after the comment is
  /// durable or refused. It must not throw or block.
  bool offer(WaitingComment comment, OnAnswer answer);
  /// Whether a comment of common length would be taken now.
  bool has_room(SiteId site) const;
  /// Until the next call.
  void hold_back(HeldBack held_back);
  /// Writes what waits, then ends the writers. May be called twice.
  void stop();
  std::size_t waiting() const;

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;
  struct Batch {
    std::vector<WaitingComment> comments;
    std::vector<OnAnswer> answers;
    std::vector<SubmitOutcome> outcomes;  ///< of those that were stored or refused so far
  };
  using BatchPtr = std::shared_ptr<Batch>;
  struct Waiting {
    WaitingComment comment;
    OnAnswer answer;
    SteadyTime since;
  };
  using Line = std::list<Waiting>;
  bool has_room(SiteId site, std::size_t bytes) const;
  void write();
  void turn_away();
  Line take_late();
  BatchPtr take();
  bool write_batch();
  void submit(const BatchPtr& batch, std::size_t first, std::size_t end);
  void answer(const BatchPtr& batch, std::size_t first, std::size_t end) const;

  const IntakeLimits limits_;
  const Tools tools_;
  mutable std::mutex mutex_;
  std::condition_variable arrived_;
  std::condition_variable stopped_;
  HeldBack held_back_;
  Line waiting_;
  std::size_t waiting_bytes_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> writers_;
  std::thread usher_;
};

}  // namespace copytaster::running
