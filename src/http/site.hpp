// One news site as the HTTP room sees it.
#pragma once

#include <string>
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
};

}  // namespace copytaster::http
