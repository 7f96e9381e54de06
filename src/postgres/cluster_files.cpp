#include "postgres/cluster_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <stdexcept>
#include <system_error>

namespace copytaster::postgres {
namespace {

constexpr std::string_view socket_name = "/.s.PGSQL.5432";
constexpr std::size_t socket_path_bytes_max = 100;

std::system_error failed(const std::filesystem::path& path) {
  return {errno, std::generic_category(), path.string()};
}

// FNV-1a: the same in every build and process, which std::hash does not promise.
std::string short_name(std::string_view text) {
  std::uint64_t sum = 14695981039346656037U;
  for (const char character : text)
    sum = (sum ^ static_cast<unsigned char>(character)) * 1099511628211U;
  constexpr std::string_view digits = "0123456789abcdef";
  std::string name;
  for (int shift = 60; shift >= 0; shift -= 4) name += digits[(sum >> shift) & 15U];
  return name;
}

std::filesystem::path socket_directory(const std::filesystem::path& data, uid_t user) {
  std::filesystem::path beside = data / "run";
  const bool fits = beside.string().size() + socket_name.size() <= socket_path_bytes_max;
  // libpq takes a comma for the end of one host of several.
  if (fits && beside.string().find(',') == std::string::npos) return beside;
  return "/tmp/copytaster-" + std::to_string(user) + "-" + short_name(data.string());
}

void write_all(int descriptor, std::string_view text, const std::filesystem::path& path) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw failed(path);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

void give(const std::filesystem::path& path, const std::optional<SystemUser>& owner) {
  if (owner && ::chown(path.c_str(), owner->user, owner->group) != 0) throw failed(path);
}

// A single quote is doubled in a postgresql.conf string.
std::string conf_string(std::string_view text) {
  std::string quoted = "'";
  for (const char character : text) quoted += character == '\'' ? "''" : std::string{character};
  return quoted + "'";
}

constexpr std::string_view conf_head = R"(# Written by copytaster whenever it starts this cluster.
# Settings of your own: put them into local.conf beside this file, or use ALTER SYSTEM.

port = 5432                      # names the socket; nothing listens on TCP
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 100

# fsync, full_page_writes and synchronous_commit stay on: the service refuses to start otherwise.
shared_buffers = 128MB
max_wal_size = 1GB               # near checkpoints write every page once more
wal_compression = lz4
jit = off                        # short queries only; compiling one costs more than running it

# No reader's data may reach the log, and errors quote values: so it tells of the cluster's life
# alone. The service counts what a query met by its SQLSTATE.
log_min_messages = log
log_min_error_statement = panic
log_error_verbosity = terse
log_statement = none
log_min_duration_statement = -1
log_parameter_max_length = 0
log_parameter_max_length_on_error = 0

# One file per weekday, written over a week later.
logging_collector = on
log_directory = 'log'
log_filename = 'postgresql-%a.log'
log_truncate_on_rotation = on
log_rotation_age = 1d
log_rotation_size = 0
log_line_prefix = '%m [%p] '

timezone = 'UTC'
log_timezone = 'UTC'
datestyle = 'iso, ymd'
lc_messages = 'C'
lc_monetary = 'C.UTF-8'
lc_numeric = 'C.UTF-8'
lc_time = 'C.UTF-8'
default_text_search_config = 'pg_catalog.simple'
)";

}  // namespace

ClusterPlace cluster_place(const std::filesystem::path& data, uid_t user) {
  std::filesystem::path whole = std::filesystem::weakly_canonical(data);
  if (!whole.has_filename()) whole = whole.parent_path();  // a trailing slash is no other place
  if (whole.string().find_first_of("'\"`$\\\r\n") != std::string::npos)
    throw ClusterRefused(
        "the data directory's path may not hold a quote, $, a backslash or "
        "a line end: " +
        whole.string());
  return {whole, whole / "postgres", whole / "postgres.new", socket_directory(whole, user),
          whole / "cluster.log"};
}

std::string postgresql_conf(const ClusterPlace& place, const std::vector<std::string>& extra) {
  std::string text{conf_head};
  // Inner quotes: the value is a list of directories, and a path may hold a comma.
  text += "unix_socket_directories = " + conf_string('"' + place.sockets.string() + '"') + "\n\n";
  text += "include_if_exists = 'local.conf'\n";
  for (const std::string& line : extra) text += line + "\n";
  return text;
}

std::string pg_hba_conf() {
  return "# Written by copytaster whenever it starts this cluster.\n"
         "local all all peer map=copytaster\n";
}

std::string pg_ident_conf(const std::vector<std::string>& system_users) {
  std::string text = "# Written by copytaster whenever it starts this cluster.\n";
  for (const std::string& user : system_users)
    for (const char* role : {owner_role, service_role})
      text += "copytaster \"" + user + "\" " + role + "\n";
  return text;
}

void replace_file(const std::filesystem::path& file, std::string_view text,
                  const std::optional<SystemUser>& owner) {
  const std::filesystem::path fresh = file.string() + ".new";
  std::filesystem::remove(fresh);
  const int descriptor = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) throw failed(fresh);
  try {
    write_all(descriptor, text, fresh);
  } catch (...) {  // the descriptor must not be lost
    ::close(descriptor);
    throw;
  }
  if (::close(descriptor) != 0) throw failed(fresh);
  give(fresh, owner);
  std::filesystem::rename(fresh, file);
}

void make_directory(const std::filesystem::path& directory,
                    const std::optional<SystemUser>& owner) {
  if (std::filesystem::is_directory(directory)) return;
  if (directory.has_parent_path()) std::filesystem::create_directories(directory.parent_path());
  if (::mkdir(directory.c_str(), 0700) == 0) return give(directory, owner);
  if (errno != EEXIST || !std::filesystem::is_directory(directory)) throw failed(directory);
}

void require_private(const std::filesystem::path& directory, uid_t user) {
  struct stat seen {};
  if (::lstat(directory.c_str(), &seen) != 0) throw failed(directory);
  const bool closed = (seen.st_mode & 077) == 0;
  if (S_ISDIR(seen.st_mode) && seen.st_uid == user && closed) return;
  throw ClusterRefused(directory.string() + " must be a directory of user id " +
                       std::to_string(user) + " with mode 0700; remove it or repair it");
}

}  // namespace copytaster::postgres
