#pragma once
// Whether a data directory's server is alive, told from its postmaster.pid and /proc.

#include <sys/types.h>

#include <filesystem>

namespace copytaster::postgres {

/// The server's process id, or 0 if none runs in this data directory. A pid file alone proves
/// nothing: after a crash its number may belong to someone else, in containers it often does.
pid_t running_postmaster(const std::filesystem::path& postgres);

/// Removes a pid file whose number now belongs to another program; PostgreSQL would refuse to start
/// for fear of it. Its own check of the shared memory still protects against backends left behind.
void forget_dead_postmaster(const std::filesystem::path& postgres);

}  // namespace copytaster::postgres
