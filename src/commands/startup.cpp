#include "commands/startup.hpp"

#include <grp.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace copytaster::commands {
namespace {

constexpr auto service_user = "copytaster";
constexpr std::size_t log_buffer_bytes = 65'536;

[[noreturn]] void refuse(const std::string& what) {
  throw Refused(what + ": " + std::strerror(errno));
}

void make_data_directory(const std::string& data) {
  std::error_code error;
  std::filesystem::create_directories(std::filesystem::path{data}.parent_path(), error);
  if (::mkdir(data.c_str(), 0700) != 0 && errno != EEXIST)
    refuse("cannot make the data directory " + data);
}

/// A directory that root has just made for us, by hand or here, is handed over; one that holds
/// something of root's is not ours to take.
void hand_over(const std::string& data, const passwd& user) {
  struct stat state {};
  if (::stat(data.c_str(), &state) != 0) refuse("cannot look at the data directory " + data);
  if (state.st_uid != 0 || !std::filesystem::is_empty(data)) return;
  if (::chown(data.c_str(), user.pw_uid, user.pw_gid) != 0 || ::chmod(data.c_str(), 0700) != 0)
    refuse("cannot give the data directory " + data + " to the user copytaster");
}

void become(const passwd& user) {
  if (::initgroups(user.pw_name, user.pw_gid) != 0 || ::setgid(user.pw_gid) != 0 ||
      ::setuid(user.pw_uid) != 0)
    refuse("cannot become the user copytaster");
}

}  // namespace

std::string default_data() { return ::geteuid() == 0 ? "/var/lib/copytaster" : "./var"; }

void settle_in(const Settings& settings) {
  make_data_directory(settings.data);
  if (::geteuid() == 0) {
    errno = 0;
    const passwd* user = ::getpwnam(service_user);
    if (user == nullptr)
      throw Refused(
          "as root the service runs as the system user copytaster, which does not exist; "
          "script/install makes it");
    hand_over(settings.data, *user);
    become(*user);
  }
  if (::access(settings.data.c_str(), R_OK | W_OK | X_OK) != 0)
    refuse("cannot use the data directory " + settings.data);
}

std::string read_whole(const std::string& path, std::string_view what, std::size_t bytes_max) {
  constexpr std::size_t piece = 65'536;
  std::ifstream file{path, std::ios::binary};
  if (!file) throw Refused("cannot read " + std::string{what} + " " + path);
  std::string text;
  while (file) {
    const std::size_t had = text.size();
    text.resize(had + piece);
    file.read(text.data() + had, static_cast<std::streamsize>(piece));
    text.resize(had + static_cast<std::size_t>(file.gcount()));
    if (text.size() > bytes_max)
      throw Refused(path + " is larger than " + std::to_string(bytes_max >> 20U) + " MiB");
  }
  return text;
}

void start_log(const LogSettings& log) {
  spdlog::sink_ptr sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  if (!log.file.empty()) sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(log.file);
  auto logger = std::make_shared<spdlog::logger>("copytaster", std::move(sink));
  logger->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
  logger->set_level(spdlog::level::from_str(log.level));
  // A write for each line would cost more than the request it tells of. What matters is written at
  // once, and all of it at the end.
  std::setvbuf(stderr, nullptr, _IOFBF, log_buffer_bytes);
  logger->flush_on(spdlog::level::warn);
  spdlog::set_default_logger(std::move(logger));
  spdlog::flush_every(std::chrono::seconds{1});
}

}  // namespace copytaster::commands
