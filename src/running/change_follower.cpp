#include "running/change_follower.hpp"

namespace copytaster::running {

// While a long transaction keeps the others from being settled, what is told already is seen again
// with each look and must not be told again.
void ChangeFollower::look() {
  const std::lock_guard lock{mutex_};
  const Changes found = store_.changes_from(settled_);
  // A database that has less history than before is another one.
  const bool is_known = settled_ != 0 && settled_ <= found.settled && found.is_whole;
  if (!is_known) {
    listener_.everything_changed();
    told_.clear();
  }
  for (const Change& change : found.changes) {
    const bool is_new = told_.emplace(change.transaction, change.id).second;
    if (is_new && is_known) listener_.changed(change);
  }
  settled_ = found.settled;
  told_.erase(told_.begin(), told_.lower_bound({settled_, 0}));
}

}  // namespace copytaster::running
