#include "http/desk_events.hpp"

#include <set>
#include <utility>

namespace copytaster::http {
namespace {

constexpr std::size_t listeners_max = 1000;
constexpr std::chrono::minutes stream_max{5};

}  // namespace

bool DeskEvents::is_full() const {
  const std::lock_guard lock{mutex_};
  return has_ended_ || listeners_.size() >= listeners_max;
}

void DeskEvents::add(const Audience& audience, EventStream stream,
                     std::chrono::steady_clock::time_point now) {
  const std::lock_guard lock{mutex_};
  if (has_ended_ || listeners_.size() >= listeners_max) return stream.end();
  listeners_.push_back({audience, std::move(stream), now});
}

std::vector<SiteId> DeskEvents::sites() const {
  const std::lock_guard lock{mutex_};
  std::set<SiteId> sites;
  for (const Listener& listener : listeners_) sites.insert(listener.audience.site);
  return {sites.begin(), sites.end()};
}

std::set<std::vector<std::string>> DeskEvents::bound_at(SiteId site) const {
  const std::lock_guard lock{mutex_};
  std::set<std::vector<std::string>> bound;
  for (const Listener& listener : listeners_) {
    const Audience& audience = listener.audience;
    if (audience.site == site && !audience.sections.empty()) bound.insert(audience.sections);
  }
  return bound;
}

void DeskEvents::tell(const Audience& audience, std::string_view name, std::string_view data) {
  const std::lock_guard lock{mutex_};
  const Event event{name, ++told_, data};
  listeners_.remove_if([&](Listener& listener) {
    return listener.audience == audience && !listener.stream.send(event);
  });
}

void DeskEvents::end_old(std::chrono::steady_clock::time_point now) {
  const std::lock_guard lock{mutex_};
  listeners_.remove_if([&](Listener& listener) {
    const bool is_over = now - listener.since >= stream_max || listener.stream.has_ended();
    if (is_over) listener.stream.end();
    return is_over;
  });
}

void DeskEvents::end_all() {
  const std::lock_guard lock{mutex_};
  has_ended_ = true;
  for (Listener& listener : listeners_) listener.stream.end();
  listeners_.clear();
}

}  // namespace copytaster::http
