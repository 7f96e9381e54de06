// An instance judges by what is active in the database, whoever has activated it.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <mutex>

#include "copytaster/app/rules.hpp"
#include "running/current_rules.hpp"
#include "running/workers.hpp"

namespace copytaster::running {

/// Reads and compiles on the one thread of `reading`, where whoever activates at this instance does
/// too: what was put last is what was activated last. What cannot be read leaves the set that
/// holds, and is told once.
class RulesFollower {
 public:
  /// All of it outlives the follower; `reading` is stopped before it ends.
  RulesFollower(const RuleTools& tools, CurrentRules& rules, Workers& reading)
      : tools_(tools), rules_(rules), reading_(reading) {}
  RulesFollower(const RulesFollower&) = delete;
  RulesFollower& operator=(const RulesFollower&) = delete;
  ~RulesFollower() = default;

  /// Has it looked whether another version is active than the one that judges here. Never waits.
  void look_soon();

 private:
  void look();
  void follow(const ActiveRules& active);

  RuleTools tools_;
  CurrentRules& rules_;
  Workers& reading_;
  std::atomic<bool> will_look_ = false;
  // On the thread of `reading` alone.
  std::map<SiteId, std::int64_t> unreadable_;
  bool fails_ = false;
};

}  // namespace copytaster::running
