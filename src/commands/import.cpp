// `import`: a file's comments into the store, a report of it, and a file of what was refused.

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <iostream>
#include <limits>

#include "commands/commands.hpp"
#include "commands/forming_file.hpp"
#include "commands/import_report.hpp"
#include "commands/keyed_stores.hpp"
#include "commands/progress.hpp"
#include "commands/startup.hpp"
#include "postgres/import_store.hpp"
#include "running/import_line.hpp"
#include "transfer/open_import.hpp"

namespace copytaster::commands {
namespace {

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

ImportReport carried_out(const Opened& opened, const ImportWanted& wanted, KeyedStores& keyed,
                         RefusedFile& refused) {
  Stores& stores = keyed.stores();
  const SiteId site = stores.site(wanted.site);
  postgres::ImportRows rows{stores.pool(), stores.conninfo(), keyed.vault().newest_key()};
  Progress progress{wanted.dry_run ? "reading" : "importing", "bytes",
                    wanted.json ? Progress::To::json : Progress::To::terminal};
  running::ImportWork work{
      [&] { return opened.file.open(wanted.format); },
      {opened.mapping, stores.now(), site, keyed.vault(), wanted.source},
      wanted.dry_run ? rows.find_source(site, wanted.source)
                     : rows.open_source(site, wanted.source, wanted.format == ImportFormat::ndjson),
      std::numeric_limits<std::int64_t>::max(),
      [&](const RefusedRecord& one) { refused.tell(one); },
      [&](std::int64_t bytes) { progress.show(bytes, opened.file.size()); }};
  if (!wanted.fills_queue)
    work.pending_room = wanted.pending_max - rows.waiting(wanted.pending_max);
  return wanted.dry_run ? running::try_import(work, rows) : running::import_file(work, rows);
}

void bring_in(const Settings& settings, const Opened& opened, const ImportWanted& wanted) {
  settle_in(settings);
  KeyedStores keyed{settings};
  RefusedFile refused{opened.refused ? opened.refused->descriptor() : -1};
  const ImportReport report = carried_out(opened, wanted, keyed, refused);
  refused.finish();
  tell(report, wanted);
  keyed.stores().close();
  if (report.broken) throw Refused(broken_line(*report.broken, wanted.file));
  if (report.crowded && !wanted.dry_run)
    throw Refused(
        "more comments would wait for a moderator than intake.pending_max, and readers could write "
        "none: bring in the rest with --fill-queue");
}

}  // namespace

int import_comments(const Settings& settings, const ImportWanted& wanted) {
  constexpr mode_t private_to_us = 0600;  // it may name people's comments
  ::signal(SIGPIPE, SIG_IGN);
  Opened opened{ImportFile{wanted.file}, read_mapping(wanted.articles), {}};
  if (!wanted.refused.empty()) opened.refused.emplace(wanted.refused, private_to_us);
  const bool well = done_by_child([&] { bring_in(settings, opened, wanted); });
  // Also of a file that is broken further on: what stood before is told of. One that has not begun
  // leaves the list of before.
  if (opened.refused && (well || opened.refused->has_anything())) opened.refused->put_in_place();
  return well ? 0 : 1;
}

}  // namespace copytaster::commands
