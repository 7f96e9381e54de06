// What a running service learns with: the models that judge, and the thread that trains them.
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
  /// All of it outlives the room; `reading` is stopped before it ends.
  struct Rooms {
    postgres::Pool& pool;
    const running::CurrentRules& rules;
    const running::Clock& clock;
    running::Workers& reading;
    const http::CurrentSettings& live;
  };
  explicit LearningRoom(const Rooms& rooms);
  LearningRoom(const LearningRoom&) = delete;
  LearningRoom& operator=(const LearningRoom&) = delete;
  ~LearningRoom() { stop(); }

  const running::CurrentModels& models() const { return models_; }
  /// Has it looked which models judge. Never waits.
  void follow_soon();
  void start() { jobs_.start(); }
  void stop();

 private:
  std::map<SiteId, LearningPolicy> sites() const;
  void follow();

  running::Workers& reading_;
  const http::CurrentSettings& live_;
  postgres::ModelRows rows_;
  running::CurrentModels models_;
  running::Learner learner_;
  std::atomic<bool> will_look_ = false;
  bool fails_ = false;  ///< of the thread of `reading`
  running::Jobs jobs_;  ///< of its own: a training takes seconds
};

}  // namespace copytaster::commands
