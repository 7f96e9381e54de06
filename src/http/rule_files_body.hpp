// The files of a set of rules in the body of a call.
#pragma once

#include <optional>

#include "copytaster/app/rules.hpp"
#include "http/call.hpp"
#include "http/json.hpp"

namespace copytaster::http {

/// The body's object; answers by itself where there is none.
std::optional<JsonObject> object_in(Call& call);
/// Its member `files`; answers by itself where there are none to be had.
std::optional<RuleFiles> files_in(Call& call, const JsonObject& object);

}  // namespace copytaster::http
