#pragma once
// Which settings a running service takes over, and which it reads at its start alone.

#include <string>
#include <vector>

#include "settings.hpp"

namespace copytaster::commands {

/// The keys in which `next` differs from `now` and that a reload does not change.
std::vector<std::string> waits_for_restart(const Settings& now, const Settings& next);

}  // namespace copytaster::commands
