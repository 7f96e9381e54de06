#include "commands/key_file.hpp"

#include "commands/startup.hpp"
#include "postgres/site_store.hpp"

namespace copytaster::commands {

/// A database that was used with a key file must not be served with a new one: every address in
/// it would be lost. So one is made for a fresh database alone.
security::Keys keys_for(const Settings& settings, postgres::Pool& pool) {
  const std::string& named = settings.privacy.key_file;
  const std::string path = named.empty() ? settings.data + "/keys" : named;
  return security::load_keys(path, !postgres::has_key_file(pool));
}

void require_key_file_fits(postgres::Pool& pool, const security::SodiumVault& vault) {
  if (!postgres::fits_key_file(pool, vault.fingerprint()))
    throw Refused("the key file is not the one that this database was made with");
}

}  // namespace copytaster::commands
