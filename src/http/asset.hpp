// Styles, scripts and pictures of our own pages: public, the same for everybody.
#pragma once

#include <string>

#include "http/framing.hpp"
#include "http/reply.hpp"

namespace copytaster::http {

/// The file under web/ by its name there: packed and with an ETag like every public page. Templates
/// and what does not exist are not found.
Reply asset_reply(const Request& request, const std::string& name);

}  // namespace copytaster::http
