// `backup FILE`: everything but the keys in one file, while the service runs.

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iostream>

#include <nlohmann/json.hpp>

#include "commands/backup_file.hpp"
#include "commands/commands.hpp"
#include "commands/database.hpp"
#include "commands/progress.hpp"
#include "commands/startup.hpp"
#include "postgres/dump.hpp"

namespace copytaster::commands {
namespace {

/// Formed beside its place, for its owner alone; bears its name only when it is whole.
class FormingFile {
 public:
  explicit FormingFile(const std::string& path)
      : path_(std::filesystem::absolute(path)),
        forming_(path_.string() + ".new-" + std::to_string(::getpid())),
        file_(::open(forming_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600)) {
    if (file_ < 0) fail("make");
  }
  ~FormingFile() {
    ::close(file_);
    if (::getpid() == maker_) ::unlink(forming_.c_str());
  }
  FormingFile(const FormingFile&) = delete;
  FormingFile& operator=(const FormingFile&) = delete;

  int descriptor() const { return file_; }
  void put_in_place() const {
    if (::rename(forming_.c_str(), path_.c_str()) != 0) fail("name");
    const int folder = ::open(path_.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool synced = folder >= 0 && ::fsync(folder) == 0;
    ::close(folder);
    if (!synced) fail("sync the folder of");
  }

 private:
  [[noreturn]] void fail(const char* what) const {
    throw Refused("cannot " + std::string{what} + " " + path_.string() + ": " +
                  std::strerror(errno));
  }
  std::filesystem::path path_;
  std::string forming_;
  pid_t maker_ = ::getpid();
  int file_;
};

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

/// As root the work is done by a child that becomes the service's user, so that the file may lie
/// where only the one who typed the command may write.
int backup(const Settings& settings, const BackupWanted& wanted) {
  const FormingFile file{wanted.file};
  const pid_t child = ::fork();
  if (child < 0) throw Refused(std::string{"cannot start: "} + std::strerror(errno));
  if (child == 0) {
    fill(settings, file.descriptor(), wanted.json);
    return 0;
  }
  ::signal(SIGINT, SIG_IGN);  // the child ends by it, and the file is cleared away
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return 1;  // it has said why
  file.put_in_place();
  say(wanted, file.descriptor());
  return 0;
}

}  // namespace copytaster::commands
