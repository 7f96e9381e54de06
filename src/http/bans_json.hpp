// Bans as JSON: the same over HTTP and on the command line.
#pragma once

#include <string>

#include "copytaster/app/bans.hpp"

namespace copytaster::http {

/// `{"id","kind","value","comment","until","reason","made_by","made_at"}`
std::string ban_json(const KeptBan& kept);

}  // namespace copytaster::http
