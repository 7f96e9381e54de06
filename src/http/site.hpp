// One news site as the HTTP room sees it.
#pragma once

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "copytaster/domain/ids.hpp"
#include "copytaster/domain/policy.hpp"

namespace copytaster::http {

struct Site {
  SiteId id;
  std::string name;
  std::vector<std::string> hosts;    // of its pages, for the WordPress door
  std::vector<std::string> origins;  // whose pages may send comments; empty: our own address
  bool create_articles = true;       // from a page of these origins
  SitePolicy policy;
  bool wordpress_statuses = false;
  std::chrono::seconds edit_window{0};
  bool show_reasons = false;  // to the authors of rejected comments

  /// Whether a Host header, with its port or without, names one of `hosts`.
  bool has_host(std::string_view host) const {
    return std::any_of(hosts.begin(), hosts.end(), [host](const std::string& known) {
      return known == host || known == host.substr(0, host.rfind(':'));
    });
  }
};

}  // namespace copytaster::http
