#include "http/live_settings.hpp"

namespace copytaster::http {

const Site* LiveSettings::site_named(std::string_view name) const {
  for (const Site& site : sites) {
    if (site.name == name) return &site;
  }
  return nullptr;
}

const Site* LiveSettings::site_of_host(std::string_view host) const {
  for (const Site& site : sites) {
    if (site.has_host(host)) return &site;
  }
  return sites.size() == 1 ? &sites.front() : nullptr;
}

}  // namespace copytaster::http
