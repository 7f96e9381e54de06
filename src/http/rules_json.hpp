// Versions of rules as JSON: the same over HTTP and on the command line.
#pragma once

#include <string>

#include "copytaster/app/rules.hpp"

namespace copytaster::http {

/// `{"version":7,"hash":…,"made_at":…,"made_by":…,"source":…,"active_since":…}`
std::string version_json(const RuleVersion& version);
/// The same with what it is made of.
std::string version_json(const RuleVersion& version, const RuleFiles& files);

}  // namespace copytaster::http
