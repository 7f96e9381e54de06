// `restore FILE`: a backup into a database without comments. Everything that can be wrong is looked
// for before the first byte is written.

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iostream>

#include <nlohmann/json.hpp>

#include "commands/backup_file.hpp"
#include "commands/commands.hpp"
#include "commands/database.hpp"
#include "commands/key_check.hpp"
#include "commands/progress.hpp"
#include "commands/run_file.hpp"
#include "commands/startup.hpp"
#include "embedded_files.hpp"
#include "postgres/dump.hpp"
#include "postgres/migrate.hpp"
#include "security/hashing.hpp"

namespace copytaster::commands {
namespace {

class InFile {
 public:
  explicit InFile(const std::string& path)
      : descriptor_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (descriptor_ < 0) throw Refused("cannot open " + path + ": " + std::strerror(errno));
  }
  ~InFile() { ::close(descriptor_); }
  InFile(const InFile&) = delete;
  InFile& operator=(const InFile&) = delete;
  int descriptor() const { return descriptor_; }

 private:
  int descriptor_;
};

void refuse_newer(const Manifest& manifest, const postgres::Schema& schema,
                  const std::string& path) {
  for (const auto& applied : manifest.content.migrations) {
    if (applied.number == 0) continue;  // roles are granted anew
    const auto known =
        std::find_if(schema.migrations.begin(), schema.migrations.end(),
                     [&](const auto& migration) { return migration.name == applied.name; });
    if (known == schema.migrations.end())
      throw Refused(path + " is of a newer copytaster: this one does not know " + applied.name);
    if (security::Sha256{}.add(known->sql).hexadecimal() != applied.sha256)
      throw Refused(path + " was made with another " + applied.name + " than this copytaster's");
  }
}

std::string wanted_keys(const Manifest& manifest) {
  std::string text = "index " + security::hexadecimal(manifest.content.index_fingerprint);
  for (const auto& key : manifest.content.sealing_keys)
    if (!key.retired)
      text += ", key " + std::to_string(key.id) + " " + security::hexadecimal(key.fingerprint);
  return text;
}

void refuse_wrong_keys(const Manifest& manifest, const Settings& settings) {
  if (manifest.content.index_fingerprint.empty()) return;  // nothing in it was ever sealed
  const std::string path = key_file_path(settings);
  const std::string needs =
      "; this backup needs the keys with these fingerprints: " + wanted_keys(manifest);
  std::optional<std::string> why;
  try {
    const auto keys = security::load_keys(path, false);
    why = why_unfit(keys, {manifest.content.index_fingerprint, manifest.content.sealing_keys});
  } catch (const security::KeyFileRefused& refused) {
    throw Refused(refused.what() + needs);
  }
  if (why) throw Refused("the key file " + path + " " + *why + needs);
}

void refuse_in_use(const Settings& settings) {
  if (const auto service = running_service(settings.data))
    throw Refused("a service runs on " + settings.data + " (process " + std::to_string(*service) +
                  "): stop it first");
}

void refuse_filled(const postgres::Target& target, const Manifest& manifest) {
  if (target.has_history)
    throw Refused("the database has comments already: restore into an empty one");
  if (target.services > 0)
    throw Refused("copytaster is connected to this database " + std::to_string(target.services) +
                  " times: stop every instance first");
  for (const auto& table : target.tables)
    if (!manifest.content.rows.contains(table))
      throw Refused("the database has a table that is not in the backup, " + table +
                    ": restore into an empty one");
}

void require_counts(const postgres::Content& content, const std::string& owner) {
  const auto rows = postgres::rows_by_table(owner);
  for (const auto& [table, wanted] : content.rows) {
    const auto found = rows.find(table);
    const auto came = found == rows.end() ? 0 : found->second;
    if (came != wanted)
      throw Refused("of the " + std::to_string(wanted) + " rows of " + table + " " +
                    std::to_string(came) + " came back: do not use this database");
  }
}

void say(const BackupWanted& wanted, const Manifest& manifest) {
  const auto found = manifest.content.rows.find("comment");
  const auto comments = found == manifest.content.rows.end() ? 0 : found->second;
  if (wanted.json)
    std::cout << nlohmann::ordered_json{{"file", wanted.file},
                                        {"comments", comments},
                                        {"created_at", manifest.content.created_at}}
                     .dump()
              << '\n';
  else
    std::cout << comments << " comments of " << manifest.content.created_at
              << " are back; exports begin again, whatever cursor they name\n";
}

}  // namespace

int restore(const Settings& settings, const BackupWanted& wanted) {
  const InFile file{wanted.file};  // while we may still be root
  const auto to = wanted.json ? Progress::To::json : Progress::To::terminal;
  settle_in(settings);
  start_log(settings.log);
  refuse_in_use(settings);

  const auto schema = postgres::schema_from(embedded_files());
  const Manifest manifest = read_manifest(file.descriptor(), wanted.file);
  refuse_newer(manifest, schema, wanted.file);
  refuse_wrong_keys(manifest, settings);
  {
    Progress progress{"reading the backup", "bytes", to};
    verify_archive(file.descriptor(), wanted.file, manifest,
                   [&](std::int64_t done) { progress.show(done, manifest.archive_bytes); });
  }

  Database database{settings};
  const std::string owner = database.owner_or_service();
  refuse_filled(postgres::look_at_target(owner), manifest);
  {
    Progress progress{"restoring", "bytes", to};
    postgres::read_archive(
        {owner, file.descriptor(), settings.data + "/restore.log",
         [&] { progress.show(::lseek(file.descriptor(), 0, SEEK_CUR), manifest.archive_bytes); }});
  }
  require_counts(manifest.content, owner);
  postgres::begin_epoch(owner, manifest.content.system_id);
  database.migrate();
  postgres::apply_roles(owner, schema);
  database.close();
  say(wanted, manifest);
  return 0;
}

}  // namespace copytaster::commands
