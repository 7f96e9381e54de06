#include "commands/backup_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>

#include <nlohmann/json.hpp>

#include "commands/startup.hpp"
#include "security/hashing.hpp"

namespace copytaster::commands {
namespace {

using nlohmann::ordered_json;

constexpr std::string_view footer_head = "copytaster-backup 1 ";
constexpr std::size_t length_digits = 10;
constexpr std::size_t sha256_digits = 64;
constexpr std::size_t footer_bytes = footer_head.size() + length_digits + 1 + sha256_digits + 1;
constexpr std::int64_t manifest_bytes_max = 16 * 1024 * 1024;

[[noreturn]] void fail(const std::string& what) {
  throw Refused("cannot " + what + " the backup: " + std::strerror(errno));
}

std::int64_t length_of(int file) {
  struct stat state {};
  if (::fstat(file, &state) != 0) fail("look at");
  return state.st_size;
}

std::string read_at(int file, std::int64_t at, std::size_t length) {
  std::string bytes(length, '\0');
  std::size_t filled = 0;
  while (filled < length) {
    const auto got = ::pread(file, bytes.data() + filled, length - filled,
                             at + static_cast<std::int64_t>(filled));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail("read");
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
  }
  bytes.resize(filled);
  return bytes;
}

void write_at(int file, std::int64_t at, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::pwrite(file, bytes.data(), bytes.size(), at);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("write");
    at += written;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

std::string sha256_of(std::string_view text) { return security::Sha256{}.add(text).hexadecimal(); }

std::string sha256_of(int file, std::int64_t length,
                      const std::function<void(std::int64_t)>& tell) {
  constexpr std::int64_t piece = 1024 * 1024;
  security::Sha256 sum;
  for (std::int64_t at = 0; at < length; at += piece) {
    sum.add(read_at(file, at, static_cast<std::size_t>(std::min(piece, length - at))));
    if (tell) tell(at);
  }
  return sum.hexadecimal();
}

std::string footer_for(const std::string& manifest) {
  std::string length = std::to_string(manifest.size());
  length.insert(0, length_digits - length.size(), '0');
  return std::string{footer_head} + length + " " + sha256_of(manifest) + "\n";
}

ordered_json json_of(const Manifest& manifest) {
  const postgres::Content& content = manifest.content;
  ordered_json json = {
      {"format", 1},
      {"created_at", content.created_at},
      {"cluster", content.system_id},
      {"archive", {{"bytes", manifest.archive_bytes}, {"sha256", manifest.sha256}}}};
  for (const auto& migration : content.migrations)
    json["migrations"].push_back(
        {{"number", migration.number}, {"name", migration.name}, {"sha256", migration.sha256}});
  for (const auto& [table, rows] : content.rows) json["rows"][table] = rows;
  json["keys"]["index"] = security::hexadecimal(content.index_fingerprint);
  json["keys"]["sealing"] = ordered_json::array();
  for (const auto& key : content.sealing_keys)
    json["keys"]["sealing"].push_back({{"number", key.id},
                                       {"fingerprint", security::hexadecimal(key.fingerprint)},
                                       {"retired", key.retired}});
  return json;
}

std::string bytes_from(const std::string& hex) {
  std::string bytes;
  for (std::size_t at = 0; at + 1 < hex.size(); at += 2)
    bytes += static_cast<char>(std::stoi(hex.substr(at, 2), nullptr, 16));
  return bytes;
}

Manifest manifest_from(const ordered_json& json) {
  Manifest manifest;
  postgres::Content& content = manifest.content;
  content.created_at = json.at("created_at").get<std::string>();
  content.system_id = json.at("cluster").get<std::string>();
  manifest.archive_bytes = json.at("archive").at("bytes").get<std::int64_t>();
  manifest.sha256 = json.at("archive").at("sha256").get<std::string>();
  for (const auto& migration : json.at("migrations"))
    content.migrations.push_back({migration.at("number").get<int>(),
                                  migration.at("name").get<std::string>(),
                                  migration.at("sha256").get<std::string>()});
  for (const auto& [table, rows] : json.at("rows").items())
    content.rows[table] = rows.get<std::int64_t>();
  content.index_fingerprint = bytes_from(json.at("keys").at("index").get<std::string>());
  for (const auto& key : json.at("keys").at("sealing"))
    content.sealing_keys.push_back({key.at("number").get<std::uint32_t>(),
                                    bytes_from(key.at("fingerprint").get<std::string>()),
                                    key.at("retired").get<bool>()});
  return manifest;
}

}  // namespace

void seal_backup(int file, const postgres::Content& content) {
  Manifest manifest{content, "", length_of(file)};
  manifest.sha256 = sha256_of(file, manifest.archive_bytes, nullptr);
  const std::string text = json_of(manifest).dump() + "\n";
  write_at(file, manifest.archive_bytes, text + footer_for(text));
  if (::fsync(file) != 0) fail("sync");
}

Manifest read_manifest(int file, const std::string& path) {
  const auto refuse = [&path](const char* why) -> Manifest { throw Refused(path + why); };
  constexpr auto cut_off = " is not a whole backup: it was cut off, or is something else";
  const std::int64_t length = length_of(file);
  const std::int64_t footer_at = length - static_cast<std::int64_t>(footer_bytes);
  if (footer_at < 0) return refuse(cut_off);
  const std::string footer = read_at(file, footer_at, footer_bytes);
  if (!footer.starts_with(footer_head)) return refuse(cut_off);
  std::int64_t bytes = 0;
  const char* digits = footer.data() + footer_head.size();
  std::from_chars(digits, digits + length_digits, bytes);
  if (bytes <= 0 || bytes > std::min(manifest_bytes_max, footer_at)) return refuse(cut_off);
  const std::string text = read_at(file, footer_at - bytes, static_cast<std::size_t>(bytes));
  if (footer_for(text) != footer) return refuse(" was changed: its manifest is not the one it was");
  try {
    const auto json = ordered_json::parse(text);
    if (json.at("format") != 1) return refuse(" was made by a newer copytaster");
    return manifest_from(json);
  } catch (const std::exception&) {
    throw Refused(path + " has a manifest that cannot be read");
  }
}

void verify_archive(int file, const std::string& path, const Manifest& manifest,
                    const std::function<void(std::int64_t done)>& tell) {
  if (manifest.archive_bytes < 0 || manifest.archive_bytes > length_of(file) ||
      sha256_of(file, manifest.archive_bytes, tell) != manifest.sha256)
    throw Refused(path + " was changed: its archive is not the one it was");
}

}  // namespace copytaster::commands
