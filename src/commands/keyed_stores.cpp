#include "commands/keyed_stores.hpp"

#include "commands/key_check.hpp"
#include "commands/startup.hpp"
#include "security/core_dumps.hpp"

namespace copytaster::commands {
namespace {

const Settings& prepared(const Settings& settings) {
  settle_in(settings);
  start_log(settings.log);
  security::forbid_core_dumps();
  return settings;
}

}  // namespace

KeyedStores::KeyedStores(const Settings& settings)
    : stores_(prepared(settings)),
      vault_(fitting_keys(settings, stores_.pool()), settings.privacy.pseudonym_days),
      chain_(vault_.audit_key()) {}

}  // namespace copytaster::commands
