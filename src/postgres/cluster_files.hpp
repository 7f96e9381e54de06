#pragma once
// Where a private cluster lives and what its configuration files say. Text and paths only: the
// life of the cluster is embedded_cluster's.

#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "postgres/run_program.hpp"

namespace copytaster::postgres {

constexpr auto cluster_major = "15";
constexpr auto owner_role = "copytaster_owner";
constexpr auto service_role = "copytaster_service";
constexpr auto cluster_database = "copytaster";

/// Why there is no cluster: one line for the operator, with what to do where that is known.
struct ClusterRefused : std::runtime_error {
  using std::runtime_error::runtime_error;
};

struct ClusterPlace {
  std::filesystem::path data;      ///< the service's data directory
  std::filesystem::path postgres;  ///< PGDATA
  std::filesystem::path forming;   ///< PGDATA until initdb is complete
  std::filesystem::path sockets;
  std::filesystem::path output;  ///< what initdb, pg_ctl and a postmaster that cannot start say
};

/// The places for a data directory, whose path is made absolute. The socket lies beside the data
/// or, where that path is too long for the kernel (over 100 bytes; it takes 107) or has a comma, in
/// a short directory under /tmp that is the same for every process. Throws ClusterRefused for a
/// path that pg_ctl could not pass on safely: one with a quote, `$`, a backslash or a line end.
ClusterPlace cluster_place(const std::filesystem::path& data, uid_t user);

/// The whole postgresql.conf, `extra` lines last.
std::string postgresql_conf(const ClusterPlace& place, const std::vector<std::string>& extra);

/// Only system users that pg_ident.conf maps get in, over the socket.
std::string pg_hba_conf();

/// Each system user may be either of our two roles.
std::string pg_ident_conf(const std::vector<std::string>& system_users);

/// Puts the text in place in one step, readable for its owner alone.
void replace_file(const std::filesystem::path& file, std::string_view text,
                  const std::optional<SystemUser>& owner);

/// A directory for `owner` (none: us) alone; its missing parents come too. One that exists is left
/// as it is.
void make_directory(const std::filesystem::path& directory, const std::optional<SystemUser>& owner);

/// Throws ClusterRefused unless the directory is a real one that belongs to the user and is
/// closed to everyone else: under /tmp a stranger may have been there first.
void require_private(const std::filesystem::path& directory, uid_t user);

}  // namespace copytaster::postgres
