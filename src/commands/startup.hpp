#pragma once
// What happens before anything else: whose process this is, where its data lies, where it logs.

#include <stdexcept>
#include <string>

#include "settings.hpp"

namespace copytaster::commands {

/// Why a command ends with 1: one line for whoever typed it.
struct Refused : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// "./var", and for root "/var/lib/copytaster".
std::string default_data();

/// Makes the data directory when it is missing. As root it then becomes the system user
/// `copytaster` for good: PostgreSQL does not run as root, and a service should not. What only
/// root may read (the config file, files named on the command line) must be open by then.
void settle_in(const Settings& settings);

/// The whole text of a file that the settings name. Throws Refused.
std::string read_whole(const std::string& path, std::string_view what,
                       std::size_t bytes_max = std::size_t{256} << 20U);

/// Logs to the file of the settings, or to standard error.
void start_log(const LogSettings& log);

}  // namespace copytaster::commands
