#include "commands/learning_room.hpp"

#include <sys/resource.h>

#include <chrono>
#include <exception>

#include <spdlog/spdlog.h>

namespace copytaster::commands {
namespace {

constexpr std::chrono::seconds learns_every{60};
constexpr std::chrono::seconds follows_every{5};

/// Of the thread that asks for it.
void stand_behind_all_others() noexcept {
  constexpr int nice = 10;
  ::setpriority(PRIO_PROCESS, 0, nice);
}

}  // namespace

LearningRoom::LearningRoom(const Rooms& rooms)
    : reading_(rooms.reading),
      live_(rooms.live),
      rows_(rooms.pool),
      learner_({rows_, rooms.rules, models_, rooms.clock}) {
  jobs_.every(follows_every, "look at the models", [this] { follow_soon(); });
  jobs_.every(learns_every, "learn", [this] {
    stand_behind_all_others();
    learner_.learn(sites());
  });
}

std::map<SiteId, LearningPolicy> LearningRoom::sites() const {
  const auto live = live_.get();
  std::map<SiteId, LearningPolicy> all;
  for (const http::Site& site : live->sites) all.emplace(site.id, live->learning);
  return all;
}

/// Not where comments are read: a model is as large as a set of rules. However much changes, one
/// look waits before what editors ask for, and no more.
void LearningRoom::follow_soon() {
  if (will_look_.exchange(true)) return;
  if (!reading_.go_first([this] { follow(); })) will_look_ = false;
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

void LearningRoom::stop() {
  learner_.stop();
  jobs_.stop();
}

}  // namespace copytaster::commands
