// A model's figures as JSON.
#pragma once

#include <string>

#include "copytaster/app/models.hpp"

namespace copytaster::http {

/// `{"number","made_at","active_since","rules_version","examples","wanted","unwanted","bytes",
/// "threshold","wanted_held_max","held_out":{…},"windows":[…],"telling":[…]}`
std::string model_json(const ModelVersion& version, const ModelFigures& figures);

/// Without the figures, which stand in the model itself.
std::string model_version_json(const ModelVersion& version);

}  // namespace copytaster::http
