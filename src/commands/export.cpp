#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <iostream>

#include "commands/commands.hpp"
#include "commands/startup.hpp"
#include "commands/stores.hpp"
#include "copytaster/app/export_comments.hpp"
#include "postgres/export_store.hpp"

namespace copytaster::commands {
namespace {

/// A file of the one who typed the command: opened before root becomes somebody else.
class OutFile {
 public:
  OutFile(const std::string& path, int flags)
      : path_(path), descriptor_(::open(path.c_str(), flags | O_CREAT | O_CLOEXEC, 0644)) {
    if (descriptor_ < 0) fail("open");
  }
  static OutFile standard_output() { return OutFile{::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3)}; }
  ~OutFile() { ::close(descriptor_); }
  OutFile(const OutFile&) = delete;
  OutFile& operator=(const OutFile&) = delete;

  void write(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto written = ::write(descriptor_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) fail("write");
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  std::string read_line() {
    std::string text(128, '\0');
    const auto length = ::pread(descriptor_, text.data(), text.size(), 0);
    if (length < 0) fail("read");
    text.resize(static_cast<std::size_t>(length));
    return text.substr(0, text.find('\n'));
  }
  void replace(std::string_view bytes) {
    if (::ftruncate(descriptor_, 0) != 0 || ::lseek(descriptor_, 0, SEEK_SET) != 0) fail("write");
    write(bytes);
    sync();
  }
  void sync() {
    // A pipe or a terminal cannot be synced and need not be.
    if (::fsync(descriptor_) != 0 && errno != EINVAL && errno != EROFS) fail("write");
  }

 private:
  explicit OutFile(int descriptor) : path_("standard output"), descriptor_(descriptor) {
    if (descriptor_ < 0) fail("open");
  }
  [[noreturn]] void fail(const char* what) const {
    throw Refused("cannot " + std::string{what} + " " + path_ + ": " + std::strerror(errno));
  }
  std::string path_;
  int descriptor_;
};

std::optional<ExportCursor> cursor_from(const std::string& text) {
  if (text.empty()) return std::nullopt;
  const auto cursor = ExportCursor::parse(text);
  if (!cursor) throw Refused("'" + text.substr(0, 64) + "' is not a cursor of an export");
  return cursor;
}

ExportQuery query_for(const ExportWanted& wanted, SiteId site, const std::string& cursor) {
  ExportQuery query;
  query.site = site;
  if (!wanted.article.empty()) query.article = wanted.article;
  if (!wanted.section.empty()) query.section = wanted.section;
  query.from = wanted.from;
  query.to = wanted.to;
  query.removals = wanted.removals;
  query.by_article = goes_by_article(wanted.format);
  query.after = cursor_from(cursor);
  return query;
}

/// Gathers records to writes of a sensible size.
void write_all(ExportReading& reading, const ExportWanted& wanted, OutFile& out) {
  constexpr std::size_t write_bytes = 65'536;
  ExportWriter writer{wanted.format, wanted.site};
  std::string buffer;
  writer.open(buffer);
  while (const auto comment = reading.next()) {
    writer.append(buffer, *comment);
    if (buffer.size() < write_bytes) continue;
    out.write(buffer);
    buffer.clear();
  }
  writer.close(buffer);
  if (wanted.closing_line && wanted.format == ExportFormat::ndjson)
    buffer += closing_line(reading.place().text());
  out.write(buffer);
  out.sync();
}

}  // namespace

int export_comments(const Settings& settings, const ExportWanted& wanted) {
  OutFile out = wanted.output.empty() ? OutFile::standard_output()
                                      : OutFile{wanted.output, O_WRONLY | O_TRUNC};
  std::optional<OutFile> cursor_file;
  if (!wanted.cursor_file.empty()) cursor_file.emplace(wanted.cursor_file, O_RDWR);
  std::string cursor = wanted.cursor;
  if (cursor.empty() && cursor_file) cursor = cursor_file->read_line();

  settle_in(settings);
  start_log(settings.log);
  Stores stores{settings};
  postgres::ExportRows exports{stores.conninfo()};
  const auto reading = exports.open_export(query_for(wanted, stores.site(wanted.site), cursor));
  write_all(*reading, wanted, out);
  const std::string place = reading->place().text();
  if (cursor_file) cursor_file->replace(place + "\n");
  stores.close();
  std::cerr << "next: " << place << '\n';
  return 0;
}

}  // namespace copytaster::commands
