#pragma once
// The key file that belongs to a database.

#include "postgres/pool.hpp"
#include "security/vault.hpp"
#include "settings.hpp"

namespace copytaster::commands {

/// Reads it, or makes it for a fresh database. Throws security::KeyFileRefused.
security::Keys keys_for(const Settings& settings, postgres::Pool& pool);

/// Throws Refused when the database was made with another one; a fresh one takes this.
void require_key_file_fits(postgres::Pool& pool, const security::SodiumVault& vault);

}  // namespace copytaster::commands
