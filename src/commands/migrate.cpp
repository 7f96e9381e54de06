#include <iostream>

#include "commands/commands.hpp"
#include "commands/database.hpp"
#include "commands/startup.hpp"

namespace copytaster::commands {

int migrate(const Settings& settings) {
  settle_in(settings);
  start_log(settings.log);
  Database database{settings};
  database.migrate();
  database.close();
  std::cout << "the schema is up to date\n";
  return 0;
}

int check_config(const Settings& settings) {
  std::cout << "the settings are right; the data lie in " << settings.data << ", "
            << settings.sites.size() << (settings.sites.size() == 1 ? " site" : " sites") << '\n';
  return 0;
}

}  // namespace copytaster::commands
