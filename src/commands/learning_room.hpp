// What a running service learns with: the models that judge, a thread that follows which ones, and
// one that trains them.
#pragma once

#include <atomic>
#include <map>

#include "http/live_settings.hpp"
#include "postgres/model_store.hpp"
#include "postgres/pool.hpp"
#include "running/clock.hpp"
#include "running/current_models.hpp"
#include "running/current_rules.hpp"
#include "running/jobs.hpp"
#include "running/learner.hpp"
#include "running/workers.hpp"

namespace copytaster::commands {

class LearningRoom {
 public:
  /// All of it outlives the room.
  struct Rooms {
    postgres::Pool& pool;
    const running::CurrentRules& rules;
    const running::Clock& clock;
    const http::CurrentSettings& live;
  };
  explicit LearningRoom(const Rooms& rooms);
  LearningRoom(const LearningRoom&) = delete;
  LearningRoom& operator=(const LearningRoom&) = delete;
  ~LearningRoom() { stop(); }

  const running::CurrentModels& models() const { return models_; }
  /// Has it looked which models judge. Never waits.
  void follow_soon();
  /// Before the first comment comes: looks once, and waits for it.
  void start();
  void stop();

 private:
  std::map<SiteId, LearningPolicy> sites() const;
  void follow();

  const http::CurrentSettings& live_;
  postgres::ModelRows rows_;
  running::CurrentModels models_;
  running::Learner learner_;
  std::atomic<bool> will_look_ = false;
  bool fails_ = false;  ///< of the thread that looks
  running::Workers looking_{"models", 1, 1};
  running::Jobs jobs_;  ///< of its own: a training takes seconds
};

}  // namespace copytaster::commands
