// Versions of rules as JSON: the same over HTTP and on the command line.
#pragma once

#include <optional>
#include <string>

#include "copytaster/app/rules.hpp"

namespace copytaster::http {

/// `{"version":7,"hash":…,"made_at":…,"made_by":…,"source":…,"active_since":…,"activated_by":…,
/// "activation_source":…}`
std::string version_json(const RuleVersion& version);
/// The same with what it is made of.
std::string version_json(const RuleVersion& version, const RuleFiles& files);
/// Of the one that judges, with a newer one of files or the program that waits to be looked at.
std::string active_json(const RuleVersion& active, const RuleFiles& files,
                        const std::optional<RuleVersion>& waiting);

}  // namespace copytaster::http
