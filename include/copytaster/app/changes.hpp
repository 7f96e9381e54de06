#pragma once
// What instances learn of each other: each transaction that changes what readers see leaves a row,
// and every instance looks for new ones several times a second. It misses none, however late a
// transaction commits, and needs nothing of the connection it looks through.

#include <cstdint>
#include <functional>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "copytaster/domain/ids.hpp"

namespace copytaster {

struct Change {
  std::uint64_t transaction = 0;
  std::int64_t id = 0;
  SiteId site;
  std::string article;  ///< its key
};

struct Changes {
  /// Every transaction with a smaller number is over: what it has written is here or was before.
  std::uint64_t settled = 0;
  std::vector<Change> changes;
  bool is_whole = true;  ///< else there were more than are told at once
};

class ChangeStore {
 public:
  virtual ~ChangeStore() = default;
  /// All of the transactions from this number on.
  virtual Changes changes_from(std::uint64_t transaction) = 0;
};

/// Tells each change once. Safe from any thread: whoever has looked has been told of everything
/// that was committed before.
class ChangeFollower {
 public:
  struct Listener {
    std::function<void(const Change&)> changed;
    std::function<void()> everything_changed;  ///< or nobody can say what
  };
  ChangeFollower(ChangeStore& store, Listener listener)
      : store_(store), listener_(std::move(listener)) {}

  /// Throws what the store throws, and then has told nothing.
  void look();

 private:
  ChangeStore& store_;
  const Listener listener_;
  std::mutex mutex_;
  std::uint64_t settled_ = 0;                              ///< 0: has not looked yet
  std::set<std::pair<std::uint64_t, std::int64_t>> told_;  ///< of transactions that are not settled
};

}  // namespace copytaster
