// Numbers between others in JSON that we write ourselves.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace copytaster::http {

/// `,"name":12`
void append_count(std::string& out, std::string_view name, std::size_t count);

/// `,"name":0.833333`: six digits behind the point are more than any sample tells.
void append_fraction(std::string& out, std::string_view name, double fraction);

}  // namespace copytaster::http
