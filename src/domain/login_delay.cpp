#include "copytaster/domain/login_delay.hpp"

#include <algorithm>

namespace copytaster {

/// After so many failures the wait begins at a second and doubles up to the longest.
struct LoginDelays::Rule {
  int free;
  int longest_s;
};

namespace {

constexpr std::chrono::hours forgotten_after{1};

std::string name_source(const Attempt& attempt) { return "name " + attempt.name; }
std::string address_source(const Attempt& attempt) { return "address " + attempt.address; }

}  // namespace

LoginDelays::LoginDelays(std::size_t sources_max)
    : sources_max_(std::max<std::size_t>(sources_max, 2)) {}

LoginDelays::Failures& LoginDelays::failures_of(const std::string& source, Instant now) {
  if (const auto found = failures_.find(source); found != failures_.end()) {
    Failures& known = found->second;
    by_use_.splice(by_use_.begin(), by_use_, known.place);
    if (now - known.last >= forgotten_after) known.count = 0;
    return known;
  }
  if (failures_.size() >= sources_max_) {
    failures_.erase(by_use_.back());
    by_use_.pop_back();
  }
  by_use_.push_front(source);
  return failures_.emplace(source, Failures{0, now, by_use_.begin()}).first->second;
}

int LoginDelays::wait_for(const Failures& failures, const Rule& rule, Instant now) {
  if (failures.count < rule.free) return 0;
  constexpr int doublings_max = 20;
  const int doublings = std::min(failures.count - rule.free, doublings_max);
  const std::chrono::seconds wait{std::min(1 << doublings, rule.longest_s)};
  const auto left = std::chrono::ceil<std::chrono::seconds>(failures.last + wait - now);
  return static_cast<int>(std::max<std::int64_t>(0, left.count()));
}

int LoginDelays::begin(const Attempt& attempt, Instant now) {
  constexpr Rule name_rule{5, 240};
  constexpr Rule address_rule{10, 36};
  Failures& address = failures_of(address_source(attempt), now);
  Failures* name = attempt.name.empty() ? nullptr : &failures_of(name_source(attempt), now);
  const int wait = std::max(wait_for(address, address_rule, now),
                            name == nullptr ? 0 : wait_for(*name, name_rule, now));
  if (wait > 0) return wait;
  for (Failures* failures : {&address, name}) {
    if (failures == nullptr) continue;
    ++failures->count;
    failures->last = now;
  }
  return 0;
}

void LoginDelays::succeeded(const Attempt& attempt) {
  if (const auto found = failures_.find(name_source(attempt)); found != failures_.end())
    found->second.count = 0;
  // One account of her own must not make an address good for guessing at others.
  if (const auto found = failures_.find(address_source(attempt)); found != failures_.end())
    found->second.count = std::max(0, found->second.count - 1);
}

}  // namespace copytaster
