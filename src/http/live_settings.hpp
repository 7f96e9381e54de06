// What a reload of the settings may change while requests are under way. A call keeps to the
// settings that it began with.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <string_view>
#include <utility>
#include <vector>

#include "copytaster/app/models.hpp"
#include "copytaster/app/sign_in.hpp"
#include "http/client_address.hpp"
#include "http/site.hpp"

namespace copytaster::http {

struct LiveSettings {
  std::vector<Site> sites;
  std::vector<AddressRange> trusted_proxies;
  SessionLimits sessions;
  LearningPolicy learning;
  bool totp_required = false;     ///< of people; tokens have no second factor
  std::chrono::seconds claim{0};  ///< how long one lasts

  const Site* site_named(std::string_view name) const;
  /// By the Host header; the only site needs none.
  const Site* site_of_host(std::string_view host) const;
};

/// The settings that hold now; replaced whole. Safe from any thread.
class CurrentSettings {
 public:
  explicit CurrentSettings(LiveSettings first)
      : live_(std::make_shared<const LiveSettings>(std::move(first))) {}

  std::shared_ptr<const LiveSettings> get() const {
    const std::lock_guard lock{mutex_};
    return live_;
  }
  void put(LiveSettings next) {
    auto live = std::make_shared<const LiveSettings>(std::move(next));
    const std::lock_guard lock{mutex_};
    live_.swap(live);
  }

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const LiveSettings> live_;
};

}  // namespace copytaster::http
