#include "http/shared_bodies.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace copytaster::http {

std::shared_ptr<const std::string> SharedBodies::share(std::string body) {
  const std::size_t hash = std::hash<std::string>{}(body);
  const std::lock_guard lock(mutex_);
  auto& known = by_hash_[hash];
  if (auto same = known.lock(); same != nullptr && *same == body) return same;
  auto fresh = std::make_shared<const std::string>(std::move(body));
  known = fresh;
  if (by_hash_.size() >= sweep_at_) {
    std::erase_if(by_hash_, [](const auto& entry) { return entry.second.expired(); });
    sweep_at_ = std::max(sweep_at_, 2 * by_hash_.size());
  }
  return fresh;
}

std::size_t SharedBodies::size() const {
  const std::lock_guard lock(mutex_);
  return by_hash_.size();
}

}  // namespace copytaster::http
