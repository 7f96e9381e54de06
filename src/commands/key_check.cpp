#include "commands/key_check.hpp"

#include "commands/startup.hpp"
#include "postgres/site_store.hpp"

namespace copytaster::commands {

std::string key_file_path(const Settings& settings) {
  const std::string& named = settings.privacy.key_file;
  return named.empty() ? settings.data + "/keys" : named;
}

std::optional<std::string> why_unfit(const security::Keys& keys, const NeededKeys& needed) {
  if (!needed.index_fingerprint.empty() &&
      security::index_fingerprint(keys) != needed.index_fingerprint)
    return "is not the one that this database was made with: its index line is another";
  const auto fingerprints = security::sealing_fingerprints(keys);
  for (const auto& key : needed.sealing) {
    const auto found = fingerprints.find(key.id);
    if (found == fingerprints.end() && key.retired) continue;
    if (found == fingerprints.end())
      return "lacks key " + std::to_string(key.id) + ", which addresses here are sealed with";
    if (found->second != key.fingerprint)
      return "holds another key " + std::to_string(key.id) +
             " than the one that addresses here are sealed with";
  }
  return std::nullopt;
}

namespace {

security::Keys checked_keys(const Settings& settings, postgres::Pool& pool, bool may_make) {
  const std::string path = key_file_path(settings);
  security::Keys keys = security::load_keys(path, may_make);
  const auto refuse = [&path](const std::string& why) {
    throw Refused("the key file " + path + " " + why);
  };
  if (!postgres::fits_key_file(pool, security::index_fingerprint(keys)))
    refuse("is not the one that this database was made with: its index line is another");
  const auto check = [&] {
    if (const auto why = why_unfit(keys, {"", postgres::recorded_keys(pool)})) refuse(*why);
  };
  check();
  postgres::record_keys(pool, security::sealing_fingerprints(keys));
  check();  // of two instances that bring different new keys with one number, one is told
  return keys;
}

}  // namespace

security::Keys fitting_keys(const Settings& settings, postgres::Pool& pool) {
  return checked_keys(settings, pool, false);
}

/// A database that was used with a key file must not be served with a new one: every address in
/// it would be lost. So one is made for a fresh database alone.
security::Keys fitting_or_first_keys(const Settings& settings, postgres::Pool& pool) {
  return checked_keys(settings, pool, !postgres::has_key_file(pool));
}

}  // namespace copytaster::commands
