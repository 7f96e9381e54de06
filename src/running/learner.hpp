// Has each site's model trained when enough was decided, and follows which one judges.
#pragma once

#include <atomic>
#include <map>
#include <set>

#include "copytaster/app/models.hpp"
#include "running/clock.hpp"
#include "running/current_models.hpp"
#include "running/current_rules.hpp"

namespace copytaster::running {

/// `follow` is of one thread, `learn` of one other.
class Learner {
 public:
  struct Rooms {
    ModelStore& store;
    const CurrentRules& rules;
    CurrentModels& models;
    const Clock& clock;
  };
  explicit Learner(const Rooms& rooms) : rooms_(rooms) {}

  /// Takes over what is active in the database at sites that learn; at others nothing judges.
  /// Throws a store's fault; then what judges stays.
  void follow(const std::map<SiteId, LearningPolicy>& sites);
  /// Trains where it is due and no other instance does; where learning is off it says once that
  /// there would be enough to learn from. What goes wrong at one site is told and holds up no
  /// other.
  void learn(const std::map<SiteId, LearningPolicy>& sites);
  /// A training that goes on ends soon, without a model.
  void stop() { stopping_ = true; }

 private:
  void follow(SiteId site, std::int64_t number, const LearningPolicy& policy);
  void learn_for(SiteId site, const LearningPolicy& policy);
  void suggest(SiteId site);

  Rooms rooms_;
  std::map<SiteId, std::int64_t> unreadable_;  ///< of the thread that follows
  std::map<SiteId, Instant> vain_;             ///< of the one that learns
  std::set<SiteId> suggested_;                 ///< of this one, too
  std::atomic<bool> stopping_ = false;
};

}  // namespace copytaster::running
