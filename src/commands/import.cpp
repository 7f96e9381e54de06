// `import`: a file's comments into the store, a report of it, and a file of what was refused.

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <iostream>

#include "commands/commands.hpp"
#include "commands/forming_file.hpp"
#include "commands/import_report.hpp"
#include "commands/keyed_stores.hpp"
#include "commands/progress.hpp"
#include "commands/startup.hpp"
#include "postgres/file_lock.hpp"
#include "postgres/import_store.hpp"
#include "running/import_line.hpp"
#include "transfer/open_import.hpp"

namespace copytaster::commands {
namespace {

constexpr std::size_t mapping_bytes_max = std::size_t{256} << 20U;

/// Read several times, each time from the beginning.
class ImportFile {
 public:
  explicit ImportFile(const std::string& path)
      : path_(path), file_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    if (file_ < 0) fail();
    struct stat state {};
    if (::fstat(file_, &state) != 0) fail();
    if (!S_ISREG(state.st_mode))
      throw Refused(path + " is no file that can be read more than once");
    size_ = state.st_size;
  }
  ~ImportFile() { ::close(file_); }
  ImportFile(const ImportFile&) = delete;
  ImportFile& operator=(const ImportFile&) = delete;

  std::unique_ptr<ImportReader> open(ImportFormat format) const {
    auto read = [this, at = off_t{0}](std::span<char> room) mutable {
      ssize_t bytes = -1;
      do {
        bytes = ::pread(file_, room.data(), room.size(), at);
      } while (bytes < 0 && errno == EINTR);
      if (bytes < 0) fail();
      at += bytes;
      return static_cast<std::size_t>(bytes);
    };
    return transfer::open_import(format, std::move(read));
  }
  std::int64_t size() const { return size_; }

 private:
  [[noreturn]] void fail() const {
    throw Refused("cannot read " + path_ + ": " + std::strerror(errno));
  }
  std::string path_;
  int file_;
  std::int64_t size_ = 0;
};

ArticleMapping read_mapping(const std::string& path) {
  if (path.empty()) return {};
  const std::string text = read_whole(path, "the mapping of articles");
  if (text.size() > mapping_bytes_max) throw Refused(path + " is larger than 256 MiB");
  auto mapping = ArticleMapping::parse(text);
  if (const auto* fault = std::get_if<ArticleMapping::Fault>(&mapping))
    throw Refused(path + ": line " + std::to_string(fault->line) + " " + fault->reason);
  return std::get<ArticleMapping>(std::move(mapping));
}

/// Everything that must be opened by whoever typed the command.
struct Opened {
  ImportFile file;
  ArticleMapping mapping;
  std::optional<FormingFile> refused;
};

running::ImportWork work_for(const Opened& opened, const ImportWanted& wanted, RefusedFile& refused,
                             Progress& progress) {
  return {[&] { return opened.file.open(wanted.format); },
          opened.mapping,
          {},
          {},
          [&](const RefusedRecord& one) { refused.tell(one); },
          [&](std::int64_t bytes) { progress.show(bytes, opened.file.size()); }};
}

ImportReport carried_out(const Opened& opened, const ImportWanted& wanted, KeyedStores& keyed,
                         RefusedFile& refused) {
  Stores& stores = keyed.stores();
  postgres::ImportRows rows{stores.pool(), stores.conninfo()};
  Progress progress{wanted.dry_run ? "reading" : "importing", "bytes",
                    wanted.json ? Progress::To::json : Progress::To::terminal};
  auto work = work_for(opened, wanted, refused, progress);
  const SiteId site = stores.site(wanted.site);
  work.now = stores.now();
  if (wanted.dry_run) {
    work.source = rows.find_source(site, wanted.source);
    return running::try_import(work, rows);
  }
  work.source = rows.open_source(site, wanted.source, wanted.format == ImportFormat::ndjson);
  return running::import_file(work, rows, keyed.vault());
}

void bring_in(const Settings& settings, const Opened& opened, const ImportWanted& wanted) {
  settle_in(settings);
  // What is sealed from here on must not be under a key that is about to be retired.
  postgres::FileLock keys{settings.data + "/keys.lock"};
  if (!keys.try_lock(postgres::FileLock::Kind::shared))
    throw Refused("`keys rotate` is under way: run this again when it has ended");
  KeyedStores keyed{settings};
  RefusedFile refused{opened.refused ? opened.refused->descriptor() : -1};
  const ImportReport report = carried_out(opened, wanted, keyed, refused);
  refused.finish();
  tell(report, wanted);
  keyed.stores().close();
  if (report.broken) throw Refused(broken_line(*report.broken, wanted.file));
}

}  // namespace

int import_comments(const Settings& settings, const ImportWanted& wanted) {
  constexpr mode_t private_to_us = 0600;  // it may name people's comments
  ::signal(SIGPIPE, SIG_IGN);
  Opened opened{ImportFile{wanted.file}, read_mapping(wanted.articles), {}};
  if (!wanted.refused.empty()) opened.refused.emplace(wanted.refused, private_to_us);
  const bool well = done_by_child([&] { bring_in(settings, opened, wanted); });
  // Also of a file that is broken further on: what stood before is told of.
  if (opened.refused) opened.refused->put_in_place();
  return well ? 0 : 1;
}

}  // namespace copytaster::commands
