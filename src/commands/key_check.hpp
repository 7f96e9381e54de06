#pragma once
// Whether the key file at hand is the one that a database was made with and sealed with.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "postgres/pool.hpp"
#include "postgres/sealing_store.hpp"
#include "security/key_file.hpp"
#include "settings.hpp"

namespace copytaster::commands {

/// The setting, or `keys` in the data directory.
std::string key_file_path(const Settings& settings);

/// What a database says of its keys: the index root's fingerprint, if any was used with it yet, and
/// the sealing keys that something in it may be sealed with.
struct NeededKeys {
  std::string index_fingerprint;  ///< empty: any will do
  std::vector<postgres::RecordedKey> sealing;
};

/// Why these keys do not do, in one line that names what is missing; none when they do.
std::optional<std::string> why_unfit(const security::Keys& keys, const NeededKeys& needed);

/// Reads the key file, checks it, and records what is new in it. Throws Refused or
/// security::KeyFileRefused; a file that is missing is named, and never made: a command that only
/// looks at a database would leave keys behind that are not the database's.
security::Keys fitting_keys(const Settings& settings, postgres::Pool& pool);

/// The same for a service that starts: for a database that never had a key file one is made.
security::Keys fitting_or_first_keys(const Settings& settings, postgres::Pool& pool);

}  // namespace copytaster::commands
