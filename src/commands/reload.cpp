#include "commands/reload.hpp"

namespace copytaster::commands {

std::vector<std::string> waits_for_restart(const Settings& now, const Settings& next) {
  std::vector<std::string> keys;
  const auto compare = [&](const char* key, const auto& value_in) {
    if (value_in(now) != value_in(next)) keys.emplace_back(key);
  };
  using S = const Settings&;
  compare("http.listen", [](S s) { return std::pair{s.http.host, s.http.port}; });
  compare("http.threads", [](S s) { return s.http.threads; });
  compare("http.connections", [](S s) { return s.http.connections; });
  compare("database.url", [](S s) { return s.database.url; });
  compare("database.owner", [](S s) { return s.database.owner; });
  compare("database.connections", [](S s) { return s.database.connections; });
  compare("intake.batch_max", [](S s) { return s.intake.batch_max; });
  compare("intake.batch_bytes_max", [](S s) { return s.intake.batch_bytes_max; });
  compare("intake.waiting_bytes_max", [](S s) { return s.intake.waiting_bytes_max; });
  compare("intake.writers", [](S s) { return s.intake.writers; });
  compare("privacy.key_file", [](S s) { return s.privacy.key_file; });
  compare("privacy.pseudonym_days", [](S s) { return s.privacy.pseudonym_days; });
  compare("log.file", [](S s) { return s.log.file; });
  return keys;
}

}  // namespace copytaster::commands
