#include "postgres/postmaster.hpp"

#include <fstream>
#include <string>
#include <system_error>

namespace copytaster::postgres {

pid_t running_postmaster(const std::filesystem::path& postgres) {
  std::ifstream file{postgres / "postmaster.pid"};
  pid_t pid = 0;
  if (!(file >> pid) || pid <= 0) return 0;
  // A postmaster works in its data directory; its backends do too, but are never in the pid file.
  std::error_code unreadable;
  const std::filesystem::path place = "/proc/" + std::to_string(pid) + "/cwd";
  const std::filesystem::path works_in = std::filesystem::read_symlink(place, unreadable);
  return !unreadable && works_in == postgres ? pid : 0;
}

void forget_dead_postmaster(const std::filesystem::path& postgres) {
  if (running_postmaster(postgres) == 0) std::filesystem::remove(postgres / "postmaster.pid");
}

}  // namespace copytaster::postgres
