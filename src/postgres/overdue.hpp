#pragma once
// PostgreSQL ends a statement that takes too long, but one that is frozen, or behind a network that
// has gone silent, ends nothing and says nothing. Then this cuts the link on our side.

#include <chrono>
#include <condition_variable>
#include <list>
#include <mutex>
#include <thread>

namespace copytaster::postgres {

class Overdue {
  struct Watched {
    std::chrono::steady_clock::time_point deadline;
    int socket;  ///< a duplicate: the number of the link's own may go to somebody else
    bool cut = false;
  };

 public:
  using Place = std::list<Watched>::iterator;

  explicit Overdue(std::chrono::milliseconds limit);
  ~Overdue();
  Overdue(const Overdue&) = delete;
  Overdue& operator=(const Overdue&) = delete;

  /// From here on the link with this socket has the limit's time until `end`.
  Place begin(int socket) noexcept;
  /// True: it was too late, and the link is cut.
  bool end(Place place) noexcept;

 private:
  void run();

  const std::chrono::milliseconds limit_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::list<Watched> watched_;  ///< all have the same limit, so the first is due first
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace copytaster::postgres
