// What rules have hit lately as JSON: the same over HTTP and on the command line.
#pragma once

#include <string>

#include "copytaster/app/rule_figures.hpp"

namespace copytaster::http {

/// `{"days":7,"from":…,"comments":…,"rules":[{"rule","shadow","hits","approved","refused",
/// "precision","low","high"}]}`
std::string rule_figures_json(const CountedHits& counted, std::chrono::days days);

}  // namespace copytaster::http
