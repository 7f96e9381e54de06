#include "running/change_follower.hpp"

namespace copytaster::running {
namespace {

constexpr std::chrono::hours changes_last{12};  // rows are kept for a day

}  // namespace

// While a long transaction keeps the others from being settled, what is told already is seen again
// with each look and must not be told again.
void ChangeFollower::look(std::chrono::steady_clock::time_point now) {
  const std::uint64_t mine = ++asked_;
  const std::lock_guard lock{mutex_};
  if (answered_ >= mine) return;
  const std::uint64_t answers = asked_;
  const Changes found = store_.changes_from(settled_);
  // A database that has less history than before is another one, and after a long absence what was
  // to be told may be gone.
  const bool is_known = settled_ != 0 && settled_ <= found.settled && found.is_whole &&
                        now - looked_at_ < changes_last;
  if (!is_known) {
    listener_.everything_changed();
    told_.clear();
  }
  for (const Change& change : found.changes) {
    const std::pair key{change.transaction, change.id};
    if (told_.contains(key)) continue;
    if (is_known) listener_.changed(change);
    told_.insert(key);
  }
  settled_ = found.settled;
  looked_at_ = now;
  told_.erase(told_.begin(), told_.lower_bound({settled_, 0}));
  answered_ = answers;
}

// Before the first look nobody has been told of anything that could be out of date.
void ChangeFollower::tell(std::span<const Change> own) {
  const std::lock_guard lock{mutex_};
  if (settled_ == 0) return;
  for (const Change& change : own) {
    const std::pair key{change.transaction, change.id};
    if (change.transaction < settled_ || told_.contains(key)) continue;
    listener_.changed(change);
    told_.insert(key);
  }
}

}  // namespace copytaster::running
