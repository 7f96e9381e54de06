// `backup FILE`: everything but the keys in one file, while the service runs.

#include <sys/stat.h>

#include <iostream>

#include <nlohmann/json.hpp>

#include "commands/backup_file.hpp"
#include "commands/commands.hpp"
#include "commands/database.hpp"
#include "commands/forming_file.hpp"
#include "commands/progress.hpp"
#include "commands/startup.hpp"
#include "postgres/dump.hpp"

namespace copytaster::commands {
namespace {

std::int64_t bytes_of(int file) {
  struct stat state {};
  return ::fstat(file, &state) == 0 ? state.st_size : 0;
}

void fill(const Settings& settings, int file, bool json) {
  settle_in(settings);
  start_log(settings.log);
  Database database{settings};
  database.require_up_to_date();
  {
    Progress progress{"backing up", "bytes", json ? Progress::To::json : Progress::To::terminal};
    postgres::Snapshot snapshot{database.owner_or_service()};
    const auto content = snapshot.content();
    postgres::write_archive({database.owner_or_service(), file, settings.data + "/backup.log",
                             [&] { progress.show(bytes_of(file), 0); }},
                            snapshot);
    seal_backup(file, content);
  }
  database.close();
}

std::int64_t comments_in(const Manifest& manifest) {
  const auto found = manifest.content.rows.find("comment");
  return found == manifest.content.rows.end() ? 0 : found->second;
}

std::string keys_in(const Manifest& manifest) {
  std::string text = "index";
  for (const auto& key : manifest.content.sealing_keys)
    if (!key.retired) text += ", key " + std::to_string(key.id);
  return text;
}

void say(const BackupWanted& wanted, int file) {
  const Manifest manifest = read_manifest(file, wanted.file);
  const auto comments = comments_in(manifest);
  const std::string keys = keys_in(manifest);
  if (wanted.json) {
    const nlohmann::ordered_json line = {
        {"file", wanted.file},       {"bytes", bytes_of(file)},
        {"comments", comments},      {"created_at", manifest.content.created_at},
        {"sha256", manifest.sha256}, {"keys", keys}};
    std::cout << line.dump() << '\n';
    return;
  }
  std::cout << wanted.file << ": " << comments << " comments of " << manifest.content.created_at
            << ", " << bytes_of(file) << " bytes\n"
            << "The keys are not in it. Keep the key file (" << keys
            << ") at another place: without it no address in this backup can be read.\n";
}

}  // namespace

int backup(const Settings& settings, const BackupWanted& wanted) {
  constexpr mode_t owner_alone = 0600;
  const FormingFile file{wanted.file, owner_alone};
  if (!done_by_child([&] { fill(settings, file.descriptor(), wanted.json); })) return 1;
  file.put_in_place();
  say(wanted, file.descriptor());
  return 0;
}

}  // namespace copytaster::commands
