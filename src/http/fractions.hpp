// Numbers between others in JSON that we write ourselves.
#pragma once

#include <string>
#include <string_view>

namespace copytaster::http {

/// `,"name":0.833333`: six digits behind the point are more than any sample tells.
void append_fraction(std::string& out, std::string_view name, double fraction);

}  // namespace copytaster::http
