#pragma once
// What somebody recognises a session of hers by: the kind of browser and of system. Nothing finer
// is kept, as it would tell one person from another.

#include <string>
#include <string_view>

namespace copytaster {

/// "Firefox on Linux" of a User-Agent; "a program" where no browser is known in it.
std::string device_name(std::string_view user_agent);

}  // namespace copytaster
