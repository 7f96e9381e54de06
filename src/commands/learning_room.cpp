#include "commands/learning_room.hpp"

#include <chrono>
#include <exception>

#include <spdlog/spdlog.h>

#include "running/background.hpp"

namespace copytaster::commands {
namespace {

constexpr std::chrono::seconds learns_every{60};
constexpr std::chrono::seconds follows_every{5};

}  // namespace

LearningRoom::LearningRoom(const Rooms& rooms)
    : live_(rooms.live), rows_(rooms.pool), learner_({rows_, rooms.rules, models_, rooms.clock}) {
  jobs_.every(follows_every, "look at the models", [this] { follow_soon(); });
  jobs_.every(learns_every, "learn", [this] {
    running::stand_behind_all_others();
    learner_.learn(sites());
  });
}

std::map<SiteId, LearningPolicy> LearningRoom::sites() const {
  const auto live = live_.get();
  std::map<SiteId, LearningPolicy> all;
  for (const http::Site& site : live->sites) all.emplace(site.id, live->learning);
  return all;
}

/// On a thread of its own: a model is as large as a set of rules, and neither readers nor editors
/// wait for it. However much changes, one look waits and no more.
void LearningRoom::follow_soon() {
  if (will_look_.exchange(true)) return;
  if (!looking_.offer([this] { follow(); })) will_look_ = false;
}

void LearningRoom::follow() {
  will_look_ = false;  // what changes from now on has another look
  try {
    learner_.follow(sites());
    fails_ = false;
  } catch (const std::exception& fault) {
    if (!fails_) spdlog::warn("learning: the models that judge stay for now: {}", fault.what());
    fails_ = true;
  }
}

void LearningRoom::start() {
  follow();
  jobs_.start();
}

void LearningRoom::stop() {
  learner_.stop();
  jobs_.stop();
  looking_.abandon();
}

}  // namespace copytaster::commands
