#include "running/learner.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>
#include <variant>

#include <spdlog/spdlog.h>

#include "copytaster/domain/rule_set.hpp"
#include "running/background.hpp"

namespace copytaster::running {
namespace {

/// After a training that came to nothing: it reads all that was decided.
constexpr std::chrono::hours rests_for{1};

/// From so many decisions on a filter is of use.
constexpr std::size_t worth_a_look = 50;

}  // namespace

void Learner::follow(const std::map<SiteId, LearningPolicy>& sites) {
  std::map<SiteId, std::int64_t> active;
  for (const ActiveModel& one : rooms_.store.active_everywhere()) active[one.site] = one.number;
  for (const auto& [site, policy] : sites)
    follow(site, policy.mode == LearningMode::off ? 0 : active[site], policy);
}

void Learner::follow(SiteId site, std::int64_t number, const LearningPolicy& policy) {
  const SiteFilter here = rooms_.models.of(site);
  if (number == 0) {
    if (here.number != 0) rooms_.models.put(site, {});
    return;
  }
  if (here.number == number) return rooms_.models.put(site, filter_of(number, here.model, policy));
  if (const auto known = unreadable_.find(site);
      known != unreadable_.end() && known->second == number)
    return;
  if (auto model = load_model(site, number, rooms_.store)) {
    rooms_.models.put(site, filter_of(number, std::move(model), policy));
    spdlog::info("learning: site {} is judged by model {}", site.value, number);
  } else {
    unreadable_[site] = number;
    spdlog::error("learning: model {} of site {} cannot be read here", number, site.value);
  }
}

void Learner::learn(const std::map<SiteId, LearningPolicy>& sites) {
  for (const auto& [site, policy] : sites) {
    const Instant now = rooms_.clock.now();
    const auto vain = vain_.find(site);
    if (stopping_ || (vain != vain_.end() && now - vain->second < rests_for)) continue;
    try {
      if (policy.mode == LearningMode::off)
        suggest(site);
      else
        learn_for(site, policy);
    } catch (const std::exception& fault) {
      vain_[site] = now;
      spdlog::warn("learning: site {} learns nothing for now: {}", site.value, fault.what());
    }
  }
}

void Learner::suggest(SiteId site) {
  if (suggested_.contains(site)) return;
  const DecidedSoFar there = rooms_.store.decided_so_far(site, worth_a_look);
  const bool is_enough = there.wanted + there.unwanted >= worth_a_look &&
                         std::min(there.wanted, there.unwanted) >= examples_of_a_kind_min;
  if (!is_enough) return;
  suggested_.insert(site);
  spdlog::info(
      "learning: site {} has {} decisions and more; [learning] mode = \"shadow\" shows what a "
      "filter would have learned from them",
      site.value, worth_a_look);
}

void Learner::learn_for(SiteId site, const LearningPolicy& policy) {
  const Instant now = rooms_.clock.now();
  const std::shared_ptr<const RuleSet> rules = rooms_.rules.of(site);
  const auto is_due = [&] { return is_training_due(site, now, rules->version(), rooms_.store); };
  if (!is_due()) return;
  const TrainingTurn turn{rooms_.store, site, now};
  // Another instance may have trained between the question and the turn.
  if (!turn.is_mine() || !is_due()) return;
  HalfTime half;
  const auto goes_on = [this, &half](double) {
    half.rest();
    return !stopping_;
  };
  const auto outcome = copytaster::learn(site, now, false, {rooms_.store, rules, goes_on, policy});
  const auto* learnt = std::get_if<Learnt>(&outcome);
  if (learnt == nullptr)
    vain_[site] = now;
  else
    spdlog::info("learning: model {} of site {} from {} decisions", learnt->number, site.value,
                 learnt->examples);
}

}  // namespace copytaster::running
