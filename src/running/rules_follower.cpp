#include "running/rules_follower.hpp"

#include <exception>

#include <spdlog/spdlog.h>

namespace copytaster::running {

void RulesFollower::look_soon() {
  if (will_look_.exchange(true)) return;
  if (!reading_.go_first([this] { look(); })) will_look_ = false;
}

void RulesFollower::look() {
  will_look_ = false;  // what is activated from now on has another look
  try {
    for (const ActiveRules& active : tools_.store.active_everywhere()) follow(active);
    fails_ = false;
  } catch (const std::exception& fault) {
    if (!fails_) spdlog::warn("rules: the sets that hold stay for now: {}", fault.what());
    fails_ = true;
  }
}

/// Sites that this instance does not serve are nobody's business here.
void RulesFollower::follow(const ActiveRules& active) {
  const std::int64_t here = rules_.number_of(active.site);
  if (here == 0 || here == active.number) return;
  if (const auto found = unreadable_.find(active.site);
      found != unreadable_.end() && found->second == active.number)
    return;
  const auto outcome = load_rules(active.site, tools_);
  if (const auto* loaded = std::get_if<SiteRules>(&outcome)) {
    rules_.put(active.site, *loaded);
    unreadable_.erase(active.site);
    spdlog::info("rules: site {} is judged by version {}", active.site.value,
                 loaded->version.number);
  } else if (const auto* unreadable = std::get_if<RulesUnreadable>(&outcome)) {
    unreadable_[active.site] = unreadable->version.number;
    spdlog::error("rules: version {} of site {} cannot be read here, version {} stays: {}",
                  unreadable->version.number, active.site.value, here,
                  line_for(unreadable->errors.front()));
  }
}

}  // namespace copytaster::running
