#pragma once
// A core dump would hold every key and whatever readers wrote just before.

namespace copytaster::security {

/// No core dumps of this process, and no debugger of the same user, from here on; programs it
/// starts inherit the limit. Throws std::system_error.
void forbid_core_dumps();

}  // namespace copytaster::security
