#include "commands/run_file.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include <nlohmann/json.hpp>

#include "postgres/cluster_files.hpp"

namespace copytaster::commands {
namespace {

std::string run_path(const std::string& data) { return data + "/run.json"; }
std::string sealing_path(const std::string& data) { return data + "/sealing.json"; }

/// Null when there is no such file, or it is not ours.
nlohmann::json read(const std::string& path) {
  std::ifstream file{path};
  auto json = nlohmann::json::parse(file, nullptr, false);
  return json.is_object() ? json : nlohmann::json(nullptr);
}

std::int64_t number_in(const nlohmann::json& json, const char* member) {
  if (!json.is_object() || !json.contains(member) || !json[member].is_number_integer()) return 0;
  return json[member].get<std::int64_t>();
}

std::string program_of(const std::string& pid) {
  std::ifstream file{"/proc/" + pid + "/comm"};
  std::string name;
  std::getline(file, name);
  return name;
}

}  // namespace

RunFile::RunFile(const std::string& data, const RunningAt& at, std::uint32_t sealing_key)
    : data_(data) {
  const nlohmann::ordered_json run = {
      {"pid", ::getpid()},
      {"listen", at.url},
      {"demo", at.demo.empty() ? nlohmann::json(nullptr) : nlohmann::json(at.demo)},
      {"desk", at.desk}};
  say_sealing_key(sealing_key);
  postgres::replace_file(run_path(data_), run.dump() + "\n", std::nullopt);
}

RunFile::~RunFile() {
  std::error_code ignored;
  std::filesystem::remove(run_path(data_), ignored);
  std::filesystem::remove(sealing_path(data_), ignored);
}

void RunFile::say_sealing_key(std::uint32_t id) const {
  const nlohmann::ordered_json sealing = {{"pid", ::getpid()}, {"key", id}};
  postgres::replace_file(sealing_path(data_), sealing.dump() + "\n", std::nullopt);
}

std::optional<pid_t> running_service(const std::string& data) {
  const auto pid = number_in(read(run_path(data)), "pid");
  if (pid <= 0) return std::nullopt;
  // After a crash the number may be somebody else's: a signal would end a stranger.
  const std::string name = program_of(std::to_string(pid));
  if (name.empty() || name != program_of("self")) return std::nullopt;
  return static_cast<pid_t>(pid);
}

std::uint32_t sealing_key_of(const std::string& data, pid_t service) {
  const auto json = read(sealing_path(data));
  if (number_in(json, "pid") != service) return 0;
  return static_cast<std::uint32_t>(number_in(json, "key"));
}

}  // namespace copytaster::commands
